import StrataInfoset
import StrataServiceModel

private func v(_ name: String) -> ExpandedName { ExpandedName(name, namespace: "urn:v") }

struct Names: CollectionContract {
    var items: [String?]

    static let contractName = v("Names")
    static let itemElement = "name"
    init(items: [String?]) { self.items = items }
}

struct Prices: DictionaryContract {
    var entries: [(key: String, value: DecimalNumber)]

    static let contractName = v("Prices")
    static let (entryElement, keyElement, valueElement) = ("price", "article", "euro")
    init(entries: [(key: String, value: DecimalNumber)]) { self.entries = entries }
}

/// .NET's `KeyValuePair<string, int>`.
struct StringIntPair: MemberContract {
    var key: String?
    var value: Int32

    private static let space = "http://schemas.datacontract.org/2004/07/System.Collections.Generic"
    static let contractName = ExpandedName(
        generic: "KeyValuePair", of: [String.contractName, Int32.contractName], namespace: space)

    init(_ key: String?, _ value: Int32) { (self.key, self.value) = (key, value) }

    init(from members: inout ContractMembers) throws {
        key = try members.read(ExpandedName("key", namespace: Self.space))
        value = try members.read(ExpandedName("value", namespace: Self.space))
    }

    func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws {
        try builder.write(key, as: ExpandedName("key", namespace: Self.space), coding)
        try builder.write(value, as: ExpandedName("value", namespace: Self.space), coding)
    }
}

/// .NET's `Tuple<int, string>`.
struct IntStringTuple: MemberContract {
    var first: Int32
    var second: String?

    private static let space = "http://schemas.datacontract.org/2004/07/System"
    static let contractName = ExpandedName(generic: "Tuple", of: [Int32.contractName, String.contractName], namespace: space)

    init(_ first: Int32, _ second: String?) { (self.first, self.second) = (first, second) }

    init(from members: inout ContractMembers) throws {
        first = try members.read(ExpandedName("m_Item1", namespace: Self.space))
        second = try members.read(ExpandedName("m_Item2", namespace: Self.space))
    }

    func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws {
        try builder.write(first, as: ExpandedName("m_Item1", namespace: Self.space), coding)
        try builder.write(second, as: ExpandedName("m_Item2", namespace: Self.space), coding)
    }
}

struct Collections: MemberContract {
    var jagged: [[String?]?]? = [["a"], nil]
    var names: Names? = Names(items: ["n"])
    var prices: Prices? = Prices(entries: [("p", DecimalNumber(2))])
    var map: DictionaryEntries<Int32, Inner?>? = DictionaryEntries([(1, Inner("i"))])
    var holes: [Int32?]? = [nil, 2]
    var blobs: [Bytes?]? = [Bytes([9])]
    var pair = StringIntPair("k", 1)
    var mixed: [AnyContractValue?]? = [
        AnyContractValue(Int32(1)), AnyContractValue("two"), nil, AnyContractValue(3.0),
    ]
    var tuple: IntStringTuple? = IntStringTuple(1, "t")
    var numbers: [Int32]? = [4]
    var loose: [AnyContractValue?]? = [AnyContractValue(Int32(1)), AnyContractValue("x")]

    static let contractName = v("Collections")

    init() {}

    init(from members: inout ContractMembers) throws {
        jagged = try members.read(v("Jagged"))
        names = try members.read(v("Names"))
        prices = try members.read(v("Prices"))
        map = try members.read(v("Map"))
        holes = try members.read(v("Holes"))
        blobs = try members.read(v("Blobs"))
        pair = try members.read(v("Pair"))
        mixed = try members.read(v("Mixed"))
        tuple = try members.read(v("Tuple"))
        numbers = try members.read(v("Numbers"))
        loose = try members.read(v("Loose"))
    }

    func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws {
        try builder.write(jagged, as: v("Jagged"), coding)
        try builder.write(names, as: v("Names"), coding)
        try builder.write(prices, as: v("Prices"), coding)
        try builder.write(map, as: v("Map"), coding)
        try builder.write(holes, as: v("Holes"), coding)
        try builder.write(blobs, as: v("Blobs"), coding)
        try builder.write(pair, as: v("Pair"), coding)
        try builder.write(mixed, as: v("Mixed"), coding)
        try builder.write(tuple, as: v("Tuple"), coding)
        try builder.write(numbers, as: v("Numbers"), coding)
        try builder.write(loose, as: v("Loose"), coding)
    }
}
