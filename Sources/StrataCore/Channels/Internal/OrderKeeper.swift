internal import Synchronization

/// Lets passes that may overtake each other come out in the order in which they went in.
final class OrderKeeper: Sendable {
    struct Ticket: Sendable { let number: UInt64 }

    private struct State {
        var issued: UInt64 = 0
        /// All tickets below it have been given back.
        var current: UInt64 = 0
        var returned: Set<UInt64> = []
        var waiting: [UInt64: Completion<Void>] = [:]
    }

    private let state = Mutex(State())

    /// Takes the next number; every ticket must be given back.
    func take() -> Ticket {
        state.withLock { state in
            defer { state.issued += 1 }
            return Ticket(number: state.issued)
        }
    }

    /// Returns when all earlier tickets have been given back. Throws at the deadline or when cancelled.
    func turn(of ticket: Ticket, until deadline: Deadline) async throws {
        let completion: Completion<Void>? = state.withLock { state in
            guard state.current < ticket.number else { return nil }
            let completion = Completion<Void>()
            state.waiting[ticket.number] = completion
            return completion
        }
        try await completion?.value(until: deadline, "waiting for the messages sent before")
    }

    /// The holder is done, or has given up. Giving back twice does nothing.
    func give(back ticket: Ticket) {
        let next: Completion<Void>? = state.withLock { state in
            guard ticket.number >= state.current else { return nil }
            state.returned.insert(ticket.number)
            state.waiting[ticket.number] = nil
            while state.returned.remove(state.current) != nil { state.current += 1 }
            return state.waiting[state.current]
        }
        next?.succeed(())
    }
}
