/// A listener that puts something around each channel that another accepts. For channel elements that keep the shape.
public final class WrappingListener<Channel: Sendable>: ChannelListener {
    private let inner: any ChannelListener<Channel>
    private let wrap: @Sendable (Channel) -> Channel
    public let capabilities: BindingCapabilities
    private let top: StackTop?

    /// - Parameters:
    ///   - inner: the listener whose channels are wrapped.
    ///   - adjust: what the layer that `wrap` puts around adds; say the same as the element's `adjust`.
    ///   - wrap: gets each channel as it was accepted, open.
    public convenience init(
        _ inner: any ChannelListener<Channel>, adjusting adjust: (inout BindingCapabilities) -> Void = { _ in },
        wrap: @escaping @Sendable (Channel) -> Channel
    ) {
        self.init(inner, adjusting: adjust, top: nil, wrap: wrap)
    }

    init(
        _ inner: any ChannelListener<Channel>, adjusting adjust: (inout BindingCapabilities) -> Void, top: StackTop?,
        wrap: @escaping @Sendable (Channel) -> Channel
    ) {
        self.inner = inner
        self.top = top
        self.wrap = wrap
        var capabilities = inner.capabilities
        adjust(&capabilities)
        self.capabilities = capabilities
    }

    public var timeouts: Timeouts { top?.timeouts ?? inner.timeouts }
    public var time: any TimeSource { top?.time ?? inner.time }
    public var state: CommunicationState { inner.state }
    public var stateChanges: AsyncStream<CommunicationState> { inner.stateChanges }
    public var address: EndpointAddress { inner.address }
    public func open(until deadline: Deadline) async throws { try await inner.open(until: deadline) }
    public func close(until deadline: Deadline) async throws { try await inner.close(until: deadline) }
    public func abort() { inner.abort() }
    public func accept() async throws -> Channel? { try await inner.accept().map(wrap) }
}

extension WrappingListener: ReportingListener {
    var diagnostics: any Diagnostics { top?.diagnostics ?? (inner as? any ReportingListener)?.diagnostics ?? NoDiagnostics() }
}
