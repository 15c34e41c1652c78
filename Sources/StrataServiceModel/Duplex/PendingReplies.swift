internal import StrataCore
internal import Synchronization

/// The calls of one end of a duplex session that wait for their replies, by the identifier of the request.
final class PendingReplies: Sendable {
    private struct State {
        var waiting: [String: Completion<Message>] = [:]
        /// Why no reply comes any more.
        var end: CommunicationError?
    }

    private let state = Mutex(State())

    /// How many wait.
    var count: Int { state.withLock { $0.waiting.count } }

    /// Waits for the reply to a request that is about to be sent. Throws when none can come any more.
    func expect(_ id: String) throws -> Completion<Message> {
        let reply = Completion<Message>()
        try state.withLock { state in
            if let end = state.end {
                let code = end.code == .noReply ? .closed : end.code
                throw CommunicationError(code, "the request was not sent: \(end.message)", retry: .safe, cause: end.cause)
            }
            guard state.waiting.updateValue(reply, forKey: id) == nil else {
                throw CommunicationError(
                    .invalidOperation, "a request with the same MessageID waits for its reply already; leave it to the channel to make one",
                    retry: .safe)
            }
        }
        return reply
    }

    func forget(_ id: String) { state.withLock { _ = $0.waiting.removeValue(forKey: id) } }

    /// Hands a reply to who waits for it; `false` when nobody does.
    func bring(_ reply: Message, for id: String) -> Bool {
        state.withLock { $0.waiting.removeValue(forKey: id) }?.succeed(reply) ?? false
    }

    /// Nothing comes any more: whoever waits is told why, and that the peer may have done what it was asked. The first reason stays.
    func fail(with error: any Error) {
        let known = error as? CommunicationError
        let reason = CommunicationError(
            known?.code ?? .connectionLost, known?.message ?? "the session has failed", retry: .unsafe, cause: known.map(\.cause) ?? error)
        let waiting = state.withLock { state in
            if state.end == nil { state.end = reason }
            defer { state.waiting = [:] }
            return state.waiting.values
        }
        guard !waiting.isEmpty else { return }
        let lost = CommunicationError(
            reason.code, "the session has ended before the reply came, and the peer may have acted on the request: \(reason.message)",
            retry: .unsafe, cause: reason.cause)
        for reply in waiting { reply.fail(lost) }
    }
}
