/// A source that is nothing where a condition does not hold.
enum ConditionalSource {
    /// Whether all of `source` stands between one `#if condition` and its `#endif`.
    static func isWhole(_ source: String, of condition: String) -> Bool {
        let lines = source.split(separator: "\n").filter { !$0.allSatisfy(\.isWhitespace) }
        // The formatter indents what stands inside, so another branch at the margin would be the condition's own.
        return lines.first == "#if \(condition)" && lines.last == "#endif" && lines.dropFirst().dropLast().allSatisfy { $0.hasPrefix(" ") }
    }
}
