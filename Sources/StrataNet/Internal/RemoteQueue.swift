import Synchronization

/// Work from other threads. Only the first one that finds the loop asleep has to wake it.
struct RemoteQueue: ~Copyable {
    // Not private: 6.3.1 emits a broken module in debug builds when another file needs the metadata of a private type inside a Mutex.
    struct State {
        var work: [Work] = []
        var asleep = false
    }

    private let state = Mutex(State())

    /// Any thread. True when the caller has to wake the loop.
    func push(_ w: Work) -> Bool {
        state.withLock { s in
            s.work.append(w)
            defer { s.asleep = false }
            return s.asleep
        }
    }

    /// The loop. With `sleeping`, marks it asleep if there was nothing.
    func take(sleeping: Bool) -> [Work] {
        state.withLock { s in
            s.asleep = sleeping && s.work.isEmpty
            if s.work.isEmpty { return [] }
            defer { s.work = [] }
            return s.work
        }
    }
}
