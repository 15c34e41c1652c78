import StrataInfoset

/// What travels beside values while they are written and read: known types, limits, whether extension data is kept.
public struct ContractCoding: Sendable {
    /// Types that may stand in any `object`, besides those that the contracts name themselves.
    public var knownTypes: [any ContractValue.Type]
    /// Whether contracts that ask for it get the members that they do not know (.NET's `IgnoreExtensionDataObject` is the opposite).
    public var keepsExtensionData = true
    /// How deep an element with members or items may stand in its document; the document element is at depth 1. What reads a value goes
    /// as deep on the stack as the value does, so this holds where `XMLQuotas.maxDepth` was raised.
    public var maxDepth = 128
    private var scope: KnownTypeScope?

    /// Settings with the default limits.
    public init(knownTypes: [any ContractValue.Type] = []) { self.knownTypes = knownTypes }

    /// The same inside a value of that type, whose known types are then known too.
    @usableFromInline func entering<Value: ContractValue>(_ type: Value.Type) -> ContractCoding {
        let types = type.knownTypes
        if types.isEmpty || scope?.owner == ObjectIdentifier(type) { return self }
        var inner = self
        inner.scope = KnownTypeScope(owner: ObjectIdentifier(type), types: types, outer: scope)
        return inner
    }

    /// The type that a type name stands for: a simple one, or the innermost known one of that name.
    func type(named name: ExpandedName) -> (any ContractValue.Type)? {
        if let type = SimpleTypes.all[name] { return type }
        var next = scope
        while let scope = next {
            if let type = scope.types.first(where: { $0.contractName == name }) { return type }
            next = scope.outer
        }
        return knownTypes.first { $0.contractName == name }
    }

    /// Whether a value of that type may stand in `object`. Types of one name are one type there: `[Inner]` and `[Inner?]`.
    func knows(_ type: any ContractValue.Type) -> Bool {
        type.traits.contains(.simple) || self.type(named: type.contractName) != nil
    }
}

/// The known types of a contract that is being written or read, and of those around it.
final class KnownTypeScope: Sendable {
    let owner: ObjectIdentifier
    let types: [any ContractValue.Type]
    let outer: KnownTypeScope?

    init(owner: ObjectIdentifier, types: [any ContractValue.Type], outer: KnownTypeScope?) {
        self.owner = owner
        self.types = types
        self.outer = outer
    }
}
