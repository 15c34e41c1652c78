extension Reader {
    /// Reads the one declaration that the compiler sends as `declSyntax` or as an item of `lexicalContext`.
    public static func declaration(in source: SourceText) throws(ReadFailure) -> Declaration {
        var reader = try Reader(source)
        return try reader.declaration()
    }

    /// Reads the types, protocols and extensions of a whole file; `#if` does not hide what stands under it.
    public static func declarations(in source: SourceText) throws(ReadFailure) -> [Declaration] {
        var reader = try Reader(source)
        var list: [Declaration] = []
        while !reader.atEnd {
            if reader.accept(";") { continue }
            if reader.token.kind == .pound {
                repeat { reader.advance() } while !reader.atEnd && !reader.token.newlineBefore
            } else if reader.atType {
                list.append(try reader.declaration())
            } else if reader.startsMember {
                _ = try reader.member(isEnum: false)
            } else {
                try reader.skipLine()
            }
        }
        return list
    }

    /// A statement of a script, or the rest of one.
    private mutating func skipLine() throws(ReadFailure) {
        repeat {
            if at("(") || at("[") || at("{") { try skipBrackets() } else { advance() }
        } while !atEnd && !token.newlineBefore
    }

    private static let typeWords: Set<String> = ["struct", "enum", "class", "actor", "protocol", "extension"]

    /// Whether the keyword behind attributes and modifiers is that of a type.
    private var atType: Bool {
        var reader = self
        guard (try? reader.attributes()) != nil, (try? reader.modifiers()) != nil else { return false }
        return Self.typeWords.contains(reader.text(reader.token))
    }

    private mutating func declaration() throws(ReadFailure) -> Declaration {
        let attributes = try attributes()
        let modifiers = try modifiers()
        let keyword = try name("a declaration")
        guard Self.typeWords.contains(keyword.text) else {
            let name = token.kind == .identifier ? try name("a declaration") : keyword
            return Declaration(
                attributes: attributes, modifiers: modifiers, keyword: keyword, name: name, genericParameters: [], inherited: [],
                isConstrained: false, members: [])
        }
        let name = try typeName()
        // An extension's are no parameters, but what the type was given.
        if keyword.text == "extension", at("<") { try skipAngles() }
        let generics = at("<") ? try genericParameters() : []
        let inherited = accept(":") ? try inheritedTypes() : []
        let constrained = at("where")
        while !atEnd, !at("{") { advance() }
        return Declaration(
            attributes: attributes, modifiers: modifiers, keyword: keyword, name: name, genericParameters: generics,
            inherited: inherited, isConstrained: constrained, members: try members(isEnum: keyword.text == "enum"))
    }

    /// One name, or what an extension extends: a dotted path, or an array or a dictionary.
    private mutating func typeName() throws(ReadFailure) -> Name {
        if at("[") {
            let type = try type()
            return Name(text: type.text, range: type.range)
        }
        let first = try name("a type")
        var path = first.text
        while at("."), ahead.kind == .identifier {
            advance()
            path += "." + (try name("a type").text)
        }
        return Name(text: path, range: first.range.lowerBound..<lastEnd)
    }

    private mutating func genericParameters() throws(ReadFailure) -> [GenericParameter] {
        try expect("<", "to open generic parameters")
        var list: [GenericParameter] = []
        while !at(">"), !atEnd {
            if at("each") || at("let"), ahead.kind == .identifier { advance() }
            let name = try name("a generic parameter")
            list.append(GenericParameter(name: name, bound: accept(":") ? try type() : nil))
            if !accept(",") { break }
        }
        try expect(">", "to close generic parameters")
        return list
    }

    private mutating func inheritedTypes() throws(ReadFailure) -> [TypeReference] {
        var list: [TypeReference] = []
        repeat { list.append(try type()) } while accept(",")
        return list
    }

    static let modifierWords: Set<String> = [
        "public", "package", "internal", "fileprivate", "private", "open", "static", "class", "final", "lazy", "weak", "unowned",
        "mutating", "nonmutating", "override", "required", "convenience", "dynamic", "optional", "indirect", "nonisolated",
        "isolated", "distributed", "borrowing", "consuming", "prefix", "postfix", "infix",
    ]

    mutating func modifiers() throws(ReadFailure) -> [Modifier] {
        var list: [Modifier] = []
        while token.kind == .identifier, Self.modifierWords.contains(text(token)), introducesMore {
            let start = token.range.lowerBound
            let word = try name("a modifier").text
            var detail: String?
            if at("("), touchesLast {
                let open = index
                try skipBrackets()
                detail = source[tokens[open].range.upperBound..<tokens[index - 1].range.lowerBound]
            }
            list.append(Modifier(name: word, detail: detail, range: start..<lastEnd))
        }
        return list
    }

    /// `class` is a modifier in `class func`, a keyword in `class Name`.
    private var introducesMore: Bool {
        guard at("class") else { return true }
        return ["func", "var", "let", "subscript", "final", "override"].contains { matches(ahead, $0) }
    }
}
