import Synchronization

/// The identifiers of the last messages: what a node asks to refuse one that it has had already.
///
/// It holds a fixed number; the oldest is forgotten first. It is no protection against a replay by an attacker, who can wait:
/// that is what a signed timestamp and a replay cache are for.
public final class MessageIDHistory: Sendable {
    private struct State: Sendable {
        var known: Set<String> = []
        var order: [String] = []
        var next = 0
    }

    /// How many identifiers are kept.
    public let capacity: Int
    private let state: Mutex<State>

    /// An empty history for at least one identifier.
    public init(capacity: Int = 10_000) {
        self.capacity = max(1, capacity)
        state = Mutex(State())
    }

    /// Remembers the identifier; `false` when it was known already.
    public func insert(_ id: String) -> Bool {
        state.withLock { state in
            guard state.known.insert(id).inserted else { return false }
            if state.order.count < capacity {
                state.order.append(id)
            } else {
                state.known.remove(state.order[state.next])
                state.order[state.next] = id
                state.next = (state.next + 1) % capacity
            }
            return true
        }
    }
}
