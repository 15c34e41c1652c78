import StrataBindings
import StrataCore
import StrataInProcess
import StrataServiceModel
import StrataTesting
import StrataTextEncoding
import Synchronization

/// Makes objects for a service, counts them, and holds their calls until it is told to let them go.
final class CountedTill: Sendable {
    private struct State {
        var made = 0
        var inside = 0
        var most = 0
        var expected = 0
        var full = Gate()
        var exit = Gate()
    }

    private let state = Mutex(State())
    private let objects: InstancingTable.Objects

    init(objects: InstancingTable.Objects) { self.objects = objects }

    var made: Int { state.withLock { $0.made } }
    /// The most calls that were inside at the same time since something was expected.
    var most: Int { state.withLock { $0.most } }

    var instancing: Instancing<any Till> {
        switch objects {
        case .single: .single(make())
        case .perSession: .perSession { self.make() }
        case .perCall: .perCall { self.make() }
        }
    }

    private func make() -> any Till {
        state.withLock { $0.made += 1 }
        return Counted(till: self)
    }

    /// So many calls come in before the others are let out.
    func expect(_ count: Int) {
        state.withLock { state in
            state.expected = count
            state.most = 0
            state.full = Gate()
            state.exit = Gate()
        }
    }

    /// Returns when as many are inside as are expected.
    func entered() async throws { try await state.withLock { $0.full }.passed() }
    func release() { state.withLock { $0.exit }.open() }

    private func pass() async throws {
        let (full, exit) = state.withLock { state in
            state.inside += 1
            state.most = max(state.most, state.inside)
            return (state.inside >= state.expected ? state.full : nil, state.exit)
        }
        defer { state.withLock { $0.inside -= 1 } }
        full?.open()
        try await exit.passed()
    }

    private struct Counted: Till {
        let till: CountedTill

        func add(a: Int32, b: Int32) async throws -> Int32 {
            try await till.pass()
            return a &+ b
        }
        func echo(text: String?) async throws -> String? { text }
        func ring(text: String) async throws {}
        func rung() async throws -> [String] { [] }
        func fail(how: String) async throws {}
    }
}

/// The contract of the till in each session mode.
protocol SessionModeName: SendableMetatype { static var mode: SessionMode { get } }
enum Allowed: SessionModeName { static var mode: SessionMode { .allowed } }
enum Required: SessionModeName { static var mode: SessionMode { .required } }
enum NotAllowed: SessionModeName { static var mode: SessionMode { .notAllowed } }

enum TillOf<Mode: SessionModeName>: ServiceContract {
    static var description: ContractDescription {
        ContractDescription("ITill", namespace: "urn:till", sessionMode: Mode.mode, operations: TillContract.declared)
    }
    static var operations: [ServiceOperation<any Till>] { TillContract.operations }
}

struct ModeClient<Mode: SessionModeName>: ServiceClient {
    typealias Contract = TillOf<Mode>
    let caller: OperationCaller
    init(_ caller: OperationCaller) { self.caller = caller }

    func call() async throws { _ = try await TillClient(caller).add(a: 1, b: 2) }
}

extension InstancingTable.Way {
    var address: EndpointAddress { EndpointAddress(self == .http ? "http://127.0.0.1:0/cells" : "inproc:cells") }

    var binding: any Binding {
        let hub = InProcessHub()
        switch self {
        case .inProcess:
            return CustomBinding("in-process") {
                TextEncoding(.soap12Addressing10)
                InProcessTransport(hub: hub)
            }
        case .sessionsOnly:
            return CustomBinding("sessions") {
                SessionsOnly()
                TextEncoding(.soap12Addressing10)
                InProcessTransport(hub: hub)
            }
        case .duplexOnly:
            return CustomBinding("duplex") {
                DuplexOnly()
                TextEncoding(.soap12Addressing10)
                InProcessTransport(hub: hub)
            }
        case .http: return BasicHTTPBinding()
        }
    }
}

/// Makes sessions of requests and replies, and nothing else.
private struct SessionsOnly: ChannelElement {
    func canMake(_ shape: ChannelShape, side: ChannelSide, over next: borrowing BindingContext) -> Bool {
        shape == .requestReplySession && next.canMake(shape, side: side)
    }

    func makeRequestFactory(
        session: Bool, _ next: inout BindingContext
    ) throws(BindingError) -> any ChannelFactory<any RequestChannel> {
        try next.nextRequestFactory(session: session)
    }

    func makeReplyListener(session: Bool, _ next: inout BindingContext) throws(BindingError) -> any ChannelListener<any ReplyChannel> {
        try next.nextReplyListener(session: session)
    }
}

/// Makes duplex sessions, and nothing else, as a connection does that has no form of its own for requests.
struct DuplexOnly: ChannelElement {
    func canMake(_ shape: ChannelShape, side: ChannelSide, over next: borrowing BindingContext) -> Bool {
        shape == .duplexSession && next.canMake(shape, side: side)
    }

    func makeDuplexFactory(session: Bool, _ next: inout BindingContext) throws(BindingError) -> any ChannelFactory<any DuplexChannel> {
        try next.nextDuplexFactory(session: session)
    }

    func makeDuplexListener(session: Bool, _ next: inout BindingContext) throws(BindingError) -> any ChannelListener<any DuplexChannel> {
        try next.nextDuplexListener(session: session)
    }
}
