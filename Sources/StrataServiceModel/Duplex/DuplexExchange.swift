internal import StrataCore
internal import Synchronization

/// Requests and replies both ways over one duplex session: either end calls the other, any number of calls at once.
///
/// To a caller it is a request channel, to a dispatcher a reply channel. One loop (`serve`) receives: what answers a call goes to who waits for
/// it (`RelatesTo`), anything else to the handler, in a task of its own. So an operation may wait for its peer while its peer waits for it.
final class DuplexExchange: RequestChannel, ReplyChannel, LifecycleObject {
    let lifespan = Lifespan("the duplex session")
    /// The two directions, each with an end of its own: input lasts until the loop and what it has begun are done, output until this side has
    /// said its end.
    let input = Lifespan("the duplex session")
    let output = Lifespan("the duplex session")
    let channel: any DuplexChannel
    let parts: ExchangeParts
    /// Those who wait for replies.
    let replies = PendingReplies()
    /// The calls of this side, and the requests of the peer that are being performed.
    let calls = CallsUnderWay()
    let requests = CallsUnderWay()
    /// Those that came when this side was closing, which waits for none of them.
    let lateRequests = CallsUnderWay()
    /// Whether something was sent since somebody asked.
    let hasSent = Atomic(false)
    /// Whether this side has begun to close.
    let isClosing = Atomic(false)
    private let ended = Completion<Void>()

    private enum Service {
        /// Successors: promised, begun, never.
        case nobody
        /// Successor: begun.
        case promised
        case begun
        /// It was closed before anybody served it.
        case never
    }
    private let service = Mutex(Service.nobody)

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

    /// Lets what is under way finish, in both directions, then says the end and waits for the peer's. What comes meanwhile is served only
    /// where an operation under way may wait for it; otherwise a busy peer would keep the session open.
    func closing(until deadline: Deadline) async throws {
        isClosing.store(true, ordering: .sequentiallyConsistent)
        let isServed = service.withLock { service in
            if service == .nobody { service = .never }
            return service != .never
        }
        if isServed {
            repeat {
                try await requests.allDone(until: deadline)
                try await calls.allDone(until: deadline)
            } while requests.count + calls.count > 0
            output.end()
            try await channel.closeOutput(until: deadline)
            try await ended.value(until: deadline, "waiting for the peer to end the session")
        }
        output.end()
        if !isServed { input.end() }
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
            if deadline.hasPassed { throw CommunicationError.deadline("the request", retry: .safe) }
            let reply = try replies.expect(id)
            defer { replies.forget(id) }
            hasSent.store(true, ordering: .relaxed)
            try await channel.send(message, until: deadline)
            let answer = try await reply.value(until: deadline, "the request")
            // What a transport would say in its own way (HTTP: 503).
            if parts.isRefusal(answer) {
                throw CommunicationError(.serverTooBusy, "the peer is too busy, or closing: it has not performed the request", retry: .safe)
            }
            return answer
        }
    }

    func send(_ message: Message, until deadline: Deadline) async throws {
        try await calls.run(output) {
            hasSent.store(true, ordering: .relaxed)
            try await channel.send(message, until: deadline)
        }
    }

    /// Somebody is about to serve it: a close waits for that from now on.
    func promiseService() { service.withLock { if $0 == .nobody { $0 = .promised } } }

    func serve(_ handler: @escaping RequestHandler) async throws {
        let before = service.withLock { service in
            defer { if service != .never { service = .begun } }
            return service
        }
        switch before {
        case .nobody, .promised: break
        case .begun: throw CommunicationError(.invalidOperation, "the duplex session is served already")
        case .never: throw lifespan.unusable
        }
        defer { ended.succeed(()) }
        // A close that has begun waits for what is received here.
        try input.checkOpen()
        try await withTaskCancellationHandler {
            do {
                // An abort ends operations too, when nothing is received any more.
                try await lifespan.interruptible { try await self.receiveAll(handler) }
            } catch {
                try Task.checkCancellation()
                throw error
            }
        } onCancel: {
            abort()
        }
        input.end()
    }

    /// The session has failed: every call of it fails, those to come too, and the peer is told that it is over.
    func lose(_ error: any Error) {
        lifespan.fault(error)
        for direction in [input, output] { direction.fault(error) }
        replies.fail(with: error)
        channel.abort()
    }
}
