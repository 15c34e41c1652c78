public import StrataCore

/// What checks run on: a client's and a service's binding that fit together, and where they meet.
///
/// A check throws `CheckFailure` at the first thing that is wrong, and otherwise whatever the code under test throws where it should not.
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
    /// How long a check waits, in real time, for what must end by itself, before it says that it does not.
    public var patience: Duration = .seconds(30)

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

    /// All checks. Those of deadlines only with `time`.
    public func checkAll() async throws {
        try checkShapes()
        try await checkMessages()
        try await checkLifetime()
    }

    /// All checks of lifetime. Those of deadlines only with `time`.
    public func checkLifetime() async throws {
        try await checkStates()
        try await checkCancellation()
        if time != nil { try await checkTimeout() }
        try await checkCloseAndAbort()
        try await checkFaulting()
    }
}
