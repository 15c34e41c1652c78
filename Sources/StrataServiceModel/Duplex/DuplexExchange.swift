internal import StrataCore
internal import Synchronization

/// Requests and replies both ways over one duplex session: either end calls the other, any number of calls at once.
///
/// To a caller it is a request channel, to a dispatcher a reply channel. One loop (`serve`) receives: what answers a call goes to who waits for
/// it (`RelatesTo`), anything else to the handler, in a task of its own. So an operation may wait for its peer while its peer waits for it.
final class DuplexExchange: RequestChannel, ReplyChannel, LifecycleObject {
    let lifespan = Lifespan("the duplex session")
    /// The two directions, each with an end of its own: input until the loop has ended, output until this side has said its end.
    let input = Lifespan("the duplex session")
    let output = Lifespan("the duplex session")
    let channel: any DuplexChannel
    let parts: ExchangeParts
    /// Those who wait for replies.
    let replies = PendingReplies()
    /// The calls of this side, and the requests of the peer that are being performed.
    let calls = CallsUnderWay()
    let requests = CallsUnderWay()
    /// Whether something was sent since somebody asked.
    let hasSent = Atomic(false)
    private let isServed = Atomic(false)
    private let ended = Completion<Void>()

    init(_ channel: any DuplexChannel, _ parts: ExchangeParts) {
        self.channel = channel
        self.parts = parts
    }

    var session: ChannelSession? { channel.session }
    var remoteAddress: EndpointAddress { channel.remoteAddress }
    var timeouts: Timeouts { channel.timeouts }
    var time: any TimeSource { channel.time }

    func opening(until deadline: Deadline) async throws {
        if channel.state == .created { try await channel.open(until: deadline) }
        for direction in [input, output] {
            try direction.update { life throws(CommunicationError) in try life.beginOpen() }
            try direction.update { life throws(CommunicationError) in try life.finishOpen() }
        }
    }

    /// Lets what is under way finish, in both directions, then says the end and waits for the peer's. What comes meanwhile is still served:
    /// an operation under way may wait for it.
    func closing(until deadline: Deadline) async throws {
        if isServed.load(ordering: .sequentiallyConsistent) {
            repeat {
                try await requests.allDone(until: deadline)
                try await calls.allDone(until: deadline)
            } while requests.count + calls.count > 0
            output.end()
            try await channel.closeOutput(until: deadline)
            try await ended.value(until: deadline, "waiting for the peer to end the session")
        }
        output.end()
        try await channel.close(until: deadline)
    }

    func aborting() {
        for direction in [input, output] { direction.abort() }
        channel.abort()
        replies.fail(with: lifespan.unusable)
    }

    func request(_ message: Message, until deadline: Deadline) async throws -> Message {
        try await calls.run(output) {
            var message = message
            message.completeAddressing(to: remoteAddress, expectsReply: true)
            guard let id = message.headers.messageID else {
                throw CommunicationError(
                    .invalidOperation, "\(message.version) has no addressing, and a reply of a duplex session is known by it only",
                    retry: .safe)
            }
            if deadline.hasPassed { throw CommunicationError.deadline("the request") }
            let reply = try replies.expect(id)
            defer { replies.forget(id) }
            hasSent.store(true, ordering: .relaxed)
            try await channel.send(message, until: deadline)
            return try await reply.value(until: deadline, "the request")
        }
    }

    func send(_ message: Message, until deadline: Deadline) async throws {
        try await calls.run(output) {
            hasSent.store(true, ordering: .relaxed)
            try await channel.send(message, until: deadline)
        }
    }

    func serve(_ handler: @escaping RequestHandler) async throws {
        guard !isServed.exchange(true, ordering: .sequentiallyConsistent) else {
            throw CommunicationError(.invalidOperation, "the duplex session is served already")
        }
        defer { ended.succeed(()) }
        try lifespan.checkOpen()
        try await withTaskCancellationHandler {
            do { try await receiveAll(handler) } catch {
                try Task.checkCancellation()
                throw error
            }
        } onCancel: {
            abort()
        }
    }

    /// The session has failed: every call of it fails, those to come too.
    func lose(_ error: any Error) {
        lifespan.fault(error)
        for direction in [input, output] { direction.fault(error) }
        replies.fail(with: error)
    }
}

/// What the exchanges of one endpoint share.
struct ExchangeParts: Sendable {
    var side: ChannelSide
    /// Addresses what is answered here, in place of a dispatcher.
    var processor: SOAPProcessor
    var diagnostics: any Diagnostics
    /// How many requests of the peer may be under way; one more is the session's end, for its sender does not read what it is answered.
    var maxRequests: Int
    /// The object that serves every session, where there is one: a call that it waits for could come back to it.
    var servant: ObjectIdentifier?
}

extension Lifespan {
    /// Ends in good order.
    fileprivate func end() {
        let action = try? update { life throws(CommunicationError) in life.beginClose() }
        guard action == .close else { return }
        _ = try? update { life throws(CommunicationError) in life.finishClose() }
    }

    fileprivate func abort() {
        guard (try? update { life throws(CommunicationError) in life.beginAbort() }) == true else { return }
        try? update { life throws(CommunicationError) in life.finishAbort() }
    }
}
