internal import Synchronization

/// The calls of one channel that are not done yet: a graceful close lets them finish, and a call that comes too late is refused.
///
/// A channel runs its `send` and `request` in `run(_:_:)` and waits for `allDone(until:)` in `closing(until:)`. An abort waits for
/// nothing; what a call waits for has to end by it (`Lifespan.interruptible(_:)`).
public final class CallsUnderWay: Sendable {
    private struct State {
        var count = 0
        var onEmpty: [Completion<Void>] = []
    }

    private let state = Mutex(State())

    /// None yet.
    public init() {}

    /// How many are under way.
    public var count: Int { state.withLock { $0.count } }

    /// Runs a call of an open channel. It is counted before the state is looked at, so a close that has begun sees it, or it sees the close.
    ///
    /// - Parameters:
    ///   - lifespan: the channel's; unless it is open, its error is thrown.
    ///   - call: what is counted.
    public func run<Value>(_ lifespan: Lifespan, _ call: () async throws -> Value) async throws -> Value {
        state.withLock { $0.count += 1 }
        defer { ended() }
        try lifespan.checkOpen()
        return try await call()
    }

    private func ended() {
        let waiting: [Completion<Void>] = state.withLock { state in
            state.count -= 1
            guard state.count == 0 else { return [] }
            defer { state.onEmpty = [] }
            return state.onEmpty
        }
        for completion in waiting { completion.succeed(()) }
    }

    /// Returns when none is under way. Throws `.timedOut` at the deadline.
    public func allDone(until deadline: Deadline) async throws {
        let empty: Completion<Void>? = state.withLock { state in
            guard state.count > 0 else { return nil }
            let empty = Completion<Void>()
            state.onEmpty.append(empty)
            return empty
        }
        try await empty?.value(until: deadline, "waiting for messages under way")
    }
}
