/// What the service model must know of a type of value before it writes or reads one.
public struct ContractTraits: OptionSet, Sendable, Hashable {
    /// One bit for each trait.
    public let rawValue: UInt8

    /// Traits from their bits.
    @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// .NET has it as a value type: the optional of it is `Nullable<T>`, which has a name of its own in collections.
    @inlinable public static var valueType: ContractTraits { ContractTraits(rawValue: 1) }
    /// A simple type that may stand in `object` without being a known type.
    @inlinable public static var simple: ContractTraits { ContractTraits(rawValue: 2) }
    /// It resolves `i:type` itself; of all others a type name must be their own.
    @inlinable public static var polymorphic: ContractTraits { ContractTraits(rawValue: 4) }
    /// It has members: the namespace of its name and that of `i:` are declared on its element.
    @inlinable public static var structured: ContractTraits { ContractTraits(rawValue: 8) }
    /// Its text is a qualified name: the name of its element is written with a prefix, so that a name in no namespace can stand there.
    @inlinable public static var qualifiedName: ContractTraits { ContractTraits(rawValue: 16) }
}
