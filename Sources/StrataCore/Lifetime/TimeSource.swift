/// Where time comes from: what deadlines are measured on. The system's, or a test's own.
public protocol TimeSource: Sendable {
    /// Time since an origin of the source's own; never goes back.
    var now: Duration { get }

    /// Runs `action` once, on any thread, when `now` has reached `moment`, unless the token is cancelled first.
    func schedule(at moment: Duration, _ action: @escaping @Sendable () -> Void) -> TimerToken
}

/// Cancels what a `TimeSource` has scheduled. Cancelling twice, or too late, does nothing.
public struct TimerToken: Sendable {
    private let onCancel: @Sendable () -> Void
    /// A token that calls this when it is cancelled.
    public init(_ onCancel: @escaping @Sendable () -> Void) { self.onCancel = onCancel }
    /// Takes the timer back; does nothing when it has fired or was cancelled.
    public func cancel() { onCancel() }
}
