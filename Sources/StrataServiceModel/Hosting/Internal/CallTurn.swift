internal import StrataCore
internal import Synchronization

/// What one call has of its service: its turn with its object, and a place among the calls that run at a time.
///
/// The turn comes first, and nobody who has a place waits for a turn, so those who have a place get on. Who waits for the peer of a session
/// has no place: the peer may have to ask something before it answers.
final class CallTurn: Sendable {
    /// That of the operation which runs in this task.
    @TaskLocal static var current: CallTurn?

    enum Place {
        /// Counted among those that wait.
        case awaited
        case held
        case none
    }

    struct State {
        var place: Place
        /// Of an object that is the call's alone and is counted apart: awaited before the other.
        var instance: Place
        /// Of which object it has, or had, the turn; `nil` where calls run at the same time.
        var object: ObjectTurns?
        var hasTurn = false
        var operation = ""
        var hasEnded = false
        /// Tasks of the operation that wait for answers.
        var waiting = 0
        /// All answers are there, and one of the operation's tasks waits for what it had.
        var isEntering = false
        /// Tasks of the operation that have their answers while another waits for what all had.
        var entrants: [Completion<Void>] = []

        mutating func leave(turn: Bool, place leavesPlace: Bool) -> (turns: Turns?, place: Place) {
            defer {
                if turn { hasTurn = false }
                if leavesPlace { place = .none }
            }
            return (turn && hasTurn ? object?.turns : nil, leavesPlace ? place : .none)
        }
    }

    let throttle: Throttle
    let counter: UsageCounter
    let state: Mutex<State>

    /// A call that has just come. Throws when too many wait.
    ///
    /// - Parameter needsInstance: whether it runs in an object of its own that has to be counted.
    init(_ throttle: Throttle, _ counter: UsageCounter, needsInstance: Bool = false) throws {
        self.throttle = throttle
        self.counter = counter
        let hasInstance = needsInstance && throttle.takeInstanceIfFree(counter)
        do {
            let hasPlace = try throttle.admit(counter, waits: needsInstance && !hasInstance)
            let instance: Place = hasInstance ? .held : needsInstance ? .awaited : .none
            state = Mutex(State(place: hasPlace ? .held : .awaited, instance: instance))
        } catch {
            if hasInstance { throttle.leaveInstance(counter) }
            throw error
        }
    }

    /// Waits for a place, unless it has one.
    func takePlace() async throws {
        let (waits, needsInstance) = state.withLock { state in
            guard state.place == .awaited else { return (false, false) }
            state.place = .none
            return (true, state.instance == .awaited)
        }
        guard waits else { return }
        if needsInstance {
            do { try await throttle.takeInstance(counter) } catch {
                throttle.giveUp(counter)
                throw error
            }
            state.withLock { $0.instance = .held }
        }
        try await throttle.takePlace(counter)
        state.withLock { $0.place = .held }
    }

    /// Waits for the turn with the object, in the order in which this is called, and then for a place.
    func begin(_ operation: String, with object: ObjectTurns) async throws {
        if !object.turns.enterIfFree() {
            let parks = state.withLock { state in
                defer { state.place = .awaited }
                return state.place == .held
            }
            if parks { throttle.park(counter) }
            try await object.turns.enter()
        }
        state.withLock { state in
            (state.object, state.operation) = (object, operation)
            state.hasTurn = true
        }
        try await takePlace()
    }

    /// The operation has returned: its object is free for the next.
    func endTurn() {
        release(
            state.withLock { state in
                state.hasEnded = true
                return state.leave(turn: true, place: false)
            })
    }

    /// The call is done.
    func end() {
        let (left, hadInstance) = state.withLock { state in
            state.hasEnded = true
            defer { state.instance = .none }
            return (state.leave(turn: true, place: true), state.instance == .held)
        }
        release(left)
        if hadInstance { throttle.leaveInstance(counter) }
    }

    func release(_ left: (turns: Turns?, place: Place)) {
        left.turns?.leave()
        switch left.place {
        case .awaited: throttle.giveUp(counter)
        case .held: throttle.leavePlace(counter)
        case .none: break
        }
    }
}
