internal import StrataCore
internal import Synchronization

/// The sends of one channel that wait for a place or encode: a graceful close lets them finish, an abort ends them.
final class SendsUnderWay: Sendable {
    private struct State {
        var count = 0
        var onEmpty: [Completion<Void>] = []
    }

    private let state = Mutex(State())

    /// Runs a send of an open channel. Counted before the state is looked at, so a close that has begun sees it, or it sees the close.
    func run<Value>(_ lifespan: Lifespan, _ send: () async throws -> Value) async throws -> Value {
        state.withLock { $0.count += 1 }
        defer { ended() }
        try lifespan.checkOpen()
        return try await send()
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

    /// Returns when none is under way.
    func allDone(until deadline: Deadline) async throws {
        let empty: Completion<Void>? = state.withLock { state in
            guard state.count > 0 else { return nil }
            let empty = Completion<Void>()
            state.onEmpty.append(empty)
            return empty
        }
        try await empty?.value(until: deadline, "waiting for messages under way")
    }
}
