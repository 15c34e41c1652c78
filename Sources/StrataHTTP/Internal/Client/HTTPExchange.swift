internal import StrataCore
internal import StrataFraming
internal import StrataInfoset
internal import StrataNet
internal import Synchronization

/// One request and its answer on a client. The caller waits in `result`; the rest happens on the connection's loop.
///
/// What is variable is confined to that loop, and the rest is immutable or locked; that is why it is `@unchecked Sendable`.
final class HTTPExchange: ByteStreamHandler, @unchecked Sendable {
    /// What came of it.
    enum Outcome: Sendable {
        case message(Message)
        /// An answer without a message: one-way.
        case none
        case status(HTTPStatusError)
        /// A reply that is read while it comes; the exchange goes on until it was.
        /// `takeStreamed` gives it.
        case streamed
    }

    let settings: HTTPClientSettings
    let pool: EndpointPool
    let line: HTTPLine
    let expectsReply: Bool
    let completion = Completion<Outcome>()

    /// How far it has come, for the error at the deadline.
    enum Phase {
        /// For one of the pool's connections.
        case waiting
        case connecting
        /// The request was written.
        case asked
        /// The reply has begun.
        case answered
    }

    /// What callers on any thread look at.
    struct Shared {
        var phase = Phase.waiting
        /// For a connection.
        var request: PoolRequest?
        /// On which loop the stream is; set once, for whoever leaves early.
        var loop: EventLoop?
        /// Until its caller takes it. Whoever kept the reader's end here would never see that it was dropped.
        var streamed: HTTPStreamedReply?
        var isOver = false
        /// Called once it is.
        var whenOver: (@Sendable () -> Void)?
    }
    let shared = Mutex(Shared())

    var request: (head: Bytes, body: Bytes)?
    let upload: HTTPUpload?
    /// The upload waits to be asked for (RFC 9110, 10.1.1).
    var waitsForContinue: Bool
    var continueTimer: LoopTimer?
    var uploading: BackgroundTask?
    /// Where a streamed reply goes.
    var incoming: OctetPipe?
    var incomingCount = 0
    var stream: ByteStream?
    var reader: HTTP1.ResponseReader
    var head: HTTP1.ResponseHead?
    var body: ByteWriter?
    var isOver = false {
        didSet { if isOver, !oldValue { ended() } }
    }
    var hasUploaded: Bool
    /// The connection has carried another exchange before, or has lain idle: the peer may have ended it without a thought of this one.
    var isReused = false
    /// An octet has come.
    var hasHeard = false
    let lostEarly = Atomic(false)
    /// A connection that was kept from an earlier call has ended before an octet of the answer.
    var wasLostEarly: Bool { lostEarly.load(ordering: .acquiring) }

    init(
        _ settings: HTTPClientSettings, _ pool: EndpointPool, _ line: HTTPLine, head: Bytes, body: Bytes,
        upload: HTTPUpload? = nil, waitsForContinue: Bool = false, expectsReply: Bool
    ) {
        self.upload = upload
        self.waitsForContinue = waitsForContinue
        hasUploaded = upload == nil
        self.settings = settings
        self.pool = pool
        self.line = line
        self.expectsReply = expectsReply
        request = (head, body)
        reader = HTTP1.ResponseReader(
            limits: HTTP1.Limits(settings.configuration.limits, body: settings.configuration.maxReceivedMessageSize))
        reader.gather = .max
    }

    func ended() {
        uploading?.cancel()
        if let continueTimer { stream?.loop.cancel(continueTimer) }
        continueTimer = nil
        incoming?.finish(CommunicationError(.connectionLost, "the connection of a streamed reply ended before its end"))
        incoming = nil
        let action = shared.withLock { shared in
            shared.isOver = true
            defer { shared.whenOver = nil }
            return shared.whenOver
        }
        action?()
    }

    // MARK: On the loop

