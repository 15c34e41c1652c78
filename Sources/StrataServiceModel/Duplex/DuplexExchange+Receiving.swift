internal import StrataCore
internal import Synchronization

extension DuplexExchange {
    /// Receives until the peer has ended the session and what it has asked for is done. Never waits for an operation before that.
    func receiveAll(_ handler: @escaping RequestHandler) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            while let message = try await next() {
                if let id = message.headers.relatesTo {
                    if !replies.bring(message, for: id) { report("a reply to no call under way was dropped", about: id) }
                } else if message.isFault {
                    // Answering it would go on for ever.
                    report("a fault that answers nothing was dropped", about: message.headers.action ?? "")
                } else {
                    try checkRoom()
                    // Started here, in the order of arrival; only what suspends goes on elsewhere.
                    group.addImmediateTask { await self.answer(message, handler) }
                }
            }
            replies.fail(
                with: CommunicationError(.noReply, "the peer has ended the session"))
        }
    }

    /// The next message; `nil` at the end of the session. A service gives up a peer from which nothing comes, and to which nothing goes, for the
    /// receive timeout: it may be gone for good.
    private func next() async throws -> Message? {
        while true {
            let deadline = parts.side == .service ? Deadline.after(timeouts.receive, on: time) : .never
            do { return try await channel.receive(until: deadline) } catch {
                // Whoever cancels it has ended the session already.
                if error is CancellationError { throw error }
                if (error as? CommunicationError)?.code == .timedOut, deadline.hasPassed {
                    if requests.count + calls.count > 0 || hasSent.exchange(false, ordering: .relaxed) { continue }
                    let idle = CommunicationError(
                        .timedOut, "no message of the session came or went for \(timeouts.receive), the receive timeout of the binding")
                    lose(idle)
                    throw idle
                }
                lose(error)
                throw error
            }
        }
    }

    private func checkRoom() throws {
        guard requests.count + lateRequests.count >= parts.maxRequests else { return }
        let error = CommunicationError(
            .quotaExceeded,
            "the peer does not read its replies: \(parts.maxRequests) requests of one session are under way, which is what the throttle allows "
                + "(maxConcurrentCalls, maxPendingCalls) and as many refusals as it may leave unread")
        lose(error)
        throw error
    }

    private func answer(_ request: Message, _ handler: RequestHandler) async {
        do {
            let isInTime = try await requests.run(input) {
                // Asked when it is counted: a close that has begun sees the request, or the request sees the close.
                if isClosing.load(ordering: .sequentiallyConsistent), calls.count == 0 { return false }
                try await perform(request, handler)
                return true
            }
            if !isInTime { try await lateRequests.run(input) { try await performLate(request, handler) } }
        } catch is CancellationError {
        } catch {
            report("a reply was not sent", about: request.headers.action ?? "", error)
        }
    }

    private func perform(_ request: Message, _ handler: RequestHandler) async throws {
        guard let reply = await reply(to: request, handler) else { return }
        guard request.headers.messageID != nil else {
            return report("an answer that nobody can expect was dropped", about: request.headers.action ?? "", try? reply.fault())
        }
        do { try await put(reply) } catch let error as MessageCodingError {
            report("a reply could not be written", about: request.headers.action ?? "", error)
            // What the operation returned cannot be written; who waits for it is told that much.
            try await put(parts.processor.addressed(parts.processor.faultMessage(for: FaultError(.internalError)), to: request))
        }
    }

    /// What comes when this side is closing: a message that is not answered is performed and not waited for, another one is refused.
    private func performLate(_ request: Message, _ handler: RequestHandler) async throws {
        guard parts.isAnswered(request) else {
            _ = await reply(to: request, handler)
            return
        }
        // The end of this side says the same.
        do { try await put(parts.refusal(of: request)) } catch  where output.state != .opened {}
    }

    private func put(_ reply: Message) async throws {
        defer { reply.body.stream?.giveUp() }
        hasSent.store(true, ordering: .relaxed)
        let deadline = Deadline.after(timeouts.send, on: time)
        guard Task.isCancelled, input.state == .opened else { return try await channel.send(reply, until: deadline) }
        // An operation that has cancelled itself is answered as any other.
        let result = ResultBox<Result<Void, any Error>>()
        let channel = channel
        await Background.start {
            do { result.value = .success(try await channel.send(reply, until: deadline)) } catch { result.value = .failure(error) }
        }.ended()
        try result.value?.get()
    }

    /// What the handler answers, or the fault of what it threw.
    private func reply(to request: Message, _ handler: RequestHandler) async -> Message? {
        do { return try await handler(request).map(parts.answer) } catch {
            if error is CancellationError { return nil }
            guard let known = error as? CommunicationError, known.code == .serverTooBusy else {
                return parts.processor.addressed(parts.processor.faultMessage(for: error), to: request)
            }
            guard parts.isAnswered(request) else {
                refuseForGood(request, known)
                return nil
            }
            return parts.refusal(of: request)
        }
    }

    /// Nobody is told that a one-way message was refused: the session would go on with a hole in its middle.
    private func refuseForGood(_ request: Message, _ reason: CommunicationError) {
        let error = CommunicationError(
            .quotaExceeded,
            "a one-way message of the session could not be taken, and the session goes on with all messages or not at all: \(reason.message)"
        )
        report("a one-way message was refused, and the session is over", about: request.headers.action ?? "", error)
        lose(error)
    }

    private func report(_ what: String, about value: String, _ error: (any Error)? = nil) {
        guard parts.diagnostics.isEnabled(.warning) else { return }
        parts.diagnostics.record(
            DiagnosticRecord(
                source: "duplex", what, fields: [("session", session?.id ?? ""), ("about", String(value.prefix(64)))], error: error),
            at: .warning)
    }

    private func report(_ what: String, about value: String, _ fault: Fault??) {
        report(what, about: value, fault.flatMap { $0 }.map { FaultError($0) })
    }
}
