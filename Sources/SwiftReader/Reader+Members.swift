extension Reader {
    private static let introducers: Set<String> = [
        "let", "var", "func", "init", "deinit", "subscript", "case", "struct", "enum", "class", "actor", "protocol", "extension",
        "typealias", "associatedtype", "import", "operator", "precedencegroup", "macro",
    ]

    /// Whether a member may begin at the current token.
    var startsMember: Bool {
        if at("@") || at("}") || at(";") || atEnd || token.kind == .pound { return true }
        guard token.kind == .identifier else { return false }
        return Self.introducers.contains(text(token)) || Self.modifierWords.contains(text(token))
    }

    mutating func members(isEnum: Bool) throws(ReadFailure) -> [Member] {
        guard accept("{") else { return [] }
        var list: [Member] = []
        while !at("}") {
            guard !atEnd else { throw failure("expected '}' to close the body") }
            if accept(";") { continue }
            if token.kind == .pound {
                if let conditional = try skipPound() { list.append(.conditional(conditional)) }
                continue
            }
            list += try member(isEnum: isEnum)
        }
        advance()
        return list
    }

    /// `#if … #endif` answers its range; a freestanding macro nothing.
    private mutating func skipPound() throws(ReadFailure) -> Range<Int>? {
        let start = token.range
        guard at("#if") else {
            advance()
            if at("<"), touchesLast { try skipAngles() }
            while at("(") || at("{"), !token.newlineBefore { try skipBrackets() }
            return nil
        }
        var depth = 0
        repeat {
            guard !atEnd else { throw ReadFailure(message: "#if without #endif", range: start) }
            if at("#if") { depth += 1 }
            if at("#endif") { depth -= 1 }
            advance()
        } while depth > 0
        return start
    }

    mutating func member(isEnum: Bool) throws(ReadFailure) -> [Member] {
        let attributes = try attributes()
        let modifiers = try modifiers()
        if at("let") || at("var") { return try properties(attributes, modifiers) }
        if at("func") { return [.function(try function(attributes, modifiers))] }
        if at("case"), isEnum { return try enumCases(attributes) }
        let word = try name("a declaration")
        guard Self.introducers.contains(word.text) else {
            throw ReadFailure(message: "unexpected '\(word.text)' among members", range: word.range)
        }
        try skipToNextMember()
        return [.other(word)]
    }

    /// To behind a body in braces, or to where the next member starts on a line of its own.
    mutating func skipToNextMember() throws(ReadFailure) {
        var isOwedAType = false
        while !atEnd, !at("}"), !at(";") {
            if token.newlineBefore, startsMember, !isOwedAType { return }
            isOwedAType = at("=")
            if at("{") {
                try skipBrackets()
                return
            }
            if at("(") || at("[") { try skipBrackets() } else { advance() }
        }
    }
}
