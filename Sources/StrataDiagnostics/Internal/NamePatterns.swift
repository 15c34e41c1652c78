/// Which names are meant by patterns: whole names, or with a `*` at an end that stands for any text.
struct NamePatterns: Sendable {
    private var whole: Set<String> = []
    private var beginnings: [String] = []
    private var endings: [String] = []
    private var parts: [String] = []

    init(_ patterns: Set<String>) {
        for pattern in patterns {
            let text = Self.plain(pattern.filter { $0 != "*" })
            switch (pattern.hasPrefix("*"), pattern.hasSuffix("*")) {
            case (false, false): whole.insert(text)
            case (false, true): beginnings.append(text)
            case (true, false): endings.append(text)
            case (true, true): parts.append(text)
            }
        }
    }

    func contains(_ name: String) -> Bool {
        let name = Self.plain(name)
        return whole.contains(name) || endings.contains(where: name.hasSuffix) || parts.contains { name.contains($0) }
            || beginnings.contains(where: name.hasPrefix)
    }

    /// As names are compared: words are joined in many ways.
    private static func plain(_ name: String) -> String { name.lowercased().filter { $0 != "_" && $0 != "-" && $0 != "." } }
}
