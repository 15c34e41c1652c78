internal import StrataCore
internal import Synchronization

/// The calls under way on one channel. Any thread.
final class HTTPCalls: Sendable {
    private struct State {
        var exchanges: [ObjectIdentifier: HTTPExchange] = [:]
        var hasEnded: CommunicationError?
        var drained: [Completion<Void>] = []
    }
    private let state = Mutex(State())

    /// Waits for what comes of an exchange. One whose reply streams is under way until that was read.
    func run(_ exchange: HTTPExchange, until deadline: Deadline) async throws -> HTTPExchange.Outcome {
        let refusal = state.withLock { state in
            if state.hasEnded == nil { state.exchanges[ObjectIdentifier(exchange)] = exchange }
            return state.hasEnded
        }
        if let refusal { throw refusal }
        do {
            let outcome = try await exchange.result(until: deadline)
            if case .streamed = outcome { exchange.whenOver { self.ended(exchange) } } else { ended(exchange) }
            return outcome
        } catch {
            ended(exchange)
            throw error
        }
    }

    private func ended(_ exchange: HTTPExchange) {
        let drained: [Completion<Void>] = state.withLock { state in
            state.exchanges.removeValue(forKey: ObjectIdentifier(exchange))
            guard state.exchanges.isEmpty else { return [] }
            defer { state.drained = [] }
            return state.drained
        }
        for waiter in drained { waiter.succeed(()) }
    }

    /// Waits until no call is under way.
    func drain() async throws {
        let waiter: Completion<Void>? = state.withLock { state in
            guard !state.exchanges.isEmpty else { return nil }
            let waiter = Completion<Void>()
            state.drained.append(waiter)
            return waiter
        }
        try await waiter?.value()
    }

    /// Fails what is under way, and what comes.
    func abort(_ error: CommunicationError) {
        let exchanges = state.withLock { state in
            state.hasEnded = error
            return Array(state.exchanges.values)
        }
        for exchange in exchanges { exchange.abandon(error) }
    }
}
