internal import StrataCore

/// What the hub knows of an open listener.
final class Listening: Sendable {
    let shape: ChannelShape
    /// Where frames arrive, without sessions.
    let inbox: Inbox
    /// Sessions that wait to be accepted.
    let backlog: Mailbox<SessionLink>

    init(_ parts: Parts) {
        shape = parts.shape
        inbox = Inbox(capacity: parts.configuration.mailboxCapacity)
        backlog = Mailbox(capacity: parts.configuration.maxPendingSessions)
    }
}

/// A session: one inbox in each direction.
final class SessionLink: Sendable {
    let session: ChannelSession
    let toService: Inbox
    let toClient: Inbox

    init(id: String, capacity: Int) {
        session = ChannelSession(id: id)
        toService = Inbox(capacity: capacity)
        toClient = Inbox(capacity: capacity)
    }

    /// One end has gone without goodbye: the other's calls fail.
    func breakOff(_ who: String) {
        let error = CommunicationError(.connectionLost, "the \(who) has aborted the session")
        toService.fail(error)
        toClient.fail(error)
    }
}

/// A client channel's way to its service: a session that it opens, or whatever listens at the address with each message.
final class Line: Sendable {
    let hub: InProcessHub
    let shape: ChannelShape
    let address: EndpointAddress
    /// Where it really goes.
    let via: String
    let local: String
    let link: SessionLink?
    let capacity: Int

    init(_ parts: Parts, to address: EndpointAddress, via: String?) {
        hub = parts.hub
        shape = parts.shape
        self.address = address
        self.via = via ?? address.uri
        capacity = parts.configuration.mailboxCapacity
        let number = parts.hub.nextNumber()
        local = "inproc:client-\(number)"
        link = parts.shape.session ? SessionLink(id: "inproc-session-\(number)", capacity: capacity) : nil
    }

    /// Opens the session, if there is one: waits for a place in the listener's backlog.
    func connect(until deadline: Deadline) async throws {
        guard let link else { return }
        do {
            try await hub.listening(at: via, for: shape).backlog.put(link, until: deadline)
        } catch let error as CommunicationError where error.code == .closed || error.code == .aborted {
            throw CommunicationError(.endpointNotFound, "nothing listens at '\(via)' any more", retry: .safe, cause: error)
        }
    }

    func outbound() throws -> Inbox {
        try link?.toService ?? hub.listening(at: via, for: shape).inbox
    }
}
