import Reference
import StrataCore
import StrataInfoset
import StrataTextEncoding

/// What a fused message element that does nothing adds to a call, against the least it can add.
enum ElementSuite {
    private static let calls = 40_000
    private static let layers = 5

    static func run(_ options: Options) async throws -> [Comparison] {
        var layer = Comparison(
            "a layer, fused, of \(layers)", "ours", against: "bare fused stack", in: "ns", .atMost(2))
        var whole = Comparison("the whole call, \(layers) layers", "ours", against: "bare fused stack", in: "ns")
        for round in 0...options.rounds * 3 {
            let none = try await ours(0)
            let five = try await ours(layers)
            let bareNone = try await reference(0)
            let bareFive = try await reference(layers)
            // The first round is a warm-up.
            if round == 0 { continue }
            layer.add((five - none) / Double(layers), (bareFive - bareNone) / Double(layers))
            whole.add(five, bareFive)
        }
        return [layer, whole]
    }

    @concurrent private static func ours(_ count: Int) async throws -> Double {
        let element = ExpandedName("Echo", namespace: "urn:example:echo")
        let message = Message(version: .soap12, action: "urn:example:echo") { $0.element(element, String(repeating: "A", count: 1024)) }
        let elements: [any BindingElement] = Array(repeating: Pass(), count: count) + [TextEncoding(), NullTransport()]
        let binding = try CustomBinding(validating: elements)
        return try await binding.withRequestChannel(to: EndpointAddress("null:/")) { channel in
            try await nanoseconds { _ = try await channel.request(message, until: .never) }
        }
    }

    @concurrent private static func reference(_ count: Int) async throws -> Double {
        let message = ReferenceMessage(action: "urn:example:echo", body: [UInt8](repeating: 0x41, count: 1024))
        let channel = makeReferenceChannel(Array(repeating: BarePass(), count: count), over: BareNull())
        return try await nanoseconds { _ = try await channel.request(message) }
    }

    private static func nanoseconds(_ body: () async throws -> Void) async throws -> Double {
        let clock = ContinuousClock()
        for _ in 0..<calls / 10 { try await body() }
        let start = clock.now
        for _ in 0..<calls { try await body() }
        return (clock.now - start) / .nanoseconds(1) / Double(calls)
    }
}

private struct Pass: MessageElement {
    func makeTransform(_ context: borrowing BindingContext) throws(BindingError) -> any MessageTransform { PassTransform() }
}
private struct PassTransform: MessageTransform {
    @inline(never) func outbound(_ message: inout Message, _ exchange: inout Exchange) throws {}
    @inline(never) func inbound(_ message: inout Message, _ exchange: inout Exchange) throws {}
}

/// A transport whose every call is its own answer.
private struct NullTransport: TransportElement {
    var scheme: String { "null" }
    func canMake(_ shape: ChannelShape, side: ChannelSide, _ context: borrowing BindingContext) -> Bool { shape == .requestReply }
    func makeRequestFactory(session: Bool, _ context: inout BindingContext) throws(BindingError) -> any ChannelFactory<any RequestChannel> {
        NullFactory(capabilities: context.capabilities(of: self))
    }
}
private struct NullFactory: ChannelFactory, LifecycleObject {
    let lifespan = Lifespan("null factory")
    let capabilities: BindingCapabilities
    func makeChannel(to address: EndpointAddress, via: String?) throws -> any RequestChannel { NullChannel(remoteAddress: address) }
}
private struct NullChannel: RequestChannel, LifecycleObject {
    let lifespan = Lifespan("null channel")
    let remoteAddress: EndpointAddress
    var session: ChannelSession? { nil }
    func send(_ message: Message, until deadline: Deadline) async throws {}
    func request(_ message: Message, until deadline: Deadline) async throws -> Message { message }
}

private struct BarePass: ReferenceTransform {
    @inline(never) func outbound(_ message: inout ReferenceMessage, _ exchange: inout ReferenceExchange) throws {}
    @inline(never) func inbound(_ message: inout ReferenceMessage, _ exchange: inout ReferenceExchange) throws {}
}
private struct BareNull: ReferenceChannel {
    func request(_ message: ReferenceMessage) async throws -> ReferenceMessage { message }
}
