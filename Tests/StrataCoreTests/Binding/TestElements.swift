import StrataCore
import StrataInProcess
import StrataInfoset
import StrataTesting

/// Writes what it sees; adds a header record on the way down and takes it off on the way up.
struct Mark: MessageElement {
    var name: String
    var log = Received()
    var isExpensive = false

    static let header = ExpandedName("Mark", namespace: "urn:strata:testing")

    func makeTransform(_ context: borrowing BindingContext) throws(BindingError) -> any MessageTransform {
        Transform(name: name, log: log, isExpensive: isExpensive)
    }

    func describe(to description: inout ElementDescription) {
        description.setting("name", name, default: "")
        description.setting("isExpensive", isExpensive, default: false)
        description.wire.append("a Mark header")
    }

    /// An element keeps a value from one direction of an exchange to the other.
    enum Kept: MessagePropertyKey { typealias Value = String }

    struct Transform: MessageTransform {
        let name: String
        let log: Received
        let isExpensive: Bool

        func outbound(_ message: inout Message, _ exchange: inout Exchange) throws {
            log.append("\(name) \(exchange.role) out" + (exchange.properties[Kept.self].map { " after \($0)" } ?? ""))
            exchange.properties[Kept.self] = name
            message.headers.add(MessageHeader(Mark.header, name))
        }

        func inbound(_ message: inout Message, _ exchange: inout Exchange) throws {
            log.append("\(name) \(exchange.role) in" + (exchange.properties[Kept.self].map { " after \($0)" } ?? ""))
            exchange.properties[Kept.self] = name
            guard let last = message.headers.lastIndex(where: { $0.name == Mark.header }), message.headers[last].text == name else {
                throw CommunicationError(.protocolViolation, "the mark of \(name) is missing")
            }
            message.headers.remove(at: last)
        }
    }
}

/// The same, suspending.
struct AsyncMark: AsyncMessageElement {
    var name: String
    var log = Received()

    func makeTransform(_ context: borrowing BindingContext) throws(BindingError) -> any AsyncMessageTransform {
        Transform(inner: Mark.Transform(name: name, log: log, isExpensive: false))
    }

    func describe(to description: inout ElementDescription) {
        description.setting("name", name, default: "")
        description.wire.append("a Mark header")
    }

    struct Transform: AsyncMessageTransform {
        let inner: Mark.Transform

        func outbound(_ message: inout Message, _ exchange: inout Exchange) async throws {
            await Task.yield()
            try inner.outbound(&message, &exchange)
        }

        func inbound(_ message: inout Message, _ exchange: inout Exchange) async throws {
            await Task.yield()
            try inner.inbound(&message, &exchange)
        }
    }
}

/// A channel element that keeps every shape and counts messages.
struct Counting: ChannelElement {
    var log = Received()

    func canMake(_ shape: ChannelShape, side: ChannelSide, over next: borrowing BindingContext) -> Bool {
        next.canMake(shape, side: side)
    }

    func makeOutputFactory(session: Bool, _ next: inout BindingContext) throws(BindingError) -> any ChannelFactory<any OutputChannel> {
        WrappingFactory(try next.nextOutputFactory(session: session)) { [log] in Output(inner: $0, log: log) }
    }
    func makeRequestFactory(session: Bool, _ next: inout BindingContext) throws(BindingError) -> any ChannelFactory<any RequestChannel> {
        WrappingFactory(try next.nextRequestFactory(session: session)) { [log] in Request(inner: $0, log: log) }
    }
    func makeDuplexFactory(session: Bool, _ next: inout BindingContext) throws(BindingError) -> any ChannelFactory<any DuplexChannel> {
        WrappingFactory(try next.nextDuplexFactory(session: session)) { [log] in Duplex(inner: $0, log: log) }
    }
    func makeInputListener(session: Bool, _ next: inout BindingContext) throws(BindingError) -> any ChannelListener<any InputChannel> {
        WrappingListener(try next.nextInputListener(session: session)) { [log] in Input(inner: $0, log: log) }
    }
    func makeReplyListener(session: Bool, _ next: inout BindingContext) throws(BindingError) -> any ChannelListener<any ReplyChannel> {
        WrappingListener(try next.nextReplyListener(session: session)) { [log] in Reply(inner: $0, log: log) }
    }
    func makeDuplexListener(session: Bool, _ next: inout BindingContext) throws(BindingError) -> any ChannelListener<any DuplexChannel> {
        WrappingListener(try next.nextDuplexListener(session: session)) { [log] in Duplex(inner: $0, log: log) }
    }

