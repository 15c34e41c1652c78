public import StrataInfoset

extension Optional: ContractValue where Wrapped: ContractValue {
    /// The name of the value's type; for a value type of .NET that of its `Nullable`.
    public static var contractName: ExpandedName {
        guard Wrapped.traits.contains(.valueType) else { return Wrapped.contractName }
        return ExpandedName(generic: "Nullable", of: [Wrapped.contractName], namespace: WireNames.system)
    }
    /// Those of the value's type, to which the type name is left.
    @inlinable public static var traits: ContractTraits { Wrapped.traits.subtracting(.valueType).union(.polymorphic) }
    /// That of the value's type.
    public static var itemName: String { Wrapped.itemName }
    /// No value.
    @inlinable public static var null: Wrapped?? { .some(.none) }
    /// Whether there is no value, or one that is null itself.
    @inlinable public var isNull: Bool { self?.isNull ?? true }

    /// Writes the value.
    @inlinable public func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws {
        guard let self else { return }
        try self.write(to: &builder, Wrapped.knownTypes.isEmpty ? coding : coding.entering(Wrapped.self))
    }

    /// Reads a value.
    @inlinable public init(from element: InfosetCursor, _ coding: ContractCoding) throws {
        self = try element.read(as: Wrapped.self, coding)
    }
}

/// An optional, whatever is in it.
protocol OptionalContractValue {
    var wrappedAsAny: AnyContractValue { get }
}

extension Optional: OptionalContractValue where Wrapped: ContractValue {
    var wrappedAsAny: AnyContractValue { map { AnyContractValue($0) } ?? AnyContractValue.nothing }
}
