import StrataCore

/// A listener with one thing wrong.
final class BrokenListener<Channel: Sendable>: ChannelListener {
    let inner: any ChannelListener<Channel>
    let flaw: Flaw
    init(_ inner: any ChannelListener<Channel>, _ flaw: Flaw) { (self.inner, self.flaw) = (inner, flaw) }

    var state: CommunicationState { inner.state }
    var stateChanges: AsyncStream<CommunicationState> { inner.stateChanges }
    var timeouts: Timeouts { inner.timeouts }
    var time: any TimeSource { inner.time }
    var capabilities: BindingCapabilities { inner.capabilities }
    var address: EndpointAddress { inner.address }
    func open(until deadline: Deadline) async throws { try await inner.open(until: deadline) }
    func close(until deadline: Deadline) async throws { try await inner.close(until: deadline) }
    func abort() { inner.abort() }

    func accept() async throws -> Channel? {
        let inner = inner
        switch flaw {
        case .acceptsUnopened where state == .created: return nil
        case .endsAccepting where state == .closed: throw CommunicationError(.closed, "the listener is closed")
        case .acceptsAborted:
            do { return try await inner.accept() } catch let error as CommunicationError where error.code == .aborted { return nil }
        case .keepsAccepting: return try await Task { try await inner.accept() }.value
        default: return try await inner.accept()
        }
    }
}
