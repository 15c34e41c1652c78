internal import StrataCore
internal import StrataFraming
internal import StrataInfoset
internal import StrataNet
internal import StrataTLS
internal import Synchronization

/// One request and its answer on a client. The caller waits in `result`; the rest happens on the connection's loop.
///
/// `stream` and what follows it are confined to that loop, and the rest is immutable or locked; that is why it is `@unchecked Sendable`.
final class HTTPExchange: ByteStreamHandler, @unchecked Sendable {
    /// What came of it.
    enum Outcome: Sendable {
        case message(Message)
        /// An answer without a message: one-way.
        case none
        case status(HTTPStatusError)
    }

    private let settings: HTTPClientSettings
    private let pool: ConnectionPool<HTTPClient.Key>
    private let line: HTTPLine
    private let expectsReply: Bool
    /// How far it has come, for the error at the deadline.
    private enum Phase {
        /// For one of the pool's connections.
        case waiting
        case connecting
        /// The request was written.
        case asked
        /// The reply has begun.
        case answered
    }

    private let completion = Completion<Outcome>()
    private let phase = Mutex(Phase.waiting)
    private let ticket = Mutex<IOTicket?>(nil)
    /// On which loop the stream is; set once, for whoever leaves early.
    private let place = Mutex<EventLoop?>(nil)

    private var request: (head: Bytes, body: Bytes)?
    private var stream: ByteStream?
    private var reader: HTTP1.ResponseReader
    private var head: HTTP1.ResponseHead?
    private var body: ByteWriter?
    private var isOver = false
    /// The connection has carried another exchange before.
    private var isReused = false
    /// An octet has come.
    private var hasHeard = false
    private let lostEarly = Atomic(false)
    /// A connection that was kept from an earlier call has ended before an octet of the answer.
    var wasLostEarly: Bool { lostEarly.load(ordering: .acquiring) }

    init(
        _ settings: HTTPClientSettings, _ pool: ConnectionPool<HTTPClient.Key>, _ line: HTTPLine, head: Bytes, body: Bytes,
        expectsReply: Bool
    ) {
        self.settings = settings
        self.pool = pool
        self.line = line
        self.expectsReply = expectsReply
        request = (head, body)
        reader = HTTP1.ResponseReader(
            limits: HTTP1.Limits(settings.configuration.limits, body: settings.configuration.maxReceivedMessageSize))
        reader.gather = .max
    }

    // MARK: The caller's side

    /// Sends the request and waits for what comes of it.
    func result(until deadline: Deadline) async throws -> Outcome {
        let ticket = pool.acquire(line.key, deadline: deadline, dial: dial) { [self] result in
            switch result {
            case .success(let stream): self.begin(stream)
            case .failure(let error): self.completion.fail(HTTPErrors.connection(error, self.line, sent: false))
            }
        }
        self.ticket.withLock { $0 = ticket }
        do {
            return try await completion.value(until: deadline, "the reply of \(self.line.via.text)")
        } catch {
            leave()
            if let error = error as? CommunicationError, error.code == .timedOut { throw late(error) }
            throw error
        }
    }

    /// What had not happened by the deadline, and which setting it comes from.
    private func late(_ error: CommunicationError) -> CommunicationError {
        let peer = line.via.authority
        let most = settings.configuration.maxOutboundConnectionsPerEndpoint
        let (what, retry): (String, CommunicationError.Retry) =
            switch phase.withLock({ $0 }) {
            case .waiting:
                ("no connection to \(peer) was free: all that maxOutboundConnectionsPerEndpoint (\(most)) allows were in use", .safe)
            case .connecting:
                (
                    "there was no connection to \(peer)\(line.proxy.map { " through the proxy \($0.address.text)" } ?? "")\(settings.tls == nil ? "" : ", TLS included,")",
                    .safe
                )
            case .asked: ("\(peer) had not begun to answer", .unsafe)
            case .answered: ("the answer of \(peer) was not whole", .unsafe)
            }
        return CommunicationError(
            .timedOut,
            "\(what) by the deadline of the call; the binding's timeouts.send (\(settings.timeouts.send)) sets it where the call does not",
            retry: retry, cause: error.cause)
    }

    /// Any thread. The caller is told `error`.
    func abandon(_ error: CommunicationError) {
        if completion.fail(error) { leave() }
    }

    private func leave() {
        ticket.withLock { $0 }?.cancel()
        place.withLock { $0 }?.execute { self.breakOff() }
    }

    private var dial: ConnectionPool<HTTPClient.Key>.Dial {
        { [settings, line, weak self] deadline, done in
            self?.phase.withLock { $0 = .connecting }
            do throws(IOError) {
                let loop = try EventLoopGroup.shared.next()
                if let tls = settings.tls, let route = line.proxy {
                    let limits = HTTP1.Limits(settings.configuration.limits, body: .max)
                    return ProxyTunnel.open(route, line.via, tls, limits, on: loop, until: deadline, next: NoHandler(), done)
                }
                return loop.connect(host: line.hop.host, port: line.hop.port, options: ConnectOptions(deadline: deadline)) {
                    stream throws(IOError) in
                    stream.handler = NoHandler()
                    guard let tls = settings.tls else { return }
                    let transform: any StreamTransform
                    do throws(StreamTransformError) {
                        transform = try tls.makeTransform(host: line.via.host, endpoint: line.key.description)
                    } catch {
                        throw IOError(
                            .transformFailed, "begin TLS with", address: line.key.description, reason: error.message, cause: error)
                    }
                    try stream.start(transform: transform)
                } done: {
                    done($0)
                }
            } catch {
                done(.failure(error))
                return IOTicket()
            }
        }
    }

