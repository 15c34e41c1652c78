/// The turns of those who call an object that performs one call after the other.
final class ObjectTurns: Sendable {
    let isReentrant: Bool
    let turns = Turns(limit: 1)
    /// The session that it is the object of; `nil` for the object of all calls.
    private let session: ObjectIdentifier?

    init(isReentrant: Bool, session: ObjectIdentifier?) {
        self.isReentrant = isReentrant
        self.session = session
    }

    /// Whether a request of that session's peer would need a turn.
    func isNeeded(by exchange: DuplexExchange) -> Bool {
        session.map { $0 == ObjectIdentifier(exchange) } ?? (exchange.parts.servant == ObjectIdentifier(self))
    }
}
