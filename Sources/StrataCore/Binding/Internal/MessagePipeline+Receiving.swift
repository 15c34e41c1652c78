internal import Synchronization

extension MessagePipeline {
    /// Receives a message and passes it up. One consumer at a time, so the order is the channel's.
    func receive(from inner: any InputChannel, under top: StackTop?, until deadline: Deadline) async throws -> Message? {
        guard let top else { return try await receive(from: inner, until: deadline) }
        let message = try await receiveOnPool(from: inner, until: deadline)
        if message != nil { top.countDelivered() }
        return message
    }

    @concurrent
    private func receiveOnPool(from inner: any InputChannel, until deadline: Deadline) async throws -> Message? {
        try await receive(from: inner, until: deadline)
    }

    private func receive(from inner: any InputChannel, until deadline: Deadline) async throws -> Message? {
        guard isEmpty else { return try await receive(from: inner, until: deadline) { $0 } }
        while true {
            do { return try await inner.receive(until: deadline) } catch {
                guard error is MessageCodingError, goesOn(inner) else { throw error }
                reportRefusal(error)
            }
        }
    }

    /// Receives a message that those above are to let in; without a session one that cannot be read or that an element here refuses is
    /// reported, and the next is taken.
    func receive(
        from inner: any InputChannel, until deadline: Deadline, admitting admit: @Sendable (Message) async throws -> Message
    ) async throws -> Message? {
        while true {
            let judgement = Judgement()
            do {
                return try await inner.receive(until: deadline) { message in
                    let passed: Message
                    do {
                        passed = try await inbound(message, Exchange(role: .responder)) { message, _ in message }
                    } catch {
                        judgement.set(.refusedHere)
                        throw (error as? StepFault)?.fault ?? error
                    }
                    judgement.set(.passed)
                    return try await admit(passed)
                }
            } catch {
                guard judgement.isOfThis(error), goesOn(inner) else { throw error }
                reportRefusal(error)
            }
        }
    }

    /// Whether another message may come after one that was refused. In a session it may mean nothing without this one.
    private func goesOn(_ inner: any InputChannel) -> Bool {
        inner.session == nil && inner.state == .opened && !Task.isCancelled
    }
}

/// How far a message has come.
private final class Judgement: Sendable {
    enum Stage { case unread, refusedHere, passed }
    private let stage = Mutex(Stage.unread)

    func set(_ stage: Stage) { self.stage.withLock { $0 = stage } }

    /// Whether an error is this message's, and not the channel's or of those above.
    func isOfThis(_ error: any Error) -> Bool {
        switch stage.withLock({ $0 }) {
        case .unread: error is MessageCodingError
        case .refusedHere: true
        case .passed: false
        }
    }
}
