public import StrataServiceModel

// Data contracts as people write them; the compiler expands them with the plugin that was built beside this test.

enum OtherNamespace { static let uri = "urn:other" }

@DataContract(namespace: "urn:v", knownTypes: [Circle.self, [Int32].self])
public struct Shape {
    @DataMember(emitsDefault: false) public var sides: Int = 0
    @DataMember(name: "Label") public var label: String?
    public indirect enum Slot: Sendable { case none }
    @IgnoreDataMember var cache: [String] = []
    var child: AnyShape?
}

@DataContract(namespace: "urn:v")
public struct Circle {
    @BaseContract var base: Shape
    @DataMember(name: "Radius", order: 1, isRequired: true) var radius: Double
    @DataMember(order: 0) let `default`: Int
    var rest = ExtensionData()
}

@DataContract(name: "Sq", namespace: OtherNamespace.uri)
struct Square {
    var `class`: [String: Int] = [:]
    var side: Int32 = 4
}

@DataContract
public indirect enum AnyShape {
    case shape(Shape)
    case circle(Circle)
}

@DataContract(name: "Two{0}And{1}", namespace: "urn:v", isValueType: true)
struct Two<A: ContractValue, B> where B: ContractValue {
    @DataMember(name: "Left") var left: A
    @DataMember(name: "Right") var right: B?
}

@DataContract(namespace: "urn:v")
public enum Color {
    @EnumMember("Red") case red
    @EnumMember("dark green") case green
    @IgnoreDataMember case hidden
}

enum Outer {
    @DataContract(namespace: "urn:v")
    package enum Level: Int32 {
        case low = 1
        case none = 0
    }
}

@DataContract(namespace: "urn:v")
struct Rights: OptionSet {
    let rawValue: Int32
    @EnumMember("None") static let none: Rights = []
    @EnumMember("Read") static let read = Rights(rawValue: 1)
    @EnumMember static let write = Rights(rawValue: 2)
}

@CollectionDataContract(name: "Names", namespace: "urn:v", itemName: "name")
struct NameList {
    var items: [String]
}

@CollectionDataContract(namespace: "urn:v", itemName: "price", keyName: "article", valueName: "euro")
public struct Prices {
    var prices: [String: Double]
}

@CollectionDataContract
struct Ordered {
    let list: DictionaryEntries<Int, String>
}

@CollectionDataContract
public struct Tags {
    var set: Set<String>
}
