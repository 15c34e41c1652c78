extension Reader {
    mutating func type() throws(ReadFailure) -> TypeReference {
        let start = index
        depth += 1
        defer { depth -= 1 }
        guard depth < Self.deepest else { throw failure("types nested too deeply") }
        var shape = try typeWithoutFunction()
        if case .tuple = shape, atFunctionArrow {
            try skipEffects()
            try expect("->", "in a function type")
            _ = try type()
            shape = .function
        }
        return reference(shape, from: start)
    }

    private mutating func skipEffects() throws(ReadFailure) {
        while at("async") || at("throws") || at("rethrows") {
            advance()
            if at("("), touchesLast { try skipBrackets() }  // throws(E)
        }
    }

    private func reference(_ shape: TypeReference.Shape, from start: Int) -> TypeReference {
        TypeReference(shape: shape, text: compact(from: start), range: tokens[start].range.lowerBound..<lastEnd)
    }

    private var atFunctionArrow: Bool {
        at("->") || ((at("async") || at("throws") || at("rethrows")) && !token.newlineBefore)
    }

    private mutating func typeWithoutFunction() throws(ReadFailure) -> TypeReference.Shape {
        let start = index
        var shape = try prefixedType()
        while true {
            if at("?"), touchesLast {
                let wrapped = reference(shape, from: start)
                advance()
                shape = .optional(wrapped)
            } else if at("!"), touchesLast {
                let wrapped = reference(shape, from: start)
                advance()
                shape = .optional(wrapped)
            } else if at("."), matches(ahead, "Type") || matches(ahead, "Protocol") {
                advance()
                advance()
                shape = .other
            } else if at("&") {
                advance()
                _ = try prefixedType()
                shape = .other
            } else {
                return shape
            }
        }
    }

    private mutating func prefixedType() throws(ReadFailure) -> TypeReference.Shape {
        if at("@") {
            _ = try attributes()
            return try nested()
        }
        if atSpecifier {
            advance()
            return try nested()
        }
        if at("some") || at("any"), startsType(ahead) {
            advance()
            _ = try nested()
            return .other
        }
        if accept("~") {
            _ = try nested()
            return .other
        }
        if at("[") { return try bracketType() }
        if at("(") { return .tuple(try elements()) }
        return try namedType()
    }

    private mutating func nested() throws(ReadFailure) -> TypeReference.Shape {
        depth += 1
        defer { depth -= 1 }
        guard depth < Self.deepest else { throw failure("types nested too deeply") }
        return try typeWithoutFunction()
    }

    private static let specifiers = ["inout", "borrowing", "consuming", "sending", "isolated", "nonisolated", "__owned", "__shared"]

    /// At a word that says how a value is passed.
    var atSpecifier: Bool { Self.specifiers.contains { at($0) } && startsType(ahead) }

    func startsType(_ token: Token) -> Bool {
        token.kind == .identifier || matches(token, "(") || matches(token, "[") || matches(token, "@")
    }

    private mutating func bracketType() throws(ReadFailure) -> TypeReference.Shape {
        try expect("[", "to open a type")
        if token.kind == .integer || matches(ahead, "of") {  // [4 of UInt8]
            index -= 1
            try skipBrackets()
            return .other
        }
        let first = try type()
        if accept(":") {
            let value = try type()
            try expect("]", "to close a dictionary type")
            return .dictionary(key: first, value: value)
        }
        try expect("]", "to close an array type")
        return .array(first)
    }

    /// `(A, b: B)`: of a tuple, of a function's parameters, or of a case.
    mutating func elements() throws(ReadFailure) -> [TypeReference.Element] {
        try expect("(", "to open a type")
        var elements: [TypeReference.Element] = []
        while !at(")") {
            var label: String?
            if token.kind == .identifier, matches(ahead, ":") || (ahead.kind == .identifier && matches(after(2), ":")) {
                label = try name("a label").plain
                if !at(":") { advance() }
                try expect(":", "behind a label")
            }
            elements.append(TypeReference.Element(label: label == "_" ? nil : label, type: try type()))
            _ = accept("...")
            if accept("=") { _ = try expression(until: [",", ")"]) }  // of a case
            if !accept(",") { break }
        }
        try expect(")", "to close a type")
        return elements
    }

    private mutating func namedType() throws(ReadFailure) -> TypeReference.Shape {
        var path = try name("a type").text
        var arguments: [TypeReference] = []
        while true {
            if at("<") {
                advance()
                while !at(">") {
                    if token.kind == .integer { advance() } else { arguments.append(try type()) }
                    if !accept(",") { break }
                }
                try expect(">", "to close generic arguments")
            } else if at("."), ahead.kind == .identifier, !matches(ahead, "Type"), !matches(ahead, "Protocol") {
                advance()
                path += "." + (try name("a type").text)
            } else {
                return .named(path, arguments: arguments)
            }
        }
    }
}
