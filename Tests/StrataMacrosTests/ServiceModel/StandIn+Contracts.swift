public protocol DataContractType: ContractValue {}

public struct ContractMembers {
    public mutating func read<Value: ContractValue>(_ name: ExpandedName, as type: Value.Type) throws -> Value { throw ContractError() }
    public mutating func readRequired<Value: ContractValue>(_ name: ExpandedName, as type: Value.Type) throws -> Value {
        throw ContractError()
    }
    public mutating func readIfPresent<Value: ContractValue>(_ name: ExpandedName, as type: Value.Type) throws -> Value? { nil }
    public mutating func readBase<Base: MemberContract>(_ type: Base.Type) throws -> Base { try Base(from: &self) }
    public mutating func extensionData() throws -> ExtensionData { ExtensionData() }
}

public protocol MemberContract: DataContractType { init(from members: inout ContractMembers) throws }
extension MemberContract {
    public init(from element: InfosetCursor, _ coding: ContractCoding) throws {
        var members = ContractMembers()
        try self.init(from: &members)
    }
}

public protocol ContractEnumeration: DataContractType {
    var valueName: String? { get }
    init?(valueName: String)
    static var zero: Self? { get }
}
extension ContractEnumeration {
    public static var zero: Self? { nil }
    public func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws { builder.words.append(valueName ?? "none") }
    public init(from element: InfosetCursor, _ coding: ContractCoding) throws { throw ContractError() }
}

public protocol ContractFlags: DataContractType, OptionSet where RawValue: FixedWidthInteger {
    static var valueNames: [(name: String, value: Self)] { get }
}
extension ContractFlags {
    public func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws {}
    public init(from element: InfosetCursor, _ coding: ContractCoding) throws { throw ContractError() }
}

public protocol PolymorphicContract: DataContractType {}

public protocol CollectionContract: DataContractType {
    associatedtype Item: ContractValue
    static var itemElement: String { get }
    var items: [Item] { get }
    init(items: [Item])
}
extension CollectionContract {
    public func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws {
        for item in items { try builder.write(item, as: ExpandedName(Self.itemElement, namespace: ""), coding) }
    }
    public init(from element: InfosetCursor, _ coding: ContractCoding) throws { self.init(items: []) }
}

public protocol DictionaryContract: DataContractType {
    associatedtype Key: ContractValue & Hashable
    associatedtype Value: ContractValue
    static var entryElement: String { get }
    static var keyElement: String { get }
    static var valueElement: String { get }
    var entries: [(key: Key, value: Value)] { get }
    init(entries: [(key: Key, value: Value)])
}
extension DictionaryContract {
    public func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws {
        for entry in entries { builder.words.append("\(Self.entryElement): \(entry)") }
    }
    public init(from element: InfosetCursor, _ coding: ContractCoding) throws { self.init(entries: []) }
}

public struct DictionaryEntries<Key: ContractValue & Hashable, Value: ContractValue>: Sendable {
    public let entries: [(key: Key, value: Value)]
    public init(_ entries: [(key: Key, value: Value)]) { self.entries = entries }
}
