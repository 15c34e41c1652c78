internal import StrataCore
internal import Synchronization

/// Makes request channels of duplex sessions, each of which serves what the peer asks for.
final class ExchangeFactory: ChannelFactory {
    typealias Channel = any RequestChannel
    private let inner: any ChannelFactory<any DuplexChannel>
    private let parts: ExchangeParts
    private let serve: @Sendable (DuplexExchange) async throws -> Void
    private let sessions = MadeChannels()

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
    func abort() { inner.abort() }

    /// Lets the calls of its sessions finish, as the close of each of them does; what is beneath knows of messages only.
    func close(until deadline: Deadline) async throws {
        do { try await sessions.close(until: deadline) } catch {
            try await inner.close(until: deadline)
            throw error
        }
        try await inner.close(until: deadline)
    }

    func makeChannel(to address: EndpointAddress, via: String?) throws -> any RequestChannel {
        let exchange = DuplexExchange(try inner.makeChannel(to: address, via: via), parts)
        sessions.add(exchange)
        return ClientExchange(exchange, serve: serve)
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