    final class Output: OutputChannel, ChannelWrapper {
        let inner: any OutputChannel
        let log: Received
        init(inner: any OutputChannel, log: Received) { (self.inner, self.log) = (inner, log) }
        var wrapped: any CommunicationChannel { inner }
        var remoteAddress: EndpointAddress { inner.remoteAddress }
        func send(_ message: Message, until deadline: Deadline) async throws {
            log.append("send")
            try await inner.send(message, until: deadline)
        }
    }

    final class Request: RequestChannel, ChannelWrapper {
        let inner: any RequestChannel
        let log: Received
        init(inner: any RequestChannel, log: Received) { (self.inner, self.log) = (inner, log) }
        var wrapped: any CommunicationChannel { inner }
        var remoteAddress: EndpointAddress { inner.remoteAddress }
        func send(_ message: Message, until deadline: Deadline) async throws {
            log.append("send")
            try await inner.send(message, until: deadline)
        }
        func request(_ message: Message, until deadline: Deadline) async throws -> Message {
            log.append("request")
            return try await inner.request(message, until: deadline)
        }
    }

    final class Duplex: DuplexChannel, ChannelWrapper {
        let inner: any DuplexChannel
        let log: Received
        init(inner: any DuplexChannel, log: Received) { (self.inner, self.log) = (inner, log) }
        var wrapped: any CommunicationChannel { inner }
        var remoteAddress: EndpointAddress { inner.remoteAddress }
        func send(_ message: Message, until deadline: Deadline) async throws {
            log.append("send")
            try await inner.send(message, until: deadline)
        }
        func receive(until deadline: Deadline) async throws -> Message? { try await inner.receive(until: deadline) }
        func closeOutput(until deadline: Deadline) async throws { try await inner.closeOutput(until: deadline) }
    }

    final class Input: InputChannel, ChannelWrapper {
        let inner: any InputChannel
        let log: Received
        init(inner: any InputChannel, log: Received) { (self.inner, self.log) = (inner, log) }
        var wrapped: any CommunicationChannel { inner }
        func receive(until deadline: Deadline) async throws -> Message? {
            log.append("receive")
            return try await inner.receive(until: deadline)
        }
    }

    final class Reply: ReplyChannel, ChannelWrapper {
        let inner: any ReplyChannel
        let log: Received
        init(inner: any ReplyChannel, log: Received) { (self.inner, self.log) = (inner, log) }
        var wrapped: any CommunicationChannel { inner }
        func serve(_ handler: @escaping RequestHandler) async throws {
            try await inner.serve { [log] message in
                log.append("serve")
                return try await handler(message)
            }
        }
    }
}

/// Changes the shape: one-way messages over request and reply, and nothing else.
struct OneWayOverRequest: ChannelElement {
    /// Tries a shape that the stack beneath refuses first.
    var probes = false

    func canMake(_ shape: ChannelShape, side: ChannelSide, over next: borrowing BindingContext) -> Bool {
        shape == .oneWay && next.canMake(.requestReply, side: side)
    }

    func makeOutputFactory(session: Bool, _ next: inout BindingContext) throws(BindingError) -> any ChannelFactory<any OutputChannel> {
        if probes, let made = try? next.nextOutputFactory(session: session) { return made }
        return OutputFactory(inner: try next.nextRequestFactory())
    }

    func makeInputListener(session: Bool, _ next: inout BindingContext) throws(BindingError) -> any ChannelListener<any InputChannel> {
        InputListener(inner: try next.nextReplyListener())
    }

