internal import StrataCore
internal import Synchronization

extension CallTurn {
    /// Calls out of the operation that runs in this task, if one does: `body` waits for an answer.
    ///
    /// A reentrant object is free meanwhile. One that is not stays held; a call to a peer which could call the object back, and would wait for
    /// it for ever, is refused before it is sent. While the peer of a session is asked the call does not count against the throttle.
    static func whileCallingOut<Value>(
        _ called: OperationDescription, over channel: any RequestChannel, _ body: () async throws -> Value
    ) async throws -> Value {
        guard let call = current else { return try await body() }
        let exchange = channel as? DuplexExchange ?? (channel as? ClientExchange)?.exchange
        guard try call.beginWaiting(called, for: exchange) else { return try await body() }
        let result: Result<Value, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        // An operation that was cancelled goes on in the object too, if only to its end.
        await call.endWaiting()
        return try result.get()
    }

    /// Before a call to that peer, which may ask something before it answers: gives back what others need meanwhile. A turn that is kept, and
    /// would be needed for that, is an error.
    ///
    /// - Returns: whether `endWaiting` has to follow.
    private func beginWaiting(_ called: OperationDescription, for exchange: DuplexExchange?) throws -> Bool {
        let left: (turns: Turns?, place: Place)? = try state.withLock { state in
            // Not behind the end of the operation.
            guard !state.hasEnded else { return nil }
            let keepsTurn = state.object.map { !$0.isReentrant } ?? true
            if keepsTurn, state.hasTurn, let exchange, state.object?.isNeeded(by: exchange) == true {
                throw Self.deadlock(state.operation, called)
            }
            guard !keepsTurn || exchange != nil else { return nil }
            state.waiting += 1
            return state.leave(turn: !keepsTurn, place: exchange != nil)
        }
        guard let left else { return false }
        release(left)
        return true
    }

    /// The answer is there: waits for what was given back, whether the task is cancelled or not, when all tasks of the operation have theirs.
    private func endWaiting() async {
        enum Entry {
            case none
            case first(ObjectTurns?, hasPlace: Bool)
            case behind(Completion<Void>)
        }
        let entry: Entry = state.withLock { state in
            state.waiting -= 1
            if state.isEntering {
                let entrant = Completion<Void>()
                state.entrants.append(entrant)
                return .behind(entrant)
            }
            guard state.waiting == 0, !state.hasEnded else { return .none }
            let turnless = state.hasTurn ? nil : state.object
            guard turnless != nil || state.place == .none else { return .none }
            state.isEntering = true
            // In the hands of this task until it has the rest.
            let hasPlace = state.place == .held
            state.place = .none
            return .first(turnless, hasPlace: hasPlace)
        }
        switch entry {
        case .none: return
        case .behind(let entrant): await Background.start { try? await entrant.value() }.ended()
        case .first(let object, let hasPlace): await enterAgain(object, hasPlace)
        }
    }

    private func enterAgain(_ object: ObjectTurns?, _ hasPlace: Bool) async {
        var needsPlace = !hasPlace
        if let object, !object.turns.enterIfFree() {
            if hasPlace { throttle.leavePlace(counter) }
            needsPlace = true
            await object.turns.enterAgain()
        }
        if needsPlace { await throttle.takePlaceAgain(counter) }
        let (left, entrants): ((turns: Turns?, place: Place), [Completion<Void>]) = state.withLock { state in
            state.isEntering = false
            if object != nil { state.hasTurn = true }
            state.place = .held
            defer { state.entrants = [] }
            guard state.hasEnded || state.waiting > 0 else { return ((nil, .none), state.entrants) }
            return (state.leave(turn: object != nil, place: true), state.entrants)
        }
        release(left)
        for entrant in entrants { entrant.succeed(()) }
    }

    private static func deadlock(_ operation: String, _ called: OperationDescription) -> CommunicationError {
        CommunicationError(
            .invalidOperation,
            "calling '\(called.name)' from operation '\(operation)' could deadlock: the object is held until '\(operation)' returns, and a call "
                + "that the peer makes to it before it answers would wait for that; set concurrency = .reentrant (or .multiple), or make "
                + "'\(called.name)' one-way",
            retry: .safe)
    }
}
