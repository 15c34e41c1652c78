public import StrataInfoset

/// The entries of a dictionary in the order that they have on the wire, which Swift's own `Dictionary` does not keep.
public struct DictionaryEntries<Key: ContractValue & Hashable, Value: ContractValue>: ContractValue {
    /// The entries.
    public let entries: [(key: Key, value: Value)]

    /// Entries in an order. That no key comes twice is up to the caller.
    public init(_ entries: [(key: Key, value: Value)]) { self.entries = entries }

    /// The value of the first entry with that key.
    public subscript(key: Key) -> Value? { entries.first { $0.key == key }?.value }

    /// `ArrayOfKeyValueOf` and the names of both types, in .NET's namespace for arrays.
    public static var contractName: ExpandedName { CollectionNames.dictionary(Key.self, Value.self) }

    /// Writes an element for each entry, with one for the key and one for the value.
    public func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws {
        try builder.writeEntries(entries, DictionaryNames(Key.self, Value.self), coding)
    }

    /// Reads the entries; a key that comes twice is an error.
    public init(from element: InfosetCursor, _ coding: ContractCoding) throws {
        self.init(try element.readEntries(DictionaryNames(Key.self, Value.self), coding))
    }
}

extension Dictionary: ContractValue where Key: ContractValue, Value: ContractValue {
    /// `ArrayOfKeyValueOf` and the names of both types, in .NET's namespace for arrays.
    public static var contractName: ExpandedName { CollectionNames.dictionary(Key.self, Value.self) }

    /// Writes an element for each entry, with one for the key and one for the value, in no order.
    public func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws {
        try builder.writeEntries(self, DictionaryNames(Key.self, Value.self), coding)
    }

    /// Reads the entries; a key that comes twice is an error.
    public init(from element: InfosetCursor, _ coding: ContractCoding) throws {
        let entries: [(key: Key, value: Value)] = try element.readEntries(DictionaryNames(Key.self, Value.self), coding)
        self.init(entries.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
    }
}

/// A dictionary with names of its own, as .NET's `CollectionDataContract`.
public protocol DictionaryContract: DataContractType {
    /// The type of the keys.
    associatedtype Key: ContractValue & Hashable
    /// The type of the values.
    associatedtype Value: ContractValue
    /// The local name of an entry's element, which is in the namespace of `contractName`, as those inside are.
    static var entryElement: String { get }
    /// The local name of a key's element.
    static var keyElement: String { get }
    /// The local name of a value's element.
    static var valueElement: String { get }
    /// The entries, in the order that they are written in.
    var entries: [(key: Key, value: Value)] { get }
    /// A dictionary of entries, in which no key comes twice.
    init(entries: [(key: Key, value: Value)])
}

extension DictionaryContract {
    private static var names: DictionaryNames {
        let namespace = contractName.namespace
        return DictionaryNames(
            entry: ExpandedName(entryElement, namespace: namespace), key: ExpandedName(keyElement, namespace: namespace),
            value: ExpandedName(valueElement, namespace: namespace))
    }

    /// Writes an element for each entry, with one for the key and one for the value.
    public func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws {
        try builder.writeEntries(entries, Self.names, coding)
    }

    /// Reads the entries; a key that comes twice is an error.
    public init(from element: InfosetCursor, _ coding: ContractCoding) throws {
        self.init(entries: try element.readEntries(Self.names, coding))
    }
}
