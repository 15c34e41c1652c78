public import StrataInfoset

extension InfosetBuilder {
    /// Writes a whole element of that name: nil, or content with `i:type` where the value asks for it.
    ///
    /// - Throws: `ContractError`, or what a value of a stranger's type throws; the builder is of no further use then.
    @inlinable
    public mutating func write<Value: ContractValue>(_ value: Value, as name: ExpandedName, _ coding: ContractCoding) throws {
        try write(value, as: name, coding, index: nil)
    }

    /// Writes an element, or nothing for a value that is its type's default.
    @inlinable
    public mutating func writeUnlessDefault<Value: ContractValue>(
        _ value: Value, as name: ExpandedName, _ coding: ContractCoding
    ) throws {
        if !value.isDefault { try write(value, as: name, coding, index: nil) }
    }

    /// Writes nil or content into the element that has been begun: what `write(_:as:_:)` does between its start and its end.
    @inlinable
    public mutating func writeContent<Value: ContractValue>(_ value: Value, _ coding: ContractCoding) throws {
        if Value.traits.contains(.structured) { declareNames(in: Value.contractName.namespace) }
        if value.isNull {
            writeNull()
        } else {
            try value.write(to: &self, Value.knownTypes.isEmpty ? coding : coding.entering(Value.self))
        }
    }

    /// Writes `i:type` with the value's own type, then its content: a value in the place of another type.
    public mutating func writeTyped<Value: ContractValue>(_ value: Value, _ coding: ContractCoding) throws {
        let type = Value.contractName
        declare(namespace: type.namespace)
        attribute(WireNames.type, qualifiedName: type, prefix: "i")
        try writeContent(value, coding)
    }

    @inlinable
    mutating func write<Value: ContractValue>(_ value: Value, as name: ExpandedName, _ coding: ContractCoding, index: Int?) throws {
        startValue(name, isPrefixed: Value.traits.contains(.qualifiedName) || isName(value))
        do {
            try writeContent(value, coding)
        } catch let error as ContractError {
            throw error.inside(name.localName, index)
        }
        endElement()
    }

    @usableFromInline mutating func startValue(_ name: ExpandedName, isPrefixed: Bool) {
        // The first member finds the tag around it open still, and so what it declares serves those behind it.
        declare(namespace: name.namespace)
        if isPrefixed {
            startPrefixedElement(name, prefix: "q")
        } else {
            startElement(name)
        }
    }

    /// The namespaces that members or items need, and nil among them.
    @usableFromInline mutating func declareNames(in namespace: String) {
        declare(namespace: namespace)
        declare(namespace: WireNames.instance, prefix: "i")
    }

    @usableFromInline mutating func writeNull() { attribute(WireNames.null, "true", prefix: "i") }

    /// Whether what stands in an `object` is a name.
    @inlinable func isName<Value: ContractValue>(_ value: Value) -> Bool {
        guard Value.self == AnyContractValue.self || Value.self == AnyContractValue?.self else { return false }
        return (value as? AnyContractValue)?.value is ExpandedName
    }
}