    /// Until the first request.
    private final class NoHandler: ByteStreamHandler {
        func read(_ stream: ByteStream, _ bytes: UnsafeRawBufferPointer) throws(IOError) -> Taken {
            throw IOError.protocolViolation("octets that no request asked for")
        }
        func inputClosed(_ stream: ByteStream) { stream.shut() }
        func closed(_ stream: ByteStream, _ error: IOError?) {}
    }

    // MARK: On the loop

    private func begin(_ stream: ByteStream) {
        // First the place, then the look: whoever leaves after the look finds the place.
        place.withLock { $0 = stream.loop }
        guard !completion.isDone, let request else {
            isOver = true
            return pool.release(stream)
        }
        self.stream = stream
        self.request = nil
        isReused = !(stream.handler is NoHandler)
        phase.withLock { $0 = .asked }
        do throws(HTTP1.MessageError) { try reader.begin(method: "POST") } catch {
            return finish(.failure(HTTPErrors.reply(error, line.via)))
        }
        stream.handler = self
        stream.writeBuffer.append(request.head)
        stream.writeBuffer.append(request.body)
        settings.count(.sent(octets: request.body.count))
        stream.written()
    }

    private func breakOff() {
        guard !isOver else { return }
        isOver = true
        stream?.shut()
        stream = nil
    }

    func read(_ stream: ByteStream, _ bytes: UnsafeRawBufferPointer) throws(IOError) -> Taken {
        guard !isOver else { throw IOError.protocolViolation("octets that no request asked for") }
        if !bytes.isEmpty { hasHeard = true }
        var at = 0
        var whole: UnsafeRawBufferPointer?
        while true {
            let step: HTTP1.Progress<HTTP1.ResponsePart>
            do throws(HTTP1.MessageError) {
                step = try reader.next(UnsafeRawBufferPointer(rebasing: bytes[at...]))
            } catch {
                finish(.failure(HTTPErrors.reply(error, line.via)))
                return Taken(consumed: bytes.count)
            }
            at += step.consumed
            guard let part = step.part else { return Taken(consumed: at, need: step.need) }
            switch part {
            case .interim, .trailers: break
            case .head(let head):
                self.head = head
                if let cookies = settings.cookies, head.status != 407, head.fields.contains("Set-Cookie") {
                    cookies.take(head.fields.values("Set-Cookie"), from: line.via)
                }
                phase.withLock { $0 = .answered }
            case .body(let piece):
                if body == nil, case .length = head?.framing {
                    whole = piece
                } else {
                    let held = body ?? stream.loop.takeBuffer()
                    body = held
                    held.append(piece)
                }
            case .end:
                complete(whole ?? body?.bytes ?? UnsafeRawBufferPointer(start: nil, count: 0), isClean: at == bytes.count)
                return Taken(consumed: bytes.count)
            }
        }
    }

    func inputClosed(_ stream: ByteStream) {
        guard !isOver else { return stream.shut() }
        let began = reader.hasBegun
        do throws(HTTP1.MessageError) {
            if try reader.inputEnded() {
                complete(body?.bytes ?? UnsafeRawBufferPointer(start: nil, count: 0), isClean: false)
                return
            }
            finish(.failure(lost(nil)))
        } catch {
            finish(.failure(error.code == .truncated && !began ? lost(nil) : HTTPErrors.reply(error, line.via)))
        }
    }

    func closed(_ stream: ByteStream, _ error: IOError?) {
        self.stream = nil
        guard !isOver else { return }
        isOver = true
        let began = reader.hasBegun
        completion.fail(
            error.map { !began && $0.code == .reset ? lost($0) : HTTPErrors.connection($0, line, sent: true) } ?? lost(nil))
    }

    /// The connection ended before the reply. Nobody can say whether the peer has acted (RFC 9110, 9.2.2): the error says so.
    private func lost(_ error: IOError?) -> CommunicationError {
        if isReused, !hasHeard { lostEarly.store(true, ordering: .releasing) }
        let peer = line.via.authority
        let text =
            isReused
            ? "\(peer) ended a connection that was kept from an earlier call, without a reply: it may keep connections for a shorter time "
                + "than connectionIdleTimeout (\(settings.configuration.connectionIdleTimeout))"
            : "\(peer) ended the connection without a reply"
        return CommunicationError(.connectionLost, text, retry: .unsafe, cause: error)
    }

