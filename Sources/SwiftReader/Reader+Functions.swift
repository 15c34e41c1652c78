extension Reader {
    mutating func function(_ attributes: [Attribute], _ modifiers: [Modifier]) throws(ReadFailure) -> Function {
        try expect("func", "to open a function")
        let name = try functionName()
        let generic = at("<")
        if generic { try skipAngles() }
        var parameters: [Parameter] = []
        try expect("(", "to open parameters")
        while !at(")") {
            parameters.append(try parameter())
            if !accept(",") { break }
        }
        try expect(")", "to close parameters")
        let parametersEnd = lastEnd
        var isAsync = false
        var isThrowing = false
        var thrown: TypeReference?
        while at("async") || at("throws") || at("rethrows") {
            if accept("async") {
                isAsync = true
                continue
            }
            advance()
            isThrowing = true
            if accept("(") {
                thrown = try type()
                try expect(")", "to close the thrown type")
            }
        }
        let returned = accept("->") ? try type() : nil
        try skipToNextMember()  // where clause, body
        return Function(
            attributes: attributes, modifiers: modifiers, name: name, isGeneric: generic, parameters: parameters,
            parametersEnd: parametersEnd, isAsync: isAsync, isThrowing: isThrowing, thrownType: thrown, returnType: returned)
    }

    /// A name or an operator.
    private mutating func functionName() throws(ReadFailure) -> Name {
        if token.kind == .identifier { return try name("a function") }
        let start = token.range.lowerBound
        while token.kind == .punctuation, !at("(") { advance() }
        guard lastEnd > start else { throw failure("expected the name of a function") }
        return Name(text: source[start..<lastEnd], range: start..<lastEnd)
    }

    private mutating func parameter() throws(ReadFailure) -> Parameter {
        _ = try attributes()
        let first = try name("a parameter")
        let second = token.kind == .identifier ? try name("a parameter") : nil
        try expect(":", "before a parameter's type")
        var specifiers: [String] = []
        while at("@") || atSpecifier {
            if at("@") {
                specifiers += try attributes().map { "@" + $0.name }
            } else {
                specifiers.append(try name("a specifier").text)
            }
        }
        let type = try type()
        let variadic = accept("...")
        var defaultValue: Range<Int>?
        if accept("=") {
            let start = token.range.lowerBound
            _ = try expression(until: [",", ")"])
            defaultValue = start..<lastEnd
        }
        return Parameter(
            label: first.text == "_" ? nil : first.text, name: second ?? first, type: type, specifiers: specifiers,
            isVariadic: variadic, defaultValue: defaultValue)
    }
}
