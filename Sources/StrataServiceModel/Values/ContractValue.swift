public import StrataInfoset

/// What can stand in a message as the content of an element: simple values, data contracts, collections, and types of your own.
///
/// The service model, data contracts and collections call it, on whatever task handles the message. A type of your own writes text with
/// one call to the builder and reads it with one to the cursor; what it throws for content that is none of it is a `ContractError`, best made
/// with ``ContractError/init(at:expected:found:)``. Values are called through `InfosetBuilder.write(_:as:_:)` and
/// `InfosetCursor.read(as:_:)`, which see to nil, type names and prefixes.
public protocol ContractValue: Sendable {
    /// The name of the type on the wire: items of collections, `i:type`, names of generic contracts.
    static var contractName: ExpandedName { get }
    /// What else must be known of the type before a value is written or read; nothing by default.
    static var traits: ContractTraits { get }
    /// The local name of an item of this type in a collection; that of the type by default.
    static var itemName: String { get }
    /// The types that may stand where this type, or `object` inside it, is declared, told apart by `i:type`. None by default; best a
    /// `static let`, because it is looked at for each value.
    static var knownTypes: [any ContractValue.Type] { get }
    /// What `i:nil="true"` and a missing member mean; nil, the default, where both are errors.
    static var null: Self? { get }

    /// Writes the content of the element that has been begun: attributes first, then text or members.
    ///
    /// - Throws: `ContractError` for a value that has no form on the wire.
    func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws
    /// Reads the content of an element that is not nil.
    ///
    /// - Throws: `ContractError` for content of another form; `InfosetError` for a quota.
    init(from element: InfosetCursor, _ coding: ContractCoding) throws

    /// Whether it is written as `i:nil="true"`; false by default.
    var isNull: Bool { get }
    /// Whether `writeUnlessDefault` leaves it out (.NET's `EmitDefaultValue = false`): null by default, and zero, `false` and the like of
    /// simple types.
    var isDefault: Bool { get }
}

extension ContractValue {
    /// Nothing in particular.
    @inlinable public static var traits: ContractTraits { [] }
    /// The local name of the type.
    public static var itemName: String { contractName.localName }
    /// No other types.
    @inlinable public static var knownTypes: [any ContractValue.Type] { [] }
    /// None: nil is an error.
    @inlinable public static var null: Self? { nil }
    /// Never.
    @inlinable public var isNull: Bool { false }
    /// Whether it is null.
    public var isDefault: Bool { isNull }
}
