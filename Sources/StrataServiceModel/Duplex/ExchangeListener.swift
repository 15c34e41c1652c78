internal import StrataCore
internal import Synchronization

/// Accepts duplex sessions as channels that a dispatcher serves and that call back.
final class ExchangeListener: ChannelListener {
    typealias Channel = any ReplyChannel
    private let inner: any ChannelListener<any DuplexChannel>
    private let parts: ExchangeParts

    init(_ inner: any ChannelListener<any DuplexChannel>, _ parts: ExchangeParts) {
        self.inner = inner
        self.parts = parts
    }

    var capabilities: BindingCapabilities { inner.capabilities }
    var address: EndpointAddress { inner.address }
    var timeouts: Timeouts { inner.timeouts }
    var time: any TimeSource { inner.time }
    var state: CommunicationState { inner.state }
    var stateChanges: AsyncStream<CommunicationState> { inner.stateChanges }
    func open(until deadline: Deadline) async throws { try await inner.open(until: deadline) }
    func close(until deadline: Deadline) async throws { try await inner.close(until: deadline) }
    func abort() { inner.abort() }

    /// What is done about a session that has failed: the others go on.
    func report(_ channel: any ReplyChannel, _ error: any Error) {
        guard parts.diagnostics.isEnabled(.warning) else { return }
        parts.diagnostics.record(
            DiagnosticRecord(
                source: "duplex", "a duplex session has failed",
                fields: [("session", channel.session?.id ?? ""), ("address", address.displayURI)], error: error),
            at: .warning)
    }

    func accept() async throws -> (any ReplyChannel)? {
        guard let channel = try await inner.accept() else { return nil }
        let exchange = DuplexExchange(channel, parts)
        do { try await exchange.open(until: .never) } catch {
            // Its peer is gone already; whoever serves it finds that out, and the others go on.
            exchange.lose(error)
        }
        return exchange
    }
}

/// Makes request channels of duplex sessions, each of which serves what the peer asks for.
final class ExchangeFactory: ChannelFactory {
    typealias Channel = any RequestChannel
    private let inner: any ChannelFactory<any DuplexChannel>
    private let parts: ExchangeParts
    private let serve: @Sendable (DuplexExchange) async throws -> Void

    /// - Parameter serve: serves one session to its end.
    init(
        _ inner: any ChannelFactory<any DuplexChannel>, _ parts: ExchangeParts,
        serve: @escaping @Sendable (DuplexExchange) async throws -> Void
    ) {
        self.inner = inner
        self.parts = parts
        self.serve = serve
    }

    var capabilities: BindingCapabilities { inner.capabilities }
    var timeouts: Timeouts { inner.timeouts }
    var time: any TimeSource { inner.time }
    var state: CommunicationState { inner.state }
    var stateChanges: AsyncStream<CommunicationState> { inner.stateChanges }
    func open(until deadline: Deadline) async throws { try await inner.open(until: deadline) }
    func close(until deadline: Deadline) async throws { try await inner.close(until: deadline) }
    func abort() { inner.abort() }

    func makeChannel(to address: EndpointAddress, via: String?) throws -> any RequestChannel {
        ClientExchange(DuplexExchange(try inner.makeChannel(to: address, via: via), parts), serve: serve)
    }
}

/// A client's hold on a duplex session. The loop that receives holds the session itself, so a client that is dropped is noticed here.
final class ClientExchange: RequestChannel, ChannelWrapper {
    let exchange: DuplexExchange
    /// Taken out when the session begins: it holds the callback object, which may hold the client.
    private let serve: Mutex<(@Sendable (DuplexExchange) async throws -> Void)?>

    init(_ exchange: DuplexExchange, serve: @escaping @Sendable (DuplexExchange) async throws -> Void) {
        self.exchange = exchange
        self.serve = Mutex(serve)
    }

    deinit { exchange.abort() }

    var wrapped: any CommunicationChannel { exchange }
    var remoteAddress: EndpointAddress { exchange.remoteAddress }

    func open(until deadline: Deadline) async throws {
        try await exchange.open(until: deadline)
        let (exchange, serve) = (exchange, serve.withLock { $0.take() })
        guard let serve else { return }
        // Said here, for a close may come before the task begins.
        exchange.promiseService()
        _ = Background.start {
            do {
                try await serve(exchange)
                // The service has ended the session, and so does this side.
                try await exchange.close()
            } catch {
                // The calls that were under way have it, and so has the next; the service is told that the session is over.
                exchange.lose(error)
            }
        }
    }

    func request(_ message: Message, until deadline: Deadline) async throws -> Message {
        try await exchange.request(message, until: deadline)
    }

    func send(_ message: Message, until deadline: Deadline) async throws { try await exchange.send(message, until: deadline) }
}
