internal import StrataCore
internal import Synchronization

/// Lets so many tasks in at a time, in the order in which they came.
final class Turns: Sendable {
    private struct State {
        var running = 0
        var refused = 0
        /// Those that were let in and wait for something else first.
        var parked = 0
        var waiting: [Completion<Void>] = []
        /// The first in `waiting` that still waits.
        var head = 0

        var pending: Int { waiting.count - head + parked }
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
        state.withLock { ($0.running, $0.pending, $0.refused) }
    }

    /// One more has come: takes a place where there is one, and is parked otherwise. Throws `refusal` when too many wait already.
    func arrive(_ refusal: () -> any Error) throws -> Bool {
        let isIn: Bool? = state.withLock { state in
            guard state.pending - (limit - state.running) < maxWaiting else {
                state.refused += 1
                return nil
            }
            guard state.running < limit else {
                state.parked += 1
                return false
            }
            state.running += 1
            return true
        }
        guard let isIn else { throw refusal() }
        return isIn
    }

    /// One more has come, which waits for something else first. Throws `refusal` when too many wait already.
    func arriveParked(_ refusal: () -> any Error) throws {
        let isIn = state.withLock { state in
            guard state.pending < maxWaiting else {
                state.refused += 1
                return false
            }
            state.parked += 1
            return true
        }
        guard isIn else { throw refusal() }
    }

    /// Leaves its place, and counts as one that waits.
    func park() {
        state.withLock { $0.parked += 1 }
        leave()
    }

    /// Who was parked waits for a place, which must be left, or gives up.
    func enterParked() async throws {
        try await wait { $0.parked -= 1 }
    }

    /// Who was parked waits no longer.
    func giveUp() { state.withLock { $0.parked -= 1 } }

    /// Takes a place, which must be left, where there is one.
    func enterIfFree() -> Bool {
        state.withLock { state in
            guard state.running < limit else { return false }
            state.running += 1
            return true
        }
    }

    /// Waits for a place, which must be left. Throws `CancellationError` when the task is cancelled while it waits.
    func enter() async throws { try await wait { _ in } }

    /// Waits for a place again, before all others that wait, and whether the task is cancelled or not: what it goes on with has had it.
    func enterAgain(waiting told: (Int) -> Void = { _ in }) async {
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
        told(1)
        // A task of its own, which nobody cancels.
        await Background.start { try? await waiting.value() }.ended()
        told(-1)
    }

    /// Waits for a place. `changing` happens under the same lock.
    private func wait(_ changing: (inout State) -> Void) async throws {
        let waiting: Completion<Void>? = state.withLock { state in
            changing(&state)
            if state.running < limit {
                state.running += 1
                return nil
            }
            let place = Completion<Void>()
            state.waiting.append(place)
            return place
        }
        guard let waiting else { return }
        do { try await waiting.value() } catch {
            state.withLock { state in
                if let index = state.waiting[state.head...].firstIndex(where: { $0 === waiting }) { state.waiting.remove(at: index) }
            }
            throw error
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
