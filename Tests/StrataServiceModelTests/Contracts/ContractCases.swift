import StrataCore
import StrataInfoset
import StrataServiceModel
import Testing

/// What a case of the vectors is in Swift.
protocol ContractCase: Sendable {
    /// What the service notes.
    var seen: String { get }
    /// What it answers.
    var answer: ContractAnswer { get }
    /// Hosts the case's contract.
    func service(_ service: WireService, _ binding: CustomBinding, _ behavior: any EndpointBehavior) -> HostedService<WireService>
    /// Calls the operation, and checks what came back.
    func call(_ binding: CustomBinding, at address: EndpointAddress) async throws
}

enum ContractAnswer: Sendable {
    /// No reply.
    case none
    /// A body with that content.
    case body(String)
    /// Body and headers as they came, but for addressing.
    case echo
}

struct ClientCase<Client: ServiceClient>: ContractCase {
    let seen: String
    let answer: ContractAnswer
    let upcast: @Sendable (WireService) -> Client.Contract.Service
    let calling: @Sendable (Client) async throws -> Void

    init(
        _ client: Client.Type, _ seen: String, _ answer: ContractAnswer,
        _ upcast: @escaping @Sendable (WireService) -> Client.Contract.Service, _ calling: @escaping @Sendable (Client) async throws -> Void
    ) {
        self.seen = seen
        self.answer = answer
        self.upcast = upcast
        self.calling = calling
    }

    func service(_ service: WireService, _ binding: CustomBinding, _ behavior: any EndpointBehavior) -> HostedService<WireService> {
        var hosted = HostedService(Instancing.single(service))
        hosted.addEndpoint(
            Client.Contract.self, binding, at: EndpointAddress("http://127.0.0.1:0/s"), behaviors: [AddressFilterMode.any, behavior],
            as: upcast)
        return hosted
    }

    func call(_ binding: CustomBinding, at address: EndpointAddress) async throws {
        try await binding.withClient(Client.self, of: address) { try await calling($0) }
    }
}

enum ContractCases {
    static let item = Item(name: "i", count: 2)

    static let all: [String: any ContractCase] = [
        "defaults-wait": ClientCase(
            WireDefaultsClient.self, "wait t",
            .body(#"<WaitResponse xmlns="http://tempuri.org/"><WaitResult>t!</WaitResult></WaitResponse>"#), { $0 }
        ) { expectEqual(try await $0.wait(text: "t"), "t!") },
        "defaults-overload": ClientCase(
            WireDefaultsClient.self, "overload 1",
            .body(#"<Overload2Response xmlns="http://tempuri.org/"><Overload2Result>2</Overload2Result></Overload2Response>"#), { $0 }
        ) { expectEqual(try await $0.overload(a: 1), 2) },
        "defaults-nothing": ClientCase(
            WireDefaultsClient.self, "nothing", .body(#"<NothingResponse xmlns="http://tempuri.org/"/>"#), { $0 }
        ) { try await $0.nothing() },
        "defaults-tell": ClientCase(WireDefaultsClient.self, "tell t", .none, { $0 }) { try await $0.tell(text: "t") },
        "named-do": ClientCase(
            WireNamedClient.self, "perform one i*2", .body(#"<DoResponse xmlns="urn:c"><DoResult>did</DoResult></DoResponse>"#), { $0 }
        ) { expectEqual(try await $0.perform(one: "one", item: item), "did") },
        "named-out": ClientCase(
            WireNamedClient.self, "out 1 2",
            .body(#"<OutResponse xmlns="urn:c"><sum>3</sum><both>20</both><only>7</only></OutResponse>"#), { $0 }
        ) {
            let read = try await $0.out(a: 1, both: 2)
            expectEqual([read.sum, read.both, read.only], [3, 20, 7])
        },
        "named-lists": ClientCase(
            WireNamedClient.self, #"lists [1, 2] ["i*2", "nil"] ["k": 1] nil"#, .body(#"<ListsResponse xmlns="urn:c"/>"#), { $0 }
        ) { try await $0.lists(ints: [1, 2], items: [item, nil], map: ["k": 1], nothing: nil) },
        "named-boxed-values": ClientCase(
            WireNamedClient.self, "boxed s 3 nil i*2", .body(#"<BoxedResponse xmlns="urn:c"/>"#), { $0 }
        ) { try await $0.boxed(any: AnyContractValue("s"), maybe: 3, blob: nil, item: item) },
        "heir-base": ClientCase(
            WireHeirClient.self, "fromBase 1", .body(#"<FromBaseResponse xmlns="urn:base"/>"#), { $0 }
        ) { try await $0.fromBase(x: 1) },
        "heir-own": ClientCase(
            WireHeirClient.self, "fromHeir 1", .body(#"<FromHeirResponse xmlns="urn:heir"/>"#), { $0 }
        ) { try await $0.fromHeir(x: 1) },
        "message-wrapped": ClientCase(WireMessagesClient.self, "wrapped t 7 i*2 f i*2", .echo, { $0 }) {
            let sent = Wrapped(token: "t", number: 7, headerItem: item, second: item, first: "f")
            expectEqual(try await $0.wrapped(m: sent), sent)
        },
        "message-wrapped-null": ClientCase(WireMessagesClient.self, "wrapped nil 0 nil nil nil", .echo, { $0 }) {
            let sent = Wrapped(token: nil, number: 0, headerItem: nil, second: nil, first: nil)
            expectEqual(try await $0.wrapped(m: sent), sent)
        },
        "message-bare": ClientCase(WireMessagesClient.self, "bare i*2", .echo, { $0 }) {
            expectEqual(try await $0.bare(m: Bare(item: item)), Bare(item: item))
        },
        "message-bare-two": ClientCase(WireMessagesClient.self, "bareTwo a 1", .echo, { $0 }) {
            expectEqual(try await $0.bareTwo(m: BareTwo(a: "a", b: 1)), BareTwo(a: "a", b: 1))
        },
        "message-empty": ClientCase(WireMessagesClient.self, "empty", .echo, { $0 }) { _ = try await $0.empty(m: Empty()) },
    ]
}

/// What a closure can say whose errors are not handled in it: the compiler does not look for them in a macro.
private func expectEqual<Value: Equatable>(_ value: Value, _ expected: Value, at place: SourceLocation = #_sourceLocation) {
    #expect(value == expected, sourceLocation: place)
}
