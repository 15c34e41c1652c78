/// What the service model must know of a type of value before it writes or reads one.
public struct ContractTraits: OptionSet, Sendable, Hashable {
    /// One bit for each trait.
    public let rawValue: UInt8

    /// Traits from their bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// .NET has it as a value type: the optional of it is `Nullable<T>`, which has a name of its own in collections.
    public static let valueType = ContractTraits(rawValue: 1)
    /// A simple type that may stand in `object` without being a known type.
    public static let simple = ContractTraits(rawValue: 2)
    /// It resolves `i:type` itself; of all others a type name must be their own.
    public static let polymorphic = ContractTraits(rawValue: 4)
    /// It has members: the namespace of its name and that of `i:` are declared on its element.
    public static let structured = ContractTraits(rawValue: 8)
    /// Its text is a qualified name: the name of its element is written with a prefix, so that a name in no namespace can stand there.
    public static let qualifiedName = ContractTraits(rawValue: 16)
}
