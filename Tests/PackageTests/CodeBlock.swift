/// A fenced block of a Markdown text.
struct CodeBlock {
    let language: String
    /// Its lines without the blank ones, the indentation that all have in common taken off.
    let lines: [String]

    init(language: String, text: String) {
        self.language = language
        lines = CodeBlock.normalized(text.split(separator: "\n").map(String.init))
    }

    /// The lines without blank ones, moved left together.
    static func normalized(_ lines: [String]) -> [String] {
        let lines = lines.filter { !$0.allSatisfy(\.isWhitespace) }
        let margin = lines.map { $0.prefix { $0 == " " }.count }.min() ?? 0
        return lines.map { String($0.dropFirst(margin)) }
    }

    static func all(in text: String) -> [CodeBlock] {
        var blocks: [CodeBlock] = []
        var open: (language: String, lines: [String])?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if let block = open {
                if line == "```" {
                    blocks.append(CodeBlock(language: block.language, text: block.lines.joined(separator: "\n")))
                    open = nil
                } else {
                    open?.lines.append(String(line))
                }
            } else if line.hasPrefix("```") {
                open = (String(line.dropFirst(3)), [])
            }
        }
        return blocks
    }
}
