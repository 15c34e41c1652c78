extension Reader {
    /// What the tokens in `start..<end` mean, where they are a literal; their text, where they are not.
    func literal(from start: Int, to end: Int, _ deep: Int = 0) -> Literal {
        guard start < end else { return .expression("") }
        let range = tokens[start].range.lowerBound..<tokens[end - 1].range.upperBound
        let whole = source[range]
        if end == start + 1 { return single(tokens[start], whole) }
        if matches(tokens[start], "-"), end == start + 2 {
            switch single(tokens[start + 1], text(tokens[start + 1])) {
            case .integer(let value): return .integer(-value)
            case .float(let value): return .float(-value)
            default: return .expression(whole)
            }
        }
        if isMember(start, end) { return .member(whole) }
        if matches(tokens[start], "["), let list = collection(start, end, deep) { return list }
        return .expression(whole)
    }

    private func single(_ token: Token, _ text: String) -> Literal {
        switch token.kind {
        case .integer: Int.parsed(text).map(Literal.integer) ?? .expression(text)
        case .float: Double(text.filter { $0 != "_" }).map(Literal.float) ?? .expression(text)
        case .string: StringLiteral.value(of: text).map(Literal.string) ?? .expression(text)
        case .identifier where text == "true": .bool(true)
        case .identifier where text == "false": .bool(false)
        case .identifier where text == "nil": .null
        default: .expression(text)
        }
    }

    /// `.a`, `A.b`, `A.B.c`.
    private func isMember(_ start: Int, _ end: Int) -> Bool {
        var wantsName = !matches(tokens[start], ".")
        for i in start..<end {
            guard wantsName ? tokens[i].kind == .identifier : matches(tokens[i], ".") else { return false }
            wantsName.toggle()
        }
        return !wantsName
    }

    /// `[a, b]` or `[a: b]`; `nil` for `[a][0]`, `[a] + b` and the like.
    private func collection(_ start: Int, _ end: Int, _ deep: Int) -> Literal? {
        guard deep < Self.deepest else { return nil }
        var list: [Literal] = []
        var keys: [Literal] = []
        var colons = 0
        var depth = 0
        var first = start + 1
        for i in start..<end {
            if matches(tokens[i], "(") || matches(tokens[i], "[") || matches(tokens[i], "{") { depth += 1 }
            if matches(tokens[i], ")") || matches(tokens[i], "]") || matches(tokens[i], "}") { depth -= 1 }
            if depth == 0, i != end - 1 { return nil }
            if depth == 1, matches(tokens[i], ":") {
                colons += 1
                if first < i { keys.append(literal(from: first, to: i, deep + 1)) }
                first = i + 1
            }
            if depth == 0 || (depth == 1 && matches(tokens[i], ",")) {
                if first < i { list.append(literal(from: first, to: i, deep + 1)) }
                first = i + 1
            }
        }
        if colons == 0 { return .array(list) }
        if keys.isEmpty, list.isEmpty, colons == 1 { return .dictionary([]) }
        guard keys.count == list.count, colons == keys.count else { return nil }
        return .dictionary(zip(keys, list).map { Literal.Entry(key: $0, value: $1) })
    }
}

extension Int {
    /// A Swift integer literal's value.
    static func parsed(_ text: String) -> Int? {
        let digits = text.filter { $0 != "_" }
        if digits.hasPrefix("0x") { return Int(digits.dropFirst(2), radix: 16) }
        if digits.hasPrefix("0o") { return Int(digits.dropFirst(2), radix: 8) }
        if digits.hasPrefix("0b") { return Int(digits.dropFirst(2), radix: 2) }
        return Int(digits)
    }
}
