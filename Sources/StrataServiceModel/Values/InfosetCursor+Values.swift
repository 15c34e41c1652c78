public import StrataInfoset

extension InfosetCursor {
    /// Reads the value of the element: `i:nil` and `i:type` are seen to, then the type reads the content.
    ///
    /// - Throws: `ContractError` with the place; `InfosetError` for a quota; what a stranger's type throws.
    // Inlinable, as all that stands between a contract and its members: for each type it becomes what the type needs of it.
    @inlinable
    public func read<Value: ContractValue>(as type: Value.Type = Value.self, _ coding: ContractCoding) throws -> Value {
        if hasAttributes {
            if try isNull {
                guard let null = Value.null else { throw refusedNull(Value.itemName) }
                return null
            }
            try refuseReferences()
            if !Value.traits.contains(.polymorphic) { try refuseTypes(but: Value.contractName) }
        }
        return try Value(from: self, Value.knownTypes.isEmpty ? coding : coding.entering(Value.self))
    }

    @usableFromInline func refusedNull(_ type: String) -> ContractError {
        ContractError(at: self, expected: "a value of \(type)", found: "i:nil")
    }

    @usableFromInline func refuseTypes(but own: ExpandedName) throws {
        if let name = try typeName, name != own { throw ContractError(unknown: name, at: self, expected: own) }
    }

    /// The name of the type that `i:type` gives, with its prefix resolved; nil when there is none.
    ///
    /// - Throws: `ContractError` when it is no name, or has a prefix that is not declared.
    public var typeName: ExpandedName? {
        get throws {
            guard hasAttributes, let text = attribute(WireNames.type) else { return nil }
            do {
                return try resolve(qualifiedName: text.trimmedOfXMLSpace)
            } catch {
                throw ContractError(at: self, expected: "the name of a type", found: "i:type='\(text)'")
            }
        }
    }

    /// Whether `i:nil` says that there is no value.
    ///
    /// - Throws: `ContractError` when it says neither.
    public var isNull: Bool {
        get throws {
            guard hasAttributes, let text = attribute(WireNames.null) else { return false }
            switch text.trimmedOfXMLSpace {
            case "true", "1": return true
            case "false", "0": return false
            default: throw ContractError(at: self, expected: "i:nil to be true or false", found: "'\(text)'")
            }
        }
    }

    /// References between values are not followed: a value stands where it is used.
    @usableFromInline func refuseReferences() throws {
        guard hasAttributes else { return }
        try refuseReference(WireNames.id)
        try refuseReference(WireNames.reference)
    }

    private func refuseReference(_ name: ExpandedName) throws {
        guard attribute(name) != nil else { return }
        throw ContractError(
            at: self, expected: "a value in its place (references between values, IsReference, are not read)", found: "z:\(name.localName)")
    }

    /// What may not go deeper, because reading it does.
    @usableFromInline func limitDepth(_ coding: ContractCoding) throws {
        guard depth <= coding.maxDepth else {
            throw ContractError(
                at: self, expected: "a value at most \(coding.maxDepth) elements deep (ContractCoding.maxDepth)", found: "a deeper one")
        }
    }

    /// Reads with the cursor's typed access; `type` says in an error what was wanted.
    func value<Value>(_ type: StaticString, _ read: (InfosetCursor) throws(InfosetError) -> Value) throws -> Value {
        do {
            return try read(self)
        } catch {
            if error.code == .quotaExceeded { throw error }
            throw ContractError(at: self, expected: "\(type)")
        }
    }

    /// Reads from the text of the element, which is not copied; nil from `parse` is an error.
    func value<Value>(_ type: StaticString, parsing parse: (Span<UInt8>) -> Value?) throws -> Value {
        let value = try value(type) { (element) throws(InfosetError) in try element.withText(parse) }
        guard let value else { throw ContractError(at: self, expected: "\(type)") }
        return value
    }
}

extension ContractError {
    /// A type name that is none of those that may stand there.
    init(unknown name: ExpandedName, at element: InfosetCursor, expected: ExpandedName) {
        self.init(at: element, expected: "a value of \(expected) or a type known there", found: "i:type \(name)")
    }
}

extension String {
    /// Without the white space of XML at both ends.
    var trimmedOfXMLSpace: String {
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
        guard let first = utf8.first, let last = utf8.last, isSpace(first) || isSpace(last) else { return self }
        var rest = utf8[...]
        while let first = rest.first, isSpace(first) { rest.removeFirst() }
        while let last = rest.last, isSpace(last) { rest.removeLast() }
        return String(decoding: rest, as: UTF8.self)
    }
}

extension Character {
    /// White space of XML; a carriage return with a line feed is one character.
    var isXMLSpace: Bool { self == " " || self == "\t" || self == "\n" || self == "\r" || self == "\r\n" }
}
