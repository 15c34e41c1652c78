/// A cursor over tokens. The files `Reader+….swift` each read one part of the grammar.
public struct Reader {
    let source: SourceText
    let tokens: [Token]
    var index = 0
    /// How many types are being read inside each other: each costs stack.
    var depth = 0

    /// Deeper than this is refused: a plugin must not die of what it is given.
    static let deepest = 64

    init(_ source: SourceText) throws(ReadFailure) {
        self.source = source
        self.tokens = try Lexer.tokens(of: source)
    }

    var token: Token { tokens[index] }
    var ahead: Token { after(1) }
    func after(_ count: Int) -> Token { tokens[min(index + count, tokens.count - 1)] }
    var atEnd: Bool { token.kind == .end }
    /// End of the token just read.
    var lastEnd: Int { index == 0 ? 0 : tokens[index - 1].range.upperBound }

    func text(_ token: Token) -> String { source[token.range] }

    func at(_ text: String) -> Bool { matches(token, text) }

    func matches(_ token: Token, _ text: String) -> Bool {
        (token.kind == .punctuation || token.kind == .identifier || token.kind == .pound)
            && source.bytes[token.range].elementsEqual(text.utf8)
    }

    /// No space before the current token.
    var touchesLast: Bool { index > 0 && lastEnd == token.range.lowerBound }

    mutating func advance() { if !atEnd { index += 1 } }

    mutating func accept(_ text: String) -> Bool {
        guard at(text) else { return false }
        advance()
        return true
    }

    mutating func expect(_ text: String, _ place: String) throws(ReadFailure) {
        guard accept(text) else { throw failure("expected '\(text)' \(place)") }
    }

    mutating func name(_ what: String) throws(ReadFailure) -> Name {
        guard token.kind == .identifier else { throw failure("expected the name of \(what)") }
        defer { advance() }
        return Name(text: text(token), range: token.range)
    }

    func failure(_ message: String) -> ReadFailure { ReadFailure(message: message, range: token.range) }

    /// From an opening bracket to behind its partner.
    mutating func skipBrackets() throws(ReadFailure) {
        let open = token
        var depth = 0
        repeat {
            guard !atEnd else { throw ReadFailure(message: "bracket without partner", range: open.range) }
            if at("(") || at("[") || at("{") { depth += 1 }
            if at(")") || at("]") || at("}") { depth -= 1 }
            advance()
        } while depth > 0
    }

    /// `<…>` of a generic parameter or argument list.
    mutating func skipAngles() throws(ReadFailure) {
        let open = token
        var depth = 0
        repeat {
            guard !atEnd else { throw ReadFailure(message: "'<' without '>'", range: open.range) }
            if at("(") || at("[") || at("{") {
                try skipBrackets()
                continue
            }
            if at("<") { depth += 1 }
            if at(">") { depth -= 1 }
            advance()
        } while depth > 0
    }

    /// The tokens from `start` on, up to the current one, with single spaces where the source had space or comments.
    func compact(from start: Int) -> String {
        var result = ""
        for i in start..<index {
            if i > start, tokens[i].range.lowerBound > tokens[i - 1].range.upperBound { result += " " }
            result += text(tokens[i])
        }
        return result
    }
}
