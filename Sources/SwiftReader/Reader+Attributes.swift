extension Reader {
    /// Reads one attribute alone: what the compiler sends as `attributeSyntax`.
    public static func attribute(in source: SourceText) throws(ReadFailure) -> Attribute {
        var reader = try Reader(source)
        let all = try reader.attributes()
        guard let first = all.first else { throw reader.failure("expected an attribute") }
        return first
    }

    mutating func attributes() throws(ReadFailure) -> [Attribute] {
        var result: [Attribute] = []
        while at("@") { result.append(try attribute()) }
        return result
    }

    private mutating func attribute() throws(ReadFailure) -> Attribute {
        let start = token.range.lowerBound
        try expect("@", "to open an attribute")
        var path = try name("an attribute").text
        while at("."), touchesLast {
            advance()
            path += "." + (try name("an attribute").text)
        }
        if at("<"), touchesLast { try skipAngles() }
        var list: [Argument] = []
        if at("("), touchesLast {
            // Attributes of the language, such as @available, have grammars of their own.
            if path.first?.isUppercase == true { list = try arguments() } else { try skipBrackets() }
        }
        return Attribute(name: path, arguments: list, range: start..<lastEnd)
    }

    private mutating func arguments() throws(ReadFailure) -> [Argument] {
        try expect("(", "to open arguments")
        var list: [Argument] = []
        while !at(")") {
            let start = token.range.lowerBound
            var label: String?
            if token.kind == .identifier, matches(ahead, ":") {
                label = try name("an argument").plain
                advance()
            }
            let valueStart = token.range.lowerBound
            let value = try expression(until: [",", ")"])
            list.append(Argument(label: label, value: value, text: source[valueStart..<lastEnd], range: start..<lastEnd))
            if !accept(",") { break }
        }
        try expect(")", "to close arguments")
        return list
    }

    mutating func expression(until stops: [String]) throws(ReadFailure) -> Literal {
        let start = index
        while !atEnd, !stops.contains(where: at) {
            if at("(") || at("[") || at("{") { try skipBrackets() } else { advance() }
        }
        guard index > start else { throw failure("expected an expression") }
        return literal(from: start, to: index)
    }
}
