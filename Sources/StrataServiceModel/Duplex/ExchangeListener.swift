internal import StrataCore

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

    /// The next session. One whose channel is not open yet is opened by whoever serves it: that may take until its peer has said something, and
    /// the next one does not wait for it.
    func accept() async throws -> (any ReplyChannel)? {
        guard let channel = try await inner.accept() else { return nil }
        let exchange = DuplexExchange(channel, parts)
        if channel.state == .opened {
            do { try await exchange.open(until: .never) } catch {
                // Its peer is gone already; whoever serves it finds that out, and the others go on.
                exchange.lose(error)
            }
        }
        return exchange
    }
}
