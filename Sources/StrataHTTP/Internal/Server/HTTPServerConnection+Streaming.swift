internal import StrataCore
internal import StrataFraming
internal import StrataInfoset
internal import StrataNet

extension HTTPServerConnection {
    // MARK: Requests

    /// Hands a request on before its body has come: the body is read from the connection as fast as the handler reads it.
    func beginStreamed(_ head: HTTP1.RequestHead, _ endpoint: HTTPEndpoint) {
        reader.gather = 0
        let pipe = OctetPipe { [weak self] in
            guard let connection = self else { return }
            connection.loop.execute { connection.resumeBody() }
        }
        incoming = pipe
        isAnswering = true
        awaitsLeave = head.expectsContinue
        watch()
        let source = pipe.makeReader("the body of a request")
        let task = Background.startImmediately(on: loop) { [self] in
            var identity: RemoteIdentity?
            if endpoint.requiresCredentials {
                switch await sender(of: head, endpoint) {
                case .known(let known): identity = known
                case .refused(let why, let error, let isStale):
                    return onLoop {
                        guard !self.hasEnded else { return }
                        // Whether the body comes after all, nobody knows: nor where the next request begins.
                        if head.expectsContinue { self.closes = true }
                        self.answerUnauthorized(endpoint, why, error, stale: isStale)
                    }
                }
            }
            await receive(head, endpoint, source, identity)
        }
        if isAnswering, self.task == nil { self.task = task }
    }

    private func receive(
        _ head: HTTP1.RequestHead, _ endpoint: HTTPEndpoint, _ source: any OctetSource, _ identity: RemoteIdentity?
    ) async {
        let settings = endpoint.settings
        let result: Result<Message, any Error>
        do {
            let type = try await loop.run { [self] in
                if head.expectsContinue, !hasEnded { letBodyCome() }
                return contentType(of: head)
            }
            let encoder = try settings.encoders.take()
            defer { settings.encoders.giveBack(encoder) }
            let reader = try encoder.beginDecoding(contentType: type, maxBufferSize: settings.configuration.maxBufferSize)
            var octets = source
            if case .coded(let format) = BodyCoding.named(by: head.fields) {
                octets = InflatingSource(source, format, limits: Inflater.Limits(settings.configuration), of: "a client", isRequest: true)
            }
            result = .success(try await Message.receive(from: octets, by: reader))
        } catch { result = .failure(error) }
        onLoop { self.received(result, head, endpoint, identity) }
    }

    private func received(
        _ result: Result<Message, any Error>, _ head: HTTP1.RequestHead, _ endpoint: HTTPEndpoint, _ identity: RemoteIdentity?
    ) {
        guard !hasEnded else { return isAnswering = false }
        switch result {
        case .success(let message):
            guard let message = complete(message, head, endpoint, identity) else { return answer(status: 400) }
            dispatch(message, endpoint)
        case .failure(let error as MessageCodingError):
            endpoint.settings.report(.notice, "a request could not be decoded", error: error)
            answer(error, endpoint)
        case .failure(let error):
            endpoint.settings.report(.notice, "a request could not be read", error: error)
            answer(refusal: (error as? CommunicationError)?.code == .quotaExceeded ? 413 : 400, endpoint)
        }
    }

    /// The handler has taken what had come.
    private func resumeBody() {
        guard incoming != nil, !hasEnded else { return }
        stream.resumeReading()
        setDeadline(.body)
    }

    /// The streamed body goes no further, and its reader learns why.
    func breakIncoming(_ error: any Error) {
        incoming?.finish(error)
        incoming = nil
    }

    /// The answer was given, and the request goes on coming: what is left is thrown away.
    func discardIncoming() {
        breakIncoming(CommunicationError(.closed, "the request was answered, and the rest of its body is thrown away"))
        isAnswering = false
        discards = true
        do throws(HTTP1.MessageError) { try reader.limitBody(to: bodyCount + Self.discardLimit) } catch { return close() }
        stream.resumeReading()
        watch()
    }

    // MARK: Answers

    /// Answers with a body that is still being made. `settled` is called when the answer has left, or cannot.
    func answerStreamed(_ message: Message, _ body: StreamedBody, _ endpoint: HTTPEndpoint, settled: @escaping @Sendable () -> Void) {
        let settings = endpoint.settings
        var reply = message
        let pump: BodyPump
        let text = ByteWriter(capacity: 1024)
        do {
            var encoder = try settings.encoders.take()
            defer { settings.encoders.giveBack(encoder) }
            let writer = try encoder.beginEncoding(&reply, into: text)
            let pieces = try body.read()
            let isChunked = head?.minorVersion != 0
            if !isChunked { closes = true }
            let compression = compression(encoder.contentCoding, endpoint)
            let hasBody = try writeReplyHead(
                reply, contentType: encoder.contentType(of: reply), coding: encoder.contentCoding ?? compression?.description,
                framing: isChunked ? .chunked : .untilClose)
            guard hasBody else {
                stream.written()
                nextRequest()
                return settled()
            }
            pump = BodyPump(
                stream, writer, pieces, compression: compression, isChunked: isChunked,
                stall: BodyPump.Stall(span: settings.configuration.idleTimeout, setting: "idleTimeout"))
        } catch {
            answer(unwritable: error, endpoint)
            return settled()
        }
        let first = text.take()
        hasBegunAnswer = true
        stream.written()
        let task = Background.startImmediately(on: loop) { [self] in
            var failure: (any Error)?
            do { try await pump.run(first: first) } catch { failure = error }
            let error = failure
            onLoop {
                self.streamedAnswerEnded(pump, error, endpoint)
                settled()
            }
        }
        if hasBegunAnswer { self.task = task }
    }

    private func streamedAnswerEnded(_ pump: BodyPump, _ error: (any Error)?, _ endpoint: HTTPEndpoint) {
        hasBegunAnswer = false
        task = nil
        guard !hasEnded else { return isAnswering = false }
        endpoint.settings.count(.sent(octets: pump.octets))
        guard let error else { return nextRequest() }
        endpoint.settings.report(.error, "a streamed reply broke off: its reader sees the connection end", error: error)
        hasEnded = true
        clock.clear()
        breakIncoming(error)
        stream.reset()
    }
}