    final class OutputFactory: ChannelFactory {
        let inner: any ChannelFactory<any RequestChannel>
        init(inner: any ChannelFactory<any RequestChannel>) { self.inner = inner }
        var capabilities: BindingCapabilities { inner.capabilities }
        var state: CommunicationState { inner.state }
        var stateChanges: AsyncStream<CommunicationState> { inner.stateChanges }
        func open(until deadline: Deadline) async throws { try await inner.open(until: deadline) }
        func close(until deadline: Deadline) async throws { try await inner.close(until: deadline) }
        func abort() { inner.abort() }
        // A request channel is an output channel too.
        func makeChannel(to address: EndpointAddress, via: String?) throws -> any OutputChannel {
            try inner.makeChannel(to: address, via: via)
        }
    }

    final class InputListener: ChannelListener {
        let inner: any ChannelListener<any ReplyChannel>
        init(inner: any ChannelListener<any ReplyChannel>) { self.inner = inner }
        var capabilities: BindingCapabilities { inner.capabilities }
        var address: EndpointAddress { inner.address }
        var state: CommunicationState { inner.state }
        var stateChanges: AsyncStream<CommunicationState> { inner.stateChanges }
        func open(until deadline: Deadline) async throws { try await inner.open(until: deadline) }
        func close(until deadline: Deadline) async throws { try await inner.close(until: deadline) }
        func abort() { inner.abort() }
        func accept() async throws -> (any InputChannel)? {
            guard let reply = try await inner.accept() else { return nil }
            let channel = Input(inner: reply)
            try await channel.open()
            return channel
        }
    }

    final class Input: InputChannel, LifecycleObject {
        let lifespan = Lifespan("the one-way channel")
        let inner: any ReplyChannel
        let mailbox = Mailbox<Message>(capacity: 4)
        let serving: BackgroundTask
        init(inner: any ReplyChannel) {
            self.inner = inner
            let mailbox = mailbox
            serving = Background.start {
                do {
                    try await inner.serve { message in
                        try await mailbox.put(message)
                        return nil
                    }
                    mailbox.end()
                } catch {
                    mailbox.fail(error)
                }
            }
        }
        var session: ChannelSession? { nil }
        func closing(until deadline: Deadline) async throws { try await inner.close(until: deadline) }
        func aborting() {
            inner.abort()
            serving.cancel()
        }
        func receive(until deadline: Deadline) async throws -> Message? { try await mailbox.take(until: deadline) }
    }
}

/// Answers by itself and forgets the stack beneath.
struct Forgetful: ChannelElement {
    func canMake(_ shape: ChannelShape, side: ChannelSide, over next: borrowing BindingContext) -> Bool { shape == .requestReply }
    func makeRequestFactory(session: Bool, _ next: inout BindingContext) throws(BindingError) -> any ChannelFactory<any RequestChannel> {
        NullFactory(capabilities: BindingCapabilities())
    }
}

final class NullFactory: ChannelFactory, LifecycleObject {
    let lifespan = Lifespan("the null factory")
    let capabilities: BindingCapabilities
    init(capabilities: BindingCapabilities) { self.capabilities = capabilities }
    func makeChannel(to address: EndpointAddress, via: String?) throws -> any RequestChannel { NullChannel(address) }
}

/// Answers each request with itself.
final class NullChannel: RequestChannel, LifecycleObject {
    let lifespan = Lifespan("the null channel")
    let remoteAddress: EndpointAddress
    init(_ address: EndpointAddress) { remoteAddress = address }
    var session: ChannelSession? { nil }
    func send(_ message: Message, until deadline: Deadline) async throws {}
    func request(_ message: Message, until deadline: Deadline) async throws -> Message { message }
}

/// A transport with everything to set wrong.
struct NullTransport: TransportElement {
    var scheme = "null"
    var requiresEncoding = true
    var messageVersion: MessageVersion?
    var performedUpgrades: Set<String> = []
    var shapes: Set<ChannelShape> = [.requestReply]
    /// What it says it gives, and what it builds.
    var promised = BindingCapabilities()
    var built: BindingCapabilities?
    /// Says it can make every shape, and makes request channels only.
    var boasts = false

    func adjust(_ capabilities: inout BindingCapabilities) { capabilities = promised }
    func canMake(_ shape: ChannelShape, side: ChannelSide, _ context: borrowing BindingContext) -> Bool { boasts || shapes.contains(shape) }
    func makeRequestFactory(session: Bool, _ context: inout BindingContext) throws(BindingError) -> any ChannelFactory<any RequestChannel> {
        NullFactory(capabilities: built ?? context.capabilities(of: self))
    }
    func describe(to description: inout ElementDescription) { description.setting("scheme", scheme, default: "null") }
}

