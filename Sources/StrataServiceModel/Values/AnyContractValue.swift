public import StrataInfoset

/// A value of any type, as a member that .NET declares as `object`: its type travels with it as `i:type`.
///
/// What may stand in it are the simple types and the known types: those of the contracts around it and of ``ContractCoding/knownTypes``.
public struct AnyContractValue: ContractValue {
    private enum Content: Sendable {
        case null
        case object
        case value(any ContractValue)
    }

    private let content: Content

    private init(_ content: Content) { self.content = content }

    /// A value with its type. One that is null has no type.
    public init(_ value: some ContractValue) {
        // What is in an optional travels under its own type.
        if let optional = value as? any OptionalContractValue {
            self = optional.wrappedAsAny
        } else {
            content = value.isNull ? .null : .value(value)
        }
    }

    /// An object without a type or value, as .NET's `new object()`.
    public static let object = AnyContractValue(Content.object)

    /// Null. `null` is the same as the protocol has it, an optional.
    public static let nothing = AnyContractValue(Content.null)

    /// The value; nil for null and for an object without one.
    public var value: (any ContractValue)? { if case .value(let value) = content { value } else { nil } }

    /// The value, when it is of that type.
    public func value<Value: ContractValue>(as type: Value.Type) -> Value? { value as? Value }

    /// `xs:anyType`.
    public static var contractName: ExpandedName { WireNames.anyType }
    /// It resolves the type name.
    public static var traits: ContractTraits { [.simple, .polymorphic] }
    /// No value.
    public static var null: AnyContractValue? { nothing }
    /// Whether there is none.
    public var isNull: Bool { if case .null = content { true } else { false } }

    /// Writes the type and the value.
    ///
    /// - Throws: `ContractError` for a type that is not known here.
    public func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws {
        guard let value else { return }
        let type = type(of: value)
        guard coding.knows(type) else {
            throw ContractError(path: "", expected: "a simple type or one of the known types", found: "a \(type.contractName)")
        }
        if type.contractName == WireNames.anyType { return try value.write(to: &builder, coding) }
        try builder.writeTyped(value, coding)
    }

    /// Reads a value of the type that `i:type` names; without one the element must be empty.
    ///
    /// - Throws: `ContractError` for a type that is not known here, and for what the type refuses.
    public init(from element: InfosetCursor, _ coding: ContractCoding) throws {
        guard let name = try element.typeName, name != WireNames.anyType else {
            guard element.firstChild == nil, !element.hasNonWhitespaceText else {
                throw ContractError(at: element, expected: "i:type, or an element without content")
            }
            content = .object
            return
        }
        guard let type = coding.type(named: name) else {
            throw ContractError(at: element, expected: "i:type to name a simple type or one of the known types", found: "\(name)")
        }
        try element.limitDepth(coding)
        content = .value(try Self.read(type, element, coding))
    }

    private static func read<Value: ContractValue>(
        _ type: Value.Type, _ element: InfosetCursor, _ coding: ContractCoding
    ) throws -> any ContractValue {
        // The type has been told by its name, which is not always its own: `xs:token` is read as text.
        try Value(from: element, coding.entering(type))
    }
}
