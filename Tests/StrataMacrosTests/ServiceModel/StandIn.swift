// So much of the service model that expansions can be compiled against it. Values leave words in a list, and are read from none.

public struct ExpandedName: Sendable, Hashable {
    public let localName: String
    public let namespace: String

    public init(_ localName: String, namespace: String) { (self.localName, self.namespace) = (localName, namespace) }
    public init(generic name: String, of arguments: [ExpandedName], namespace: String) {
        self.init(name + "Of" + arguments.map(\.localName).joined(), namespace: namespace)
    }
    public init(pattern: String, of arguments: [ExpandedName], namespace: String) { self.init(pattern, namespace: namespace) }
}

public struct InfosetBuilder {
    public var words: [String] = []
    public mutating func write<Value: ContractValue>(_ value: Value, as name: ExpandedName, _ coding: ContractCoding) throws {
        words.append(name.localName)
        try value.write(to: &self, coding)
    }
    public mutating func writeUnlessDefault<Value: ContractValue>(_ value: Value, as name: ExpandedName, _ coding: ContractCoding) throws {
        if !value.isDefault { try write(value, as: name, coding) }
    }
    public mutating func writeContent<Value: ContractValue>(_ value: Value, _ coding: ContractCoding) throws {
        try value.write(to: &self, coding)
    }
    public mutating func writeTyped<Value: ContractValue>(_ value: Value, _ coding: ContractCoding) throws {
        words.append("type " + Value.contractName.localName)
        try value.write(to: &self, coding)
    }
    public mutating func write(_ data: ExtensionData, at position: Int) { words.append("rest \(position)") }
}

public struct InfosetCursor {
    public var typeName: ExpandedName? { get throws { nil } }
    public func read<Value: ContractValue>(as type: Value.Type = Value.self, _ coding: ContractCoding) throws -> Value {
        try Value(from: self, coding)
    }
}

public struct ContractCoding: Sendable {}
public struct ExtensionData: Sendable { public init() {} }

public struct ContractError: Error {
    public static func unknownType(at element: InfosetCursor, for declared: ExpandedName) -> ContractError { ContractError() }
}

public struct ContractTraits: OptionSet, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    public static let valueType = ContractTraits(rawValue: 1)
    public static let structured = ContractTraits(rawValue: 8)
}

public protocol ContractValue: Sendable {
    static var contractName: ExpandedName { get }
    static var traits: ContractTraits { get }
    static var itemName: String { get }
    static var knownTypes: [any ContractValue.Type] { get }
    func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws
    init(from element: InfosetCursor, _ coding: ContractCoding) throws
    var isDefault: Bool { get }
}

extension ContractValue {
    public static var traits: ContractTraits { [] }
    public static var itemName: String { contractName.localName }
    public static var knownTypes: [any ContractValue.Type] { [] }
    public var isDefault: Bool { false }
}

/// A value of the language: it leaves its text.
public protocol PlainValue: ContractValue {}
extension PlainValue {
    public static var contractName: ExpandedName { ExpandedName("\(Self.self)", namespace: "") }
    public func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws { builder.words.append("\(self)") }
    public init(from element: InfosetCursor, _ coding: ContractCoding) throws { throw ContractError() }
}
extension Int: PlainValue { public var isDefault: Bool { self == 0 } }
extension Int32: PlainValue {}
extension Double: PlainValue {}
extension String: PlainValue {}
extension Optional: ContractValue, PlainValue where Wrapped: ContractValue {}
extension Array: ContractValue, PlainValue where Element: ContractValue {}
extension Dictionary: ContractValue, PlainValue where Key: ContractValue, Value: ContractValue {}
