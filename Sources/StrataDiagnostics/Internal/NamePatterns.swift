/// Which names are meant by patterns: whole names, or such with a `*` that stands for any text, none included.
struct NamePatterns: Sendable {
    private var whole: Set<String> = []
    /// What stands around the stars.
    private var pieces: [[String]] = []

    init(_ patterns: Set<String>) {
        for pattern in patterns {
            let parts = pattern.split(separator: "*", omittingEmptySubsequences: false).map { Self.plain(String($0)) }
            if parts.count == 1 { whole.insert(parts[0]) } else { pieces.append(parts) }
        }
    }

    func contains(_ name: String) -> Bool {
        let name = Self.plain(name)
        return whole.contains(name) || pieces.contains { Self.fits(name, $0) }
    }

    /// Whether the pieces are there in their order, the first one at the beginning and the last one at the end.
    private static func fits(_ name: String, _ pieces: [String]) -> Bool {
        guard let first = pieces.first, let last = pieces.last, name.hasPrefix(first) else { return false }
        var rest = name.dropFirst(first.count)
        for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
            guard let found = rest.firstRange(of: piece) else { return false }
            rest = rest[found.upperBound...]
        }
        return rest.hasSuffix(last)
    }

    /// As names are compared: words are joined in many ways.
    private static func plain(_ name: String) -> String { name.lowercased().filter { $0 != "_" && $0 != "-" && $0 != "." } }
}
