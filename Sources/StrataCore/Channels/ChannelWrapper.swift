/// A channel around another: everything but messages is the inner channel's. For channel elements that keep the shape.
///
/// Conform a class that holds the inner channel; implement the functions of the shape.
public protocol ChannelWrapper: CommunicationChannel {
    /// The channel inside, whatever its shape.
    var wrapped: any CommunicationChannel { get }
}

extension ChannelWrapper {
    public var state: CommunicationState { wrapped.state }
    public var stateChanges: AsyncStream<CommunicationState> { wrapped.stateChanges }
    public var session: ChannelSession? { wrapped.session }
    public var timeouts: Timeouts { wrapped.timeouts }
    public var time: any TimeSource { wrapped.time }
    public func open(until deadline: Deadline) async throws { try await wrapped.open(until: deadline) }
    public func close(until deadline: Deadline) async throws { try await wrapped.close(until: deadline) }
    public func abort() { wrapped.abort() }
}
