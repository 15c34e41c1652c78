internal import StrataCore

/// The client of request and reply, with or without a session.
final class InProcessRequestChannel: RequestChannel, LifecycleObject {
    let lifespan = Lifespan("the request channel")
    private let line: Line
    private let codec: FrameCodec
    private let pending = PendingReplies()
    private let sends = CallsUnderWay()

    init(_ line: Line, _ codec: FrameCodec) {
        self.line = line
        self.codec = codec
    }

    /// A handle that was dropped: nobody waits for this end in vain.
    deinit { if lifespan.state != .closed { aborting() } }

    var session: ChannelSession? { line.link?.session }
    var remoteAddress: EndpointAddress { line.address }

    func opening(until deadline: Deadline) async throws { try await line.connect(until: deadline) }

    func closing(until deadline: Deadline) async throws {
        try await sends.allDone(until: deadline)
        line.link?.toService.mailbox.end()
    }

    func aborting() {
        pending.fail { self.lifespan.errorOfPendingCall() }
        line.link?.breakOff("client")
    }

    func request(_ message: Message, until deadline: Deadline) async throws -> Message {
        guard let reply = try await exchange(message, expectsReply: true, until: deadline) else {
            throw CommunicationError(.noReply, "'\(line.address.uri)' has not answered the request")
        }
        return reply
    }

    func send(_ message: Message, until deadline: Deadline) async throws {
        // A fault where nothing was due: the service says why it did not take the message.
        if let fault = try await exchange(message, expectsReply: false, until: deadline)?.fault() { throw FaultError(fault) }
    }

    private func exchange(_ message: Message, expectsReply: Bool, until deadline: Deadline) async throws -> Message? {
        try await sends.run(lifespan) { try await posted(message, expectsReply, until: deadline) }
    }

    private func posted(_ message: Message, _ expectsReply: Bool, until deadline: Deadline) async throws -> Message? {
        // A reply can be quicker than the clock.
        if deadline.hasPassed { throw CommunicationError.deadline("the request", retry: .safe) }
        var message = message
        message.completeAddressing(to: line.address, expectsReply: expectsReply)
        let inbox = try line.outbound()
        let reply = PendingReply(codec, session: line.link == nil ? nil : lifespan)
        pending.add(reply)
        inbox.replies.add(reply)
        defer {
            pending.remove(reply)
            inbox.replies.remove(reply)
        }
        try await inbox.post(
            message, codec, via: line.via, sender: line.local, reply: reply, until: deadline, lifespan, isSession: line.link != nil)
        do {
            return try await reply.value(until: deadline)
        } catch let error as CommunicationError where error.code == .connectionLost && line.link != nil {
            lifespan.fault(error)
            throw lifespan.errorOfPendingCall()
        }
    }
}
