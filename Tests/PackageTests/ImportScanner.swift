/// Reads the `import` lines of Swift sources, without a compiler.
enum ImportScanner {
    private static let accessLevels: Set<Substring> = ["public", "package", "internal", "fileprivate", "private"]
    private static let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias", "actor"]

    /// The modules that `source` imports, `#if` branches included, each with the words that stood before `import`.
    static func imports(in source: String) -> [(module: String, modifiers: [String])] {
        var found: [(module: String, modifiers: [String])] = []
        var insideText = false
        for line in source.split(separator: "\n", omittingEmptySubsequences: false) {
            // The contents of a multi-line string are not code: a test may hold sources in one.
            let marks = line.components(separatedBy: "\"\"\"").count - 1
            defer { if marks % 2 == 1 { insideText.toggle() } }
            if insideText { continue }
            var words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })[...]
            var modifiers: [String] = []
            while let word = words.first, word.hasPrefix("@") || accessLevels.contains(word) {
                modifiers.append(String(word))
                words.removeFirst()
            }
            guard words.first == "import" else { continue }
            words.removeFirst()
            if let word = words.first, kinds.contains(word) { words.removeFirst() }
            guard let name = words.first else { continue }
            let module = name.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
            if !module.isEmpty { found.append((String(module), modifiers)) }
        }
        return found
    }
}

extension Substring {
    fileprivate func components(separatedBy mark: String) -> [Substring] {
        var parts: [Substring] = []
        var rest = self
        while let range = rest.firstRange(of: mark) {
            parts.append(rest[..<range.lowerBound])
            rest = rest[range.upperBound...]
        }
        return parts + [rest]
    }
}
