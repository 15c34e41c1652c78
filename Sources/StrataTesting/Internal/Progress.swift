internal import StrataCore
internal import Synchronization

/// How far somebody has got who may be held back.
final class Progress: Sendable {
    private struct State {
        var count = 0
        var isStopped = false
        var isFinished = false
        var watcher: Completion<Void>?
    }

    private let state = Mutex(State())

    var count: Int { state.withLock { $0.count } }
    /// Whether everything was done without being held back.
    var isFinished: Bool { state.withLock { $0.isFinished } }
    /// Whether no more is to be begun.
    var isStopped: Bool { state.withLock { $0.isStopped } }

    func stop() { state.withLock { $0.isStopped = true } }

    func step() { change { $0.count += 1 } }
    func finish() { change { $0.isFinished = true } }

    private func change(_ body: (inout State) -> Void) {
        let watcher: Completion<Void>? = state.withLock { state in
            body(&state)
            defer { state.watcher = nil }
            return state.watcher
        }
        watcher?.succeed(())
    }

    /// Returns when nothing has been done for that long, or everything is done.
    func standstill(for stillness: Duration) async throws {
        while true {
            let next = Completion<Void>()
            let isFinished = state.withLock { state in
                state.watcher = next
                return state.isFinished
            }
            if isFinished { return }
            do {
                try await next.value(until: .after(stillness, on: SystemTime.shared))
            } catch let error as CommunicationError where error.code == .timedOut {
                return
            }
        }
    }
}