    func begin(_ stream: ByteStream) {
        // First the place, then the look: whoever leaves after the look finds the place.
        // What the look finds is what the phase says: a call whose time was over before is safe to repeat.
        let isWanted = shared.withLock { shared in
            shared.loop = stream.loop
            if completion.isDone { return false }
            shared.phase = .asked
            return true
        }
        guard isWanted, let request else {
            isOver = true
            return pool.release(stream)
        }
        self.stream = stream
        self.request = nil
        isReused = stream.wasKept || !(stream.handler is NoHandler)
        do throws(HTTP1.MessageError) { try reader.begin(method: "POST") } catch {
            return finish(.failure(HTTPErrors.reply(error, line.via)))
        }
        stream.handler = self
        stream.writeBuffer.append(request.head)
        stream.writeBuffer.append(request.body)
        stream.written()
        guard upload != nil else { return settings.count(.sent(octets: request.body.count)) }
        guard waitsForContinue else { return startUpload() }
        // A server that does not know the field waits for the body (RFC 9110, 10.1.1).
        continueTimer = stream.loop.after(Self.continueTimeout) { [weak self] in self?.startUpload() }
    }

    func breakOff() {
        guard !isOver else { return }
        isOver = true
        // Whoever works on the answer learns that nobody waits for it any more; an end of the octets alone would not say so.
        stream?.reset()
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
            case .interim(let head):
                if head.status == 100, waitsForContinue { startUpload() }
            case .trailers: break
            case .head(let head):
                self.head = head
                if let cookies = settings.cookies, head.status != 407, head.fields.contains("Set-Cookie") {
                    cookies.take(head.fields.values("Set-Cookie"), from: line.via)
                }
                shared.withLock { $0.phase = .answered }
                if streams(head) { beginStreamed(head, stream) }
            case .body(let piece):
                if let incoming {
                    incomingCount += piece.count
                    if incoming.offer(piece) { break }
                    // Its reader is slower than the peer, who will see it. Nothing comes behind a body of known length to tell its end.
                    stream.pauseReading()
                    if at < bytes.count { return Taken(consumed: at) }
                    break
                }
                if body == nil, case .length = head?.framing {
                    whole = piece
                } else {
                    let held = body ?? stream.loop.takeBuffer()
                    body = held
                    held.append(piece)
                }
            case .end:
                if incoming != nil {
                    endStreamed(isClean: at == bytes.count)
                    return Taken(consumed: bytes.count)
                }
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
                if incoming != nil { return endStreamed(isClean: false) }
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
        let began = reader.hasBegun
        // A kept connection of TLS may end without a word of its own.
        let isLost = error.map { !began && ($0.code == .reset || $0.code == .truncated && !hasHeard) } ?? true
        let failure = isLost ? lost(error) : error.map { HTTPErrors.connection($0, line, sent: true) } ?? lost(nil)
        incoming?.finish(failure)
        isOver = true
        completion.fail(failure)
    }

    /// The connection ended before the reply. Nobody can say whether the peer has acted (RFC 9110, 9.2.2): the error says so.
    func lost(_ error: IOError?) -> CommunicationError {
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
    func complete(_ octets: UnsafeRawBufferPointer, isClean: Bool) {
        guard let head, let stream else { return finish(.failure(CommunicationError(.noReply, "no reply"))) }
        settings.count(.received(octets: octets.count))
        let result = Result { try self.judge(head, octets) }
        if let body {
            self.body = nil
            stream.loop.giveBack(body)
        }
        release(stream, isClean: isClean) { [completion] in completion.resume(with: result) }
    }

    /// The answer is whole: the connection is free, or good for nothing.
    func release(_ stream: ByteStream, isClean: Bool, then told: @escaping @Sendable () -> Void) {
        let keeps = isClean && reader.isIdle && stream.bufferedOutput == 0 && hasUploaded
        isOver = true
        head = nil
        self.stream = nil
        if keeps {
            // Not from here: the stream is in the middle of delivering. First released, then told: who calls again finds it.
            stream.loop.execute { [pool] in
                pool.release(stream)
                told()
            }
            return
        }
        if stream.bufferedOutput > 0 || !hasUploaded {
            stream.shut()  // answered before it has read the request, which is of no use any more
        } else {
            stream.closeAfterFlush()
        }
        told()
    }

    func finish(_ result: Result<Outcome, any Error>) {
        if case .failure(let error) = result { incoming?.finish(error) }
        isOver = true
        stream?.shut()
        stream = nil
        completion.resume(with: result)
    }
}
