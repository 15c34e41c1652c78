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
        /// All answers are there, and the turn is waited for. Successors: held, free, ended.
        case entering
        case ended
    }

    private struct State {
        var phase = Phase.held
        /// Tasks of the operation that wait for answers.
        var waiting = 0
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
        do { try await turn.endWaiting() } catch {
            // Why the call failed says more than that its turn did not come again.
            _ = try result.get()
            throw error
        }
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

    private func endWaiting() async throws {
        let enters = state.withLock { state in
            state.waiting -= 1
            guard state.waiting == 0, state.phase == .free else { return false }
            state.phase = .entering
            return true
        }
        guard enters else { return }
        do { try await turns.enter(first: true) { CancellationError() } } catch {
            state.withLock { if $0.phase == .entering { $0.phase = .free } }
            throw error
        }
        let keeps = state.withLock { state in
            guard state.phase == .entering else { return false }
            state.phase = state.waiting == 0 ? .held : .free
            return state.phase == .held
        }
        if !keeps { turns.leave() }
    }
}
