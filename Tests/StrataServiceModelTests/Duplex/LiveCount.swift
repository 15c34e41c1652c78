import StrataCore
import Synchronization

/// How many objects of one kind live; tells who waits for there to be none.
final class LiveCount: Sendable {
    private let state = Mutex((alive: 0, made: 0, waiting: [Completion<Void>]()))

    var made: Int { state.withLock { $0.made } }

    func began() {
        state.withLock { state in
            state.alive += 1
            state.made += 1
        }
    }

    func ended() {
        let waiting: [Completion<Void>] = state.withLock { state in
            state.alive -= 1
            guard state.alive == 0 else { return [] }
            defer { state.waiting = [] }
            return state.waiting
        }
        for completion in waiting { completion.succeed(()) }
    }

    /// Returns when none lives any more.
    func none() async throws {
        let completion: Completion<Void>? = state.withLock { state in
            guard state.alive > 0 else { return nil }
            let completion = Completion<Void>()
            state.waiting.append(completion)
            return completion
        }
        try await completion?.value()
    }
}
