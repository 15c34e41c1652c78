internal import StrataCore
internal import Synchronization

/// Lets so many tasks in at a time, in the order in which they came.
final class Turns: Sendable {
    private struct State {
        var running = 0
        var refused = 0
        var waiting: [Completion<Void>] = []
        /// The first in `waiting` that still waits.
        var head = 0
    }

    let limit: Int
    let maxWaiting: Int
    private let state = Mutex(State())

    init(limit: Int, maxWaiting: Int = .max) {
        self.limit = limit
        self.maxWaiting = maxWaiting
    }

    /// How many run, wait and were refused.
    var counts: (running: Int, waiting: Int, refused: Int) {
        state.withLock { ($0.running, $0.waiting.count - $0.head, $0.refused) }
    }

    /// Runs `body` when there is room for it. Throws `refusal` when too many wait already, and `CancellationError` when the task is cancelled
    /// while it waits.
    func run<Value>(refusal: @autoclosure () -> any Error, _ body: () async throws -> Value) async throws -> Value {
        try await enter(refusal)
        defer { leave() }
        return try await body()
    }

    /// Waits for a place again, before all others that wait, and whether the task is cancelled or not: what it goes on with has had it.
    func enterAgain() async {
        let waiting: Completion<Void>? = state.withLock { state in
            if state.running < limit {
                state.running += 1
                return nil
            }
            let place = Completion<Void>()
            state.waiting.insert(place, at: state.head)
            return place
        }
        guard let waiting else { return }
        // A task of its own, which nobody cancels.
        await Background.start { try? await waiting.value() }.ended()
    }

    /// Takes a place, which must be left, where there is one.
    func enterIfFree() -> Bool {
        state.withLock { state in
            guard state.running < limit else { return false }
            state.running += 1
            return true
        }
    }

    /// Waits for a place, which must be left. `waiting` is told of one more that waits, and of one fewer.
    func enter(waiting: (Int) -> Void = { _ in }, _ refusal: () -> any Error) async throws {
        enum Entry {
            case inside
            case waiting(Completion<Void>)
            case refused
        }
        let entry: Entry = state.withLock { state in
            if state.running < limit {
                state.running += 1
                return .inside
            }
            guard state.waiting.count - state.head < maxWaiting else {
                state.refused += 1
                return .refused
            }
            let place = Completion<Void>()
            state.waiting.append(place)
            return .waiting(place)
        }
        switch entry {
        case .inside: return
        case .refused: throw refusal()
        case .waiting(let place):
            waiting(1)
            defer { waiting(-1) }
            do { try await place.value() } catch {
                state.withLock { state in
                    if let index = state.waiting[state.head...].firstIndex(where: { $0 === place }) { state.waiting.remove(at: index) }
                }
                throw error
            }
        }
    }

    func leave() {
        // A place that was given up takes no turn: its result is in already.
        while let next = takeNext() { if next.succeed(()) { return } }
    }

    private func takeNext() -> Completion<Void>? {
        state.withLock { state in
            guard state.head < state.waiting.count else {
                state.waiting.removeAll(keepingCapacity: true)
                state.head = 0
                state.running -= 1
                return nil
            }
            let next = state.waiting[state.head]
            state.head += 1
            if state.head > 64, state.head * 2 > state.waiting.count {
                state.waiting.removeFirst(state.head)
                state.head = 0
            }
            return next
        }
    }
}
