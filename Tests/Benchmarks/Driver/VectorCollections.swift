import Strata
import StrataInfoset

/// The kinds of members that the largest of the data contract vectors has: collections and dictionaries with names of their own and of the
/// serializer's, nullable items, items of any type. The vectors are small, so many of it stand in one document.
@DataContract(name: "Collections", namespace: "urn:v")
struct VectorCollections: Sendable {
    @DataMember(name: "Jagged", order: 1) var jagged: [[String?]?]?
    @DataMember(name: "Names", order: 2) var names: VectorNames?
    @DataMember(name: "Prices", order: 3) var prices: VectorPrices?
    @DataMember(name: "Map", order: 4) var map: DictionaryEntries<Int32, String?>?
    @DataMember(name: "Holes", order: 5) var holes: [Int32?]?
    @DataMember(name: "Blobs", order: 6) var blobs: [Bytes?]?
    @DataMember(name: "Mixed", order: 8) var mixed: [AnyContractValue]?
    @DataMember(name: "Numbers", order: 10) var numbers: [Int32]?

    static let sample = VectorCollections(
        jagged: [["a"], nil], names: VectorNames(items: ["n"]), prices: VectorPrices(prices: DictionaryEntries([("p", 2)])),
        map: DictionaryEntries([(1, "i")]), holes: [nil, 2], blobs: [Bytes([9])],
        mixed: [AnyContractValue(Int32(1)), AnyContractValue("two"), AnyContractValue(3.0)], numbers: [4])
}

@CollectionDataContract(name: "Names", namespace: "urn:v", itemName: "name")
struct VectorNames: Sendable {
    var items: [String?]
}

@CollectionDataContract(name: "Prices", namespace: "urn:v", itemName: "price", keyName: "article", valueName: "euro")
struct VectorPrices: Sendable {
    var prices: DictionaryEntries<String, Int64>
}
