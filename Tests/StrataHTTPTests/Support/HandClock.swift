import StrataCore
import Synchronization

/// Time that stands still until a test moves it.
final class HandClock: TimeSource {
    private struct State {
        var now = Duration.zero
        var last = 0
        var actions: [Int: (moment: Duration, action: @Sendable () -> Void)] = [:]
    }
    private let state = Mutex(State())

    var now: Duration { state.withLock { $0.now } }

    /// How many wait for a moment.
    var waiting: Int { state.withLock { $0.actions.count } }

    func schedule(at moment: Duration, _ action: @escaping @Sendable () -> Void) -> TimerToken {
        let id: Int? = state.withLock { state in
            guard moment > state.now else { return nil }
            state.last += 1
            state.actions[state.last] = (moment, action)
            return state.last
        }
        guard let id else {
            action()
            return TimerToken {}
        }
        return TimerToken { _ = self.state.withLock { $0.actions.removeValue(forKey: id) } }
    }

    func advance(by span: Duration) {
        let due = state.withLock { state in
            state.now += span
            let due = state.actions.filter { $0.value.moment <= state.now }
            for id in due.keys { state.actions[id] = nil }
            return due.values.map(\.action)
        }
        for action in due { action() }
    }
}
