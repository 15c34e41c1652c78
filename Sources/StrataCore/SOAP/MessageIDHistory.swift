import Synchronization

/// The identifiers of the last messages: what a node asks to refuse one that it has had already.
///
/// It holds a fixed number, as keyed digests of 16 octets however long they are; the oldest is forgotten first. It is no protection against a replay by an attacker, who can wait:
/// that is what a signed timestamp and a replay cache are for.
public final class MessageIDHistory: Sendable {
    private struct State: Sendable {
        var known: Set<Mark> = []
        var order: [Mark] = []
        var next = 0
    }

    /// Stands for an identifier. The hasher's key is this process's own and random: nobody outside can make two that are equal.
    private struct Mark: Sendable, Hashable {
        let first, second: Int

        init(_ id: String) {
            var hasher = Hasher()
            hasher.combine(id)
            var other = hasher
            other.combine(id)
            first = hasher.finalize()
            second = other.finalize()
        }
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
        let mark = Mark(id)
        return state.withLock { state in
            guard state.known.insert(mark).inserted else { return false }
            if state.order.count < capacity {
                state.order.append(mark)
            } else {
                state.known.remove(state.order[state.next])
                state.order[state.next] = mark
                state.next = (state.next + 1) % capacity
            }
            return true
        }
    }
}