    /// The answer is whole. `isClean`: nothing lies behind it.
    private func complete(_ octets: UnsafeRawBufferPointer, isClean: Bool) {
        guard let head, let stream else { return finish(.failure(CommunicationError(.noReply, "no reply"))) }
        settings.count(.received(octets: octets.count))
        let result = Result { try self.judge(head, octets) }
        let keeps = isClean && reader.isIdle && stream.bufferedOutput == 0
        if let body {
            self.body = nil
            stream.loop.giveBack(body)
        }
        isOver = true
        self.head = nil
        self.stream = nil
        if keeps {
            // Not from here: the stream is in the middle of delivering. First released, then told: who calls again finds it.
            stream.loop.execute { [pool, completion] in
                pool.release(stream)
                completion.resume(with: result)
            }
            return
        }
        if stream.bufferedOutput > 0 {
            stream.shut()  // answered before it has read the request, which is of no use any more
        } else {
            stream.closeAfterFlush()
        }
        completion.resume(with: result)
    }

    private func finish(_ result: Result<Outcome, any Error>) {
        isOver = true
        stream?.shut()
        stream = nil
        completion.resume(with: result)
    }

    // MARK: What the answer says

    /// Inflates the body first, where it is compressed.
    private func judge(_ head: HTTP1.ResponseHead, _ octets: UnsafeRawBufferPointer) throws -> Outcome {
        let named = BodyCoding.named(by: head.fields)
        guard case .coded(let format) = named, settings.configuration.decompressionEnabled, !octets.isEmpty else {
            if case .plain = named { return try judge(head, octets, isPlain: true) }
            return try judge(head, octets, isPlain: false)
        }
        let plain = ByteWriter(capacity: 4096)
        let limit = settings.configuration.maxReceivedMessageSize
        do throws(DeflateError) { try BodyCoding.inflate(octets, format, limit: limit, to: plain) } catch {
            guard head.status / 100 == 2 else {
                return .status(status(head, UnsafeRawBufferPointer(start: nil, count: 0)))
            }
            let setting = error.limit?.name == "output" ? "; the transport's setting maxReceivedMessageSize (\(limit)) raises it" : ""
            throw CommunicationError(
                error.code == .limitExceeded ? .quotaExceeded : .protocolViolation,
                "the reply of \(line.via.authority) cannot be inflated: \(error.reason)\(setting)", cause: error)
        }
        return try judge(head, plain.bytes, isPlain: true)
    }

    private func judge(_ head: HTTP1.ResponseHead, _ octets: UnsafeRawBufferPointer, isPlain: Bool) throws -> Outcome {
        let fields = head.fields
        let success = head.status / 100 == 2
        if success, !expectsReply || octets.isEmpty {
            if expectsReply {
                throw CommunicationError(
                    .noReply, "\(line.via.text) answered \(head.status) without a message where a reply was due",
                    cause: status(head, octets))
            }
            if octets.isEmpty || head.status != 200 { return .none }
        }
        let mayCarry = success || ![401, 403, 407].contains(head.status) && head.status >= 400
        guard mayCarry, !octets.isEmpty, isPlain, fields.count(of: "content-type") <= 1 else {
            if success { throw unreadable(head, octets) }
            return .status(status(head, octets))
        }
        var encoder = try settings.encoders.take()
        defer { settings.encoders.giveBack(encoder) }
        guard let contentType = fields["content-type"], encoder.supports(contentType: contentType) else {
            if success, !expectsReply { return .none }
            if success { throw unreadable(head, octets) }
            return .status(status(head, octets))
        }
        var message: Message
        do throws(MessageCodingError) {
            message = try encoder.decode(octets, contentType: contentType)
        } catch {
            if !success { return .status(status(head, octets)) }
            throw CommunicationError(
                error.code == .quotaExceeded ? .quotaExceeded : .protocolViolation,
                "the reply of \(line.via.text) cannot be read: \(error.reason)", cause: error)
        }
        guard success || message.isFault || (head.status == 500 && message.version.envelope == .none) else {
            return .status(status(head, octets))
        }
        message.properties[HTTPResponseProperty.self] = HTTPResponseProperty(status: head.status, headers: HTTPHeaders(fields))
        if !settings.wantedFields.isEmpty { CarriedFields.take(settings.wantedFields, from: fields, into: &message) }
        if settings.tls != nil {
            message.properties[SecurityContext.self] = SecurityContext(stream?.remoteIdentity.map { [$0] } ?? [])
        }
        return !expectsReply && !message.isFault ? .none : .message(message)
    }

    private func unreadable(_ head: HTTP1.ResponseHead, _ octets: UnsafeRawBufferPointer) -> CommunicationError {
        let type = head.fields["content-type"].map { "'\($0)'" } ?? "none"
        let coding = head.fields["content-encoding"].map { ", content coding '\($0)'" } ?? ""
        return CommunicationError(
            .protocolViolation,
            "the reply of \(line.via.text) is no message of \(line.version): its content type is \(type)\(coding)",
            cause: status(head, octets))
    }

    private func status(_ head: HTTP1.ResponseHead, _ octets: UnsafeRawBufferPointer) -> HTTPStatusError {
        let excerpt = String(decoding: octets.prefix(1024), as: UTF8.self)
        return HTTPStatusError(status: head.status, reason: head.reason, headers: HTTPHeaders(head.fields), excerpt: excerpt)
    }
}
