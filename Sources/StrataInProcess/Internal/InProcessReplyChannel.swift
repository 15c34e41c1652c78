internal import StrataCore
internal import Synchronization

/// The service of request and reply: one channel, or one for each session.
final class InProcessReplyChannel: ReplyChannel, LifecycleObject {
    let lifespan = Lifespan("the reply channel")
    private let codec: FrameCodec
    private let inbox: Inbox
    private let link: SessionLink?
    private let limit: Int
    private let diagnostics: any Diagnostics
    let timeouts: Timeouts
    let time: any TimeSource
    /// How many requests are being answered.
    private let underWay = Atomic(0)
    /// Whether one was answered since somebody asked.
    private let hasAnswered = Atomic(false)
    /// The end of `serve`, once it was called.
    private let served = Mutex<Completion<Void>?>(nil)

    init(_ source: ChannelSource, _ codec: FrameCodec, _ parts: Parts) {
        self.codec = codec
        limit = parts.configuration.maxConcurrentRequests
        (diagnostics, timeouts, time) = (parts.diagnostics, parts.timeouts, parts.time)
        switch source {
        case .link(let link): (inbox, self.link) = (link.toService, link)
        case .inbox(let inbox): (self.inbox, link) = (inbox, nil)
        }
    }

    /// A handle that was dropped: the peer of a session does not wait for this end in vain.
    deinit { if link != nil, lifespan.state != .closed { aborting() } }

    var session: ChannelSession? { link?.session }

    func closing(until deadline: Deadline) async throws {
        inbox.mailbox.end()
        if let served = served.withLock({ $0 }) {
            try await served.value(until: deadline, "requests under way")
        } else {
            inbox.fail(CommunicationError(.serverTooBusy, "the service has closed without handling the request", retry: .safe))
        }
    }

    func aborting() {
        if let link {
            link.breakOff("service")
        } else {
            inbox.fail(CommunicationError(.connectionLost, "the service has aborted its channel"))
        }
    }

    func serve(_ handler: @escaping RequestHandler) async throws {
        try lifespan.checkOpen()
        let end = Completion<Void>()
        let isFirst = served.withLock { served in
            if served != nil { return false }
            served = end
            return true
        }
        guard isFirst else { throw CommunicationError(.invalidOperation, "the reply channel is served already") }
        defer { end.succeed(()) }
        try await withTaskCancellationHandler {
            do {
                try await takeRequests(handler)
            } catch let error as CommunicationError where error.code == .connectionLost {
                lifespan.fault(error)
                try Task.checkCancellation()
                throw lifespan.errorOfPendingCall()
            }
        } onCancel: {
            abort()
        }
    }

    private func takeRequests(_ handler: @escaping RequestHandler) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            var running = 0
            while let delivery = try await next() {
                if running == limit {
                    _ = try await group.next()
                    running -= 1
                }
                running += 1
                // Started here, in the order of arrival; only what suspends goes on elsewhere.
                group.addImmediateTask { await self.answer(delivery, handler) }
            }
            try await group.waitForAll()
        }
    }

    /// The next request; `nil` at the end. A session in which nothing comes and nothing is under way for the receive timeout is given up: its
    /// client may be gone for good. Who was answered meanwhile has as long again for the next request.
    private func next() async throws -> Delivery? {
        guard let link else { return try await inbox.mailbox.take() }
        while true {
            let deadline = Deadline.after(timeouts.receive, on: time)
            do { return try await inbox.mailbox.take(until: deadline) } catch let error as CommunicationError where error.code == .timedOut
            {
                guard deadline.hasPassed, underWay.load(ordering: .sequentiallyConsistent) == 0,
                    !hasAnswered.exchange(false, ordering: .sequentiallyConsistent)
                else { continue }
                let idle = CommunicationError(
                    .timedOut, "no request of the session came for \(timeouts.receive), the receive timeout of the binding")
                lifespan.fault(idle)
                link.breakOff("service")
                throw lifespan.errorOfPendingCall()
            }
        }
    }

    private func answer(_ delivery: Delivery, _ handler: RequestHandler) async {
        underWay.add(1, ordering: .sequentiallyConsistent)
        defer {
            // In this order: whoever finds nothing under way knows of the answer.
            hasAnswered.store(true, ordering: .sequentiallyConsistent)
            underWay.subtract(1, ordering: .sequentiallyConsistent)
        }
        let request: Message
        do { request = try codec.decode(delivery.frame) } catch { return refuse(delivery, error) }
        do {
            guard let reply = try await handler(request) else {
                delivery.reply?.bring(nil)
                return
            }
            try codec.encode(reply, via: delivery.frame.sender, sender: delivery.frame.via) { frame in
                delivery.reply?.bring(frame)
            }
        } catch let error as CommunicationError where error.code == .serverTooBusy && error.retry == .safe {
            delivery.reply?.fail(CommunicationError(.serverTooBusy, "the service is too busy, or shutting down", retry: .safe))
        } catch {
            // What went wrong stays on this side, a reply that cannot be written too.
            delivery.reply?.fail(CommunicationError(.noReply, "the service has failed to answer"))
            report(error, request)
        }
    }

    /// A request that cannot be read. In a session the decoder may have lost track, so that is over, for the client too.
    private func refuse(_ delivery: Delivery, _ error: any Error) {
        delivery.reply?.fail(CommunicationError(.protocolViolation, "the service cannot read the request", cause: error))
        guard let link else { return }
        lifespan.fault(error)
        link.breakOff("service")
    }

    private func report(_ error: any Error, _ request: Message) {
        guard !(error is CancellationError), diagnostics.isEnabled(.warning) else { return }
        diagnostics.record(
            DiagnosticRecord(
                source: "in-process", "a request was not answered",
                fields: [("session", session?.id ?? ""), ("action", String((request.headers.action ?? "").prefix(64)))], error: error),
            at: .warning)
    }
}
