internal import StrataCore
internal import StrataInfoset

/// What the exchanges of one endpoint share.
struct ExchangeParts: Sendable {
    var side: ChannelSide
    /// Addresses what is answered here, in place of a dispatcher.
    var processor: SOAPProcessor
    var diagnostics: any Diagnostics
    /// How many requests of the peer may be under way; one more is the session's end, for its sender does not read what it is answered.
    var maxRequests: Int
    /// The actions of the peer's operations that are not answered.
    var oneWayActions: Set<String>
    /// The object that serves every session, where there is one: a call that it waits for could come back to it.
    var servant: ObjectIdentifier?

    /// Whether the sender of a request hears what has become of it.
    func isAnswered(_ request: Message) -> Bool {
        request.headers.messageID != nil && !oneWayActions.contains(request.headers.action ?? "")
    }

    /// Marks a fault as the answer to a request that nobody has acted on. What an operation answers never has it.
    private static let mark = ExpandedName("NotPerformed", namespace: "urn:strata:duplex")

    /// What is answered where the throttle has refused, or this side is closing.
    func refusal(of request: Message) -> Message {
        let fault = Fault.endpointUnavailable(processor.version.addressing)
        var refusal = processor.addressed(processor.faultMessage(for: FaultError(fault)), to: request)
        refusal.headers.add(MessageHeader(Self.mark, ""))
        return refusal
    }

    func isRefusal(_ answer: Message) -> Bool { answer.isFault && answer.headers.first(Self.mark) != nil }

    /// The answer of an operation, which was performed whatever it says.
    func answer(_ reply: Message) -> Message {
        guard reply.headers.first(Self.mark) != nil else { return reply }
        var reply = reply
        reply.headers.removeAll(Self.mark)
        return reply
    }
}
