import StrataInfoset
import StrataServiceModel

// The contracts of the vectors as people write them in Swift: the same names on the wire as those that .NET recorded.

@DataContract(namespace: "urn:data")
struct Item: Hashable {
    @DataMember(name: "Name", order: 1) var name: String?
    @DataMember(name: "Count", order: 2) var count: Int32
}

@ServiceContract(name: "IDefaults")
protocol WireDefaults: Sendable {
    @Operation(name: "Sum") func sum(a: Int32, b: Int32) async throws -> Int32
    @Operation(name: "Wait") func wait(text: String?) async throws -> String?
    @Operation(name: "Overload2") func overload(a: Int32) async throws -> Int32
    @Operation(name: "Nothing") func nothing() async throws
    @Operation(name: "Tell") @OneWay func tell(text: String?) async throws
}

@ServiceContract(name: "Named", namespace: "urn:c")
protocol WireNamed: Sendable {
    @Operation(name: "Do", action: "urn:do", replyAction: "urn:done", parameterNames: ["one": "Thing One"])
    func perform(one: String?, item: Item?) async throws -> String?
    @Operation(name: "Out") func out(a: Int32, both: Int32) async throws -> (sum: Int32, both: Int32, only: Int32)
    @Operation(name: "Lists")
    func lists(ints: [Int32]?, items: [Item?]?, map: [String: Int32]?, nothing: String?) async throws
    @Operation(name: "NoAction", action: "") func noAction() async throws
    @Operation(name: "Boxed") func boxed(any: AnyContractValue, maybe: Int32?, blob: Bytes?, item: Item?) async throws
}

@ServiceContract(name: "IBase", namespace: "urn:base")
protocol WireBase: Sendable {
    @Operation(name: "FromBase") func fromBase(x: Int32) async throws
}

@ServiceContract(name: "IHeir", namespace: "urn:heir")
protocol WireHeir: WireBase {
    @Operation(name: "FromHeir") func fromHeir(x: Int32) async throws
}

@MessageContract(wrapperName: "Wrap", wrapperNamespace: "urn:wrap")
struct Wrapped: Hashable {
    @MessageHeader(name: "Token", namespace: "urn:h") var token: String?
    @MessageHeader(name: "Must", namespace: "urn:h", mustUnderstand: true) var number: Int32
    @MessageHeader(name: "HeaderItem", namespace: "urn:h") var headerItem: Item?
    @MessageBodyMember(name: "Second", order: 2) var second: Item?
    @MessageBodyMember(name: "First", namespace: "urn:other", order: 1) var first: String?
}

@MessageContract(isWrapped: false)
struct Bare: Hashable {
    @MessageBodyMember(name: "Only", namespace: "urn:bare") var item: Item?
}

@MessageContract(isWrapped: false)
struct BareTwo: Hashable {
    @MessageBodyMember(name: "A", order: 1) var a: String?
    @MessageBodyMember(name: "B", order: 2) var b: Int32
}

@MessageContract(isWrapped: false)
struct Empty: Hashable {}

@ServiceContract(name: "IMessages", namespace: "urn:m")
protocol WireMessages: Sendable {
    @Operation(name: "Wrapped") func wrapped(m: Wrapped) async throws -> Wrapped
    @Operation(name: "Bare") func bare(m: Bare) async throws -> Bare
    @Operation(name: "BareTwo") func bareTwo(m: BareTwo) async throws -> BareTwo
    @Operation(name: "Empty") func empty(m: Empty) async throws -> Empty
    @Operation(name: "Raw", action: "*", replyAction: "*") func raw(m: Message) async throws -> Message
}
