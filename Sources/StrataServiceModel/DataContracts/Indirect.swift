public import StrataInfoset

/// A value that stands elsewhere in memory: with it a structure can have a member of its own type.
public struct Indirect<Value: ContractValue>: ContractValue {
    // Immutable, so copies of a structure may share it.
    private final class Box: Sendable {
        let value: Value
        init(_ value: Value) { self.value = value }
    }

    private let box: Box

    /// A value.
    public init(_ value: Value) { box = Box(value) }

    /// The value.
    public var value: Value { box.value }

    /// That of the value's type.
    public static var contractName: ExpandedName { Value.contractName }
    /// Those of the value's type.
    public static var traits: ContractTraits { Value.traits }
    /// That of the value's type.
    public static var itemName: String { Value.itemName }
    /// Those of the value's type.
    public static var knownTypes: [any ContractValue.Type] { Value.knownTypes }
    /// That of the value's type.
    public static var null: Indirect? { Value.null.map { Indirect($0) } }
    /// Whether the value is null.
    public var isNull: Bool { box.value.isNull }
    /// Whether the value is its type's default.
    public var isDefault: Bool { box.value.isDefault }

    /// Writes the value.
    public func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws { try box.value.write(to: &builder, coding) }
    /// Reads the value.
    public init(from element: InfosetCursor, _ coding: ContractCoding) throws { self.init(try Value(from: element, coding)) }
}

extension Indirect: Equatable where Value: Equatable {
    /// Whether the values are equal.
    public static func == (lhs: Indirect, rhs: Indirect) -> Bool { lhs.value == rhs.value }
}

extension Indirect: Hashable where Value: Hashable {
    /// Hashes the value.
    public func hash(into hasher: inout Hasher) { hasher.combine(value) }
}