/// An encoding that encodes nothing.
struct NullEncoding: EncodingElement {
    var messageVersion: MessageVersion = .default
    var supportsStreaming = true
    func makeEncoder(_ context: borrowing BindingContext) throws(BindingError) -> any MessageEncoder {
        throw BindingError(.invalidConfiguration, element: elementName, "it encodes nothing")
    }
    func describe(to description: inout ElementDescription) {
        description.setting("messageVersion", messageVersion, default: .default)
        description.wire.append("nothing")
    }
}

struct NullUpgrade: StreamUpgradeElement {
    var upgradeName = "null"
    func makeTransform(side: ChannelSide, host: String?) throws(StreamTransformError) -> any StreamTransform {
        throw StreamTransformError(.invalidConfiguration, "it upgrades nothing")
    }
    func adjust(_ capabilities: inout BindingCapabilities) {
        capabilities.requestProtection = .encryptAndSign
        capabilities.responseProtection = .encryptAndSign
    }
    func describe(to description: inout ElementDescription) { description.setting("upgradeName", upgradeName, default: "null") }
}

/// Leaves a parameter.
struct Limit: SettingsElement {
    enum Key: BindingParameterKey { static var defaultValue: Int { 10 } }
    var value: Int
    func contribute(to parameters: inout BindingParameters) { parameters[Key.self] = value }
    func describe(to description: inout ElementDescription) { description.setting("value", value, default: 0) }
}

/// Reads it.
struct Limited: MessageElement {
    func makeTransform(_ context: borrowing BindingContext) throws(BindingError) -> any MessageTransform {
        guard context.parameters[Limit.Key.self] > 0 else {
            throw BindingError(.invalidConfiguration, element: elementName, "the limit must be positive")
        }
        return Mark.Transform(name: "limited", log: Received(), isExpensive: false)
    }
    func describe(to description: inout ElementDescription) { description.setting("limit", from: Limit.Key.self) }
}

/// Says that it signs; whether what it makes does is another matter.
struct Signer: MessageElement {
    var keepsItsPromise = true
    struct Transform: MessageTransform {
        let signs: Bool
        func outbound(_ message: inout Message, _ exchange: inout Exchange) throws {}
        func inbound(_ message: inout Message, _ exchange: inout Exchange) throws {}
        func adjust(_ capabilities: inout BindingCapabilities) { if signs { capabilities.requestProtection = .sign } }
    }
    func makeTransform(_ context: borrowing BindingContext) throws(BindingError) -> any MessageTransform {
        Transform(signs: keepsItsPromise)
    }
    func adjust(_ capabilities: inout BindingCapabilities) { capabilities.requestProtection = .sign }
    func describe(to description: inout ElementDescription) { description.protects.append("requests are signed") }
}

struct TwoKinds: MessageElement, SettingsElement {
    func makeTransform(_ context: borrowing BindingContext) throws(BindingError) -> any MessageTransform {
        Mark.Transform(name: "two", log: Received(), isExpensive: false)
    }
}

struct NoKind: BindingElement {}

/// Reads XML by itself, as message security does.
struct QuotaReader: MessageElement {
    var read = Received()
    func makeTransform(_ context: borrowing BindingContext) throws(BindingError) -> any MessageTransform {
        read.append("\(try context.readerQuotas(for: self).maxDepth)")
        return Mark.Transform(name: "quotas", log: read, isExpensive: false)
    }
}

/// Promises something, and hands on what is beneath without adding anything: what a dropped security layer looks like.
struct Dropping: ChannelElement {
    let promise: @Sendable (inout BindingCapabilities) -> Void
    func canMake(_ shape: ChannelShape, side: ChannelSide, over next: borrowing BindingContext) -> Bool {
        next.canMake(shape, side: side)
    }
    func adjust(_ capabilities: inout BindingCapabilities) { promise(&capabilities) }
    func makeRequestFactory(session: Bool, _ next: inout BindingContext) throws(BindingError)
        -> any ChannelFactory<any RequestChannel>
    { try next.nextRequestFactory(session: session) }
}
