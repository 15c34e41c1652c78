internal import StrataCore
internal import Synchronization

/// A call's turn with its object, as the tasks of the operation know it.
final class ObjectTurn: Sendable {
    /// That of the operation which runs in this task.
    @TaskLocal static var current: ObjectTurn?

    private enum Phase {
        /// Successors: free, ended.
        case held
        /// Nobody of this operation has it, since one of its tasks waits for an answer. Successors: entering, ended.
        case free
        /// All answers are there, and one of the operation's tasks waits for the turn. Successors: held, free, ended.
        case entering
        case ended
    }

    private struct State {
        var phase = Phase.held
        /// Tasks of the operation that wait for answers.
        var waiting = 0
        /// Tasks of the operation that have their answers while another waits for the turn of all.
        var entrants: [Completion<Void>] = []
    }

    private let operation: String
    private let isReentrant: Bool
    private let turns: Turns
    /// Whether a request of that session's peer would need this turn.
    private let isNeeded: @Sendable (DuplexExchange) -> Bool
    private let state = Mutex(State())

    /// A turn that has just begun.
    init(_ operation: String, isReentrant: Bool, _ turns: Turns, isNeeded: @escaping @Sendable (DuplexExchange) -> Bool) {
        self.operation = operation
        self.isReentrant = isReentrant
        self.turns = turns
        self.isNeeded = isNeeded
    }

    /// Calls out of the operation that runs in this task, if one does: `body` waits for an answer.
    ///
    /// A reentrant object is free meanwhile. One that is not stays held; a call to a peer which could call the object back, and would wait for
    /// it for ever, is refused before it is sent.
    static func whileCallingOut<Value>(
        _ called: OperationDescription, over channel: any RequestChannel, _ body: () async throws -> Value
    ) async throws -> Value {
        guard let turn = current else { return try await body() }
        guard turn.isReentrant else {
            try turn.checkDeadlock(called, channel)
            return try await body()
        }
        guard turn.beginWaiting() else { return try await body() }
        let result: Result<Value, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        // An operation that was cancelled goes on in the object too, if only to its end.
        await turn.endWaiting()
        return try result.get()
    }

    /// The operation has returned.
    func end() {
        let isHeld = state.withLock { state in
            defer { state.phase = .ended }
            return state.phase == .held
        }
        if isHeld { turns.leave() }
    }

    private func checkDeadlock(_ called: OperationDescription, _ channel: any RequestChannel) throws {
        let exchange = channel as? DuplexExchange ?? (channel as? ClientExchange)?.exchange
        guard let exchange, isNeeded(exchange), state.withLock({ $0.phase == .held }) else { return }
        throw CommunicationError(
            .invalidOperation,
            "calling '\(called.name)' from operation '\(operation)' could deadlock: the object is held until '\(operation)' returns, and a call "
                + "that the peer makes to it before it answers would wait for that; set concurrency = .reentrant (or .multiple), or make "
                + "'\(called.name)' one-way",
            retry: .safe)
    }

    /// Whether the wait is counted: not behind the end of the operation.
    private func beginWaiting() -> Bool {
        let (isCounted, leaves) = state.withLock { state in
            guard state.phase != .ended else { return (false, false) }
            state.waiting += 1
            guard state.phase == .held else { return (true, false) }
            state.phase = .free
            return (true, true)
        }
        if leaves { turns.leave() }
        return isCounted
    }

    private func endWaiting() async {
        enum Entry {
            case none, first
            case behind(Completion<Void>)
        }
        let entry: Entry = state.withLock { state in
            state.waiting -= 1
            switch state.phase {
            case .free where state.waiting == 0:
                state.phase = .entering
                return .first
            case .entering:
                let entrant = Completion<Void>()
                state.entrants.append(entrant)
                return .behind(entrant)
            default: return .none
            }
        }
        switch entry {
        case .none: return
        case .behind(let entrant): return await Background.start { try? await entrant.value() }.ended()
        case .first: await turns.enterAgain()
        }
        let (keeps, entrants) = state.withLock { state in
            defer { state.entrants = [] }
            guard state.phase == .entering else { return (false, state.entrants) }
            state.phase = state.waiting == 0 ? .held : .free
            return (state.phase == .held, state.entrants)
        }
        if !keeps { turns.leave() }
        for entrant in entrants { entrant.succeed(()) }
    }
}
