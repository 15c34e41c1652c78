internal import StrataCore

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

    /// What is answered where the throttle has refused.
    var busy: Fault { .endpointUnavailable(processor.version.addressing) }

    func isBusy(_ fault: Fault) -> Bool { busy.code.subcodes.first.map(fault.code.contains) ?? false }
}
