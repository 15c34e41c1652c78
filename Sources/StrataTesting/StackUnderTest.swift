public import StrataCore

/// What checks run on: a client's and a service's binding that fit together, and where they meet.
public struct StackUnderTest: Sendable {
    /// The client's binding.
    public var client: any Binding
    /// The service's binding.
    public var service: any Binding
    /// Where to listen; a new address for each use, or one whose port the system chooses.
    public var address: @Sendable () -> EndpointAddress
    /// The clock that both bindings were made with. Checks of deadlines need it.
    public var time: ManualTime?
    /// The version of the messages.
    public var version: MessageVersion
    /// The shapes that the stack is meant to make; every other must be refused.
    public var shapes: Set<ChannelShape>

    /// A client and a service that fit together.
    public init(
        client: any Binding, service: any Binding, version: MessageVersion, shapes: Set<ChannelShape>, time: ManualTime? = nil,
        address: @escaping @Sendable () -> EndpointAddress
    ) {
        self.client = client
        self.service = service
        self.version = version
        self.shapes = shapes
        self.time = time
        self.address = address
    }
}
