public import StrataCore
internal import Synchronization

/// A clock that goes only when a test says so. Give it to a binding, and every deadline of it is the test's.
public final class ManualTime: TimeSource {
    private struct State {
        var now: Duration = .zero
        var queue = TimerQueue()
        var watchers: [(count: Int, completion: Completion<Void>)] = []
    }

    private let state = Mutex(State())

    /// A clock that stands at zero.
    public init() {}

    public var now: Duration { state.withLock { $0.now } }

    /// How many timers are set and have neither fired nor been cancelled.
    public var timers: Int { state.withLock { $0.queue.count } }

    /// The earliest moment that a timer waits for.
    public var nextTimer: Duration? { state.withLock { $0.queue.first } }

    public func schedule(at moment: Duration, _ action: @escaping @Sendable () -> Void) -> TimerToken {
        let entry = TimerQueue.Entry(moment: moment, action: action)
        let isDue = state.withLock { state in
            if moment <= state.now { return true }
            state.queue.insert(entry)
            state.watchers.removeAll { watcher in
                guard state.queue.count >= watcher.count else { return false }
                watcher.completion.succeed(())
                return true
            }
            return false
        }
        if isDue { action() }
        return TimerToken { [weak self] in
            self?.state.withLock { $0.queue.remove(entry) }
        }
    }

    /// Goes on by `step`; timers fire on the way, in the order of their moments, each seeing its own moment as `now`.
    public func advance(by step: Duration) {
        let end = now + step
        while let due = state.withLock({ state -> [TimerQueue.Entry]? in
            guard let next = state.queue.first, next <= end else {
                state.now = max(state.now, end)
                return nil
            }
            state.now = max(state.now, next)
            return state.queue.popDue(at: state.now)
        }) {
            for entry in due { entry.action() }
        }
    }

    /// Returns when at least `count` timers are set: what the test waits for before it lets time go on.
    public func timersSet(_ count: Int = 1) async throws {
        let completion: Completion<Void>? = state.withLock { state in
            guard state.queue.count < count else { return nil }
            let completion = Completion<Void>()
            state.watchers.append((count, completion))
            return completion
        }
        try await completion?.value()
    }
}
