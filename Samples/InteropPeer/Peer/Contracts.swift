public import Foundation
public import Strata

/// The namespaces of the contracts and of their data.
public enum Namespaces {
    public static let calc = "urn:peers:calc"
    public static let data = "urn:peers:data"
}

/// The contract `ICalc`: one operation for each kind of call.
@ServiceContract(name: "ICalc", namespace: Namespaces.calc)
public protocol Calc: Sendable {
    @Operation(name: "Add") func add(a: Int32, b: Int32) async throws -> Int32
    @Operation(name: "Echo") func echo(text: String?) async throws -> String?
    @Operation(name: "EchoTypes") func echoTypes(value: AnyTypes?) async throws -> AnyTypes?
    @Operation(name: "EchoBytes") func echoBytes(data: Data?) async throws -> Data?
    @Operation(name: "Notify") @OneWay func notify(text: String?) async throws
    @Operation(name: "NotifyCount") func notifyCount() async throws -> Int32
    @Operation(name: "Fail") @Faults(PeerFault.self) func fail(how: String?) async throws -> String?
    @Operation(name: "WhoAmI") func whoAmI() async throws -> String?
}

/// The contract `IStreams`: octets that pass through while they are read and written.
@ServiceContract(name: "IStreams", namespace: Namespaces.calc)
public protocol Streams: Sendable {
    /// As many octets, each its index modulo 256.
    @Operation(name: "Download") func download(size: Int32) async throws -> OctetStream
    /// How many octets there were.
    @Operation(name: "Upload") func upload(data: OctetStream) async throws -> Int64
    @Operation(name: "EchoStream") func echoStream(data: OctetStream) async throws -> OctetStream
}

/// The detail of a declared fault.
@DataContract(namespace: Namespaces.data)
public struct PeerFault: Sendable, Hashable {
    @DataMember(name: "Reason", order: 1) public var reason: String?
    @DataMember(name: "Code", order: 2) public var code: Int32 = 0

    public init(reason: String?, code: Int32) {
        self.reason = reason
        self.code = code
    }
}

/// The third value has another name on the wire.
@DataContract(name: "Color", namespace: Namespaces.data)
public enum Color: Sendable {
    @EnumMember("Red") case red
    @EnumMember("Green") case green
    @EnumMember("blau") case blue
}

@DataContract(namespace: Namespaces.data)
public struct Inner: Sendable, Hashable {
    @DataMember(name: "Name", order: 1) public var name: String?
    @DataMember(name: "Value", order: 2) public var value: Int32 = 0

    public init(name: String?, value: Int32) {
        self.name = name
        self.value = value
    }
}

/// One member for each kind of value that travels.
@DataContract(namespace: Namespaces.data)
public struct AllTypes: Sendable {
    @DataMember(name: "Text", order: 1) public var text: String?
    @DataMember(name: "Number", order: 2) public var number: Int32 = 0
    @DataMember(name: "Real", order: 3) public var real: Double = 0
    @DataMember(name: "When", order: 4) public var when: DateTime = DateTime()
    @DataMember(name: "Blob", order: 5) public var blob: Data?
    @DataMember(name: "Ints", order: 6) public var ints: [Int32]?
    @DataMember(name: "Strings", order: 7) public var strings: [String?]?
    @DataMember(name: "Nested", order: 8) public var nested: Inner?
    @DataMember(name: "NestedList", order: 9) public var nestedList: [Inner?]?
    @DataMember(name: "MaybeInt", order: 10) public var maybeInt: Int32?
    @DataMember(name: "NoInt", order: 11) public var noInt: Int32?
    @DataMember(name: "Color", order: 12) public var color: Color = .red
    @DataMember(name: "Flag", order: 13) public var flag: Bool = false
    @DataMember(name: "Big", order: 14) public var big: Int64 = 0
    @DataMember(name: "Money", order: 15) public var money: DecimalNumber = DecimalNumber()
    @DataMember(name: "Id", order: 16) public var id: UUID = UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
    @DataMember(name: "Span", order: 17) public var span: TimeSpan = TimeSpan()
    /// In the order of the wire, which a dictionary would not keep.
    @DataMember(name: "Map", order: 18) public var map: DictionaryEntries<String, Int32>?
    @DataMember(name: "Single", order: 19) public var single: Float = 0
    /// An `object` in .NET: its type travels with it.
    @DataMember(name: "Any", order: 20) public var any: AnyContractValue = .nothing
    @DataMember(name: "Link", order: 21) public var link: URL?

    public init() {}
}

/// An heir of `AllTypes`, as a known type of it.
@DataContract(namespace: Namespaces.data)
public struct DerivedTypes: Sendable {
    @BaseContract public var base: AllTypes
    @DataMember(name: "Extra", order: 1) public var extra: String?

    public init(_ base: AllTypes, extra: String?) {
        self.base = base
        self.extra = extra
    }
}

/// What may stand where `AllTypes` is declared.
@DataContract
public indirect enum AnyTypes: Sendable {
    case allTypes(AllTypes)
    case derived(DerivedTypes)
}
