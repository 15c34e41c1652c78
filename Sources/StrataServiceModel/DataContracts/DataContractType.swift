public import StrataInfoset

/// What `@DataContract` makes of a type: a structure of members, an enumeration, or a choice of structures.
///
/// A person can write it by hand: `MemberContract` for a structure, `ContractEnumeration` and `ContractFlags` for named values,
/// `PolymorphicContract` for a declared type and its heirs. The service model calls it as it calls every value.
public protocol DataContractType: ContractValue {}

extension DataContractType {
    /// It has members.
    @inlinable public static var traits: ContractTraits { .structured }
}

/// A data contract with members: a structure that reads them in their order and writes them in the same.
///
/// The order on the wire is .NET's: first the members of the base, then those without an order by name (as UTF-16 compares), then the others
/// by order, then by name. Each member is an element in the namespace of the contract that declares it.
public protocol MemberContract: DataContractType {
    /// Reads the members, and those of a base first with ``ContractMembers/readBase(_:)``.
    init(from members: inout ContractMembers) throws
}

extension MemberContract {
    /// Reads the members of an element.
    public init(from element: InfosetCursor, _ coding: ContractCoding) throws {
        var members = try ContractMembers(of: element, coding)
        try self.init(from: &members)
    }
}

/// A declared type and the types that may stand in its place: an enumeration with a value for each.
///
/// The first is written as its content alone; the others with `InfosetBuilder.writeTyped(_:_:)`. Reading goes by
/// `InfosetCursor.typeName`, which is nil for the declared type. A name that is none of them is a
/// ``ContractError/unknownType(at:for:)``. `knownTypes` names all of them, so that they may stand in `object` inside too.
public protocol PolymorphicContract: DataContractType {}

extension PolymorphicContract {
    /// It has members, and resolves the type name itself.
    public static var traits: ContractTraits { [.structured, .polymorphic] }
}

extension ContractError {
    /// The error for an element whose `i:type` is none of those that may stand in the place of a type.
    public static func unknownType(at element: InfosetCursor, for declared: ExpandedName) -> ContractError {
        let name = (try? element.typeName) ?? declared
        return ContractError(unknown: name, at: element, expected: declared)
    }
}
