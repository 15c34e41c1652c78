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
    /// Which bodies are meant to pass while they are written and read: none, unless it is set. A stack that says that it streams, and is not
    /// meant to, fails, and so does one that does not say so.
    public var transferMode: TransferMode = .buffered
    /// How long a check waits, in real time, for what must end by itself, before it says that it does not.
    public var patience: Duration = .seconds(30)
    /// How long, in real time, a sender must not get on before a check takes it as held back. Shorter than needed it hides flaws and
    /// invents none.
    public var stillness: Duration = .milliseconds(200)

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

    /// All checks by name; those of deadlines only with `time`, and those of streams only where bodies are meant to stream.
    public var checks: [ConformanceCheck] {
        var checks = [
            ConformanceCheck("shapes") { try checkShapes() },
            ConformanceCheck("messages") { try await checkMessages() },
            ConformanceCheck("back pressure") { try await checkBackPressure() },
        ]
        if transferMode != .buffered { checks.append(ConformanceCheck("streams") { try await checkStreams() }) }
        checks += [
            ConformanceCheck("states") { try await checkStates() },
            ConformanceCheck("cancellation") { try await checkCancellation() },
        ]
        if time != nil { checks.append(ConformanceCheck("timeout") { try await checkTimeout() }) }
        return checks + [
            ConformanceCheck("close and abort") { try await checkCloseAndAbort() },
            ConformanceCheck("faulting") { try await checkFaulting() },
        ]
    }

    /// All checks. Those of deadlines only with `time`, those of streams only where `transferMode` says so.
    public func checkAll() async throws {
        for check in checks { try await check.run() }
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
