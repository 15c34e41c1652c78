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

    /// The next session, which is not open: that may take until its peer has said something, and the next one does not wait for it.
    func accept() async throws -> (any ReplyChannel)? {
        try await inner.accept().map { DuplexExchange($0, parts) }
    }
}
