internal import StrataCore
internal import StrataFraming
internal import StrataInfoset
internal import StrataNet

/// The service's side of one connection: requests in, answers out, one at a time and in order; what is pipelined waits with the stream.
///
/// In one pass over the octets that have arrived: framing, decoding, the handler's first part and, where that does not suspend, the
/// answer, which leaves in the burst's one write.
///
/// Confined to the loop of its stream; that is why it may be handed to the tasks that it starts there (`@unchecked Sendable`).
/// `drain` and `abort` come from any thread and hop.
final class HTTPServerConnection: ByteStreamHandler, @unchecked Sendable {
    let port: HTTPPort
    let stream: ByteStream
    var reader: HTTP1.RequestReader

    /// The request whose octets are being read.
    var head: HTTP1.RequestHead?
    var endpoint: HTTPEndpoint?
    var resource: Resource?
    /// The body, where it does not come in one piece.
    var body: ByteWriter?
    var bodyCount = 0
    /// Where the body goes, when it is read while it comes.
    var incoming: OctetPipe?
    /// The head of a streamed answer was written, and its body is under way.
    var hasBegunAnswer = false
    /// The request was answered before its end: the rest of it is thrown away.
    var discards = false
    /// An answer is being worked on; reading is paused.
    var isAnswering = false
    var task: BackgroundTask?
    /// The connection ends after the answer at hand.
    var closes = false
    var hasEnded = false
    var inputHasEnded = false
    /// The last answer was written.
    var isLast = false
    /// The head of a request has come on it.
    var hasHeard = false
    /// The client waits to be asked for the body (RFC 9110, 10.1.1), and was not yet.
    var awaitsLeave = false

    /// Who the peer is by TLS: made once.
    var transportSecurity: SecurityContext?
    var remote: RemoteEndpoint?
    var lastContentType: (octets: [UInt8], text: String)?
    var lastSupported: String?
    weak var supporter: HTTPEndpoint?
    var lastAction: (octets: [UInt8], text: String)?
    var lastVia: (authority: [UInt8], target: [UInt8], text: String)?

    var clock: ConnectionClock

    var loop: EventLoop { stream.loop }
    var configuration: HTTPTransport.Configuration { port.settings.configuration }

    init(_ port: HTTPPort, _ stream: ByteStream) {
        self.port = port
        self.stream = stream
        reader = HTTP1.RequestReader(limits: port.limits)
        reader.gather = .max
        clock = ConnectionClock(stream.loop)
        stream.leastOutput = port.settings.configuration.minimumBodyProgress
    }

    /// Called once the stream has its handler and, with TLS, its transform.
    func begin() {
        setDeadline(stream.transform == nil ? .first : .head)
    }

    func transformEstablished(_ stream: ByteStream) {
        transportSecurity = SecurityContext(stream.remoteIdentity.flatMap { $0.certificateChain.isEmpty ? nil : [$0] } ?? [])
        setDeadline(closes ? .last : .first)
    }

    // MARK: Reading

    func read(_ stream: ByteStream, _ bytes: UnsafeRawBufferPointer) throws(IOError) -> Taken {
        // Nothing is answered behind an answer that said `close` (RFC 9112, 9.6).
        guard !hasEnded else { return Taken(consumed: bytes.count) }
        var at = 0
        /// A body that lies in this burst in one piece is not copied.
        var whole: UnsafeRawBufferPointer?
        while true {
            let step: HTTP1.Progress<HTTP1.RequestPart>
            do throws(HTTP1.MessageError) {
                step = try reader.next(UnsafeRawBufferPointer(rebasing: bytes[at...]))
            } catch {
                refuse(error)
                return Taken(consumed: bytes.count)
            }
            at += step.consumed
            guard let part = step.part else {
                watch()
                return Taken(consumed: at, need: step.need)
            }
            switch part {
            case .head(let head):
                hasHeard = true
                begin(head)
                if hasEnded { return Taken(consumed: bytes.count) }
            case .body(let piece):
                bodyCount += piece.count
                if discards { break }
                if let incoming {
                    if incoming.offer(piece) { break }
                    // Its reader is slower than the peer, who will see it. Nothing comes behind a body of known length to tell its end.
                    stream.pauseReading()
                    if at < bytes.count { return Taken(consumed: at) }
                    break
                }
                if body == nil, case .length = head?.framing { whole = piece } else { hold(piece) }
            case .trailers: break
            case .end:
                if let incoming {
                    self.incoming = nil
                    incoming.finish()
                    port.settings.count(.received(octets: bodyCount))
                    guard !isAnswering else {
                        stream.pauseReading()
                        clock.rest()
                        return Taken(consumed: at)
                    }
                    nextRequest()
                    if hasEnded { return Taken(consumed: bytes.count) }
                    break
                }
                end(whole ?? body?.bytes ?? UnsafeRawBufferPointer(start: nil, count: 0))
                whole = nil
                if let body {
                    self.body = nil
                    loop.giveBack(body)
                }
                if hasEnded { return Taken(consumed: bytes.count) }
                if isAnswering {
                    stream.pauseReading()
                    clock.rest()
                    return Taken(consumed: at)
                }
                // Whoever pipelines requests and does not read the answers gets no more of them.
                if !stream.relieveOutput() {
                    watch()
                    return Taken(consumed: at)
                }
            }
        }
    }

    private func hold(_ piece: UnsafeRawBufferPointer) {
        let held = body ?? loop.takeBuffer()
        body = held
        held.append(piece)
    }

    func inputClosed(_ stream: ByteStream) {
        inputHasEnded = true
        if hasEnded { return }
        if incoming != nil {
            breakIncoming(CommunicationError(.connectionLost, "the client ended the connection in the middle of its request"))
        }
        if isAnswering {
            closes = true
            return
        }
        do throws(HTTP1.MessageError) { try reader.inputEnded() } catch { return refuse(error, status: 400) }
        close()
    }

    func closed(_ stream: ByteStream, _ error: IOError?) {
        hasEnded = true
        clock.clear()
        body = nil
        breakIncoming(CommunicationError(.connectionLost, "the connection ended in the middle of a request", cause: error))
        task?.cancel()
        if !isAnswering { task = nil }
        if let error, error.code != .closed {
            let isTLS = error.code == .transformFailed
            if isTLS { port.settings.count(.refused(.tls)) }
            port.settings.report(
                isTLS ? .notice : .debug, isTLS ? "TLS with a client failed" : "a connection broke \(phase)", [("peer", peer)], error: error
            )
        }
        head = nil
        port.ended(self)
    }

    /// For records.
    var peer: String { stream.remoteAddress.map { "\($0)" } ?? "?" }

    /// Where the exchange with the peer is.
    private var phase: String {
        if isLast { return "before all of the last answer had left" }
        if isAnswering { return "while a request was being answered" }
        if head != nil { return "in the middle of a request's body" }
        return reader.isIdle ? "between two requests" : "in the middle of a request's head"
    }

    // MARK: Ending

    /// Octets of a refused request that are read and thrown away, so that its sender comes to read the answer.
    static let lingerLimit = 64 << 20

    /// Sends what waits and closes, in such a way that a peer in the middle of sending still gets the answer, and a slow reader all of it.
    func close() {
        guard !hasEnded else { return }
        hasEnded = true
        isLast = true
        clock.clear()
        stream.closeLingering(limit: HTTPServerConnection.lingerLimit, stall: configuration.idleTimeout)
    }

    /// How long an idle connection waits for one more request when the service closes.
    static let lastCall: Duration = .seconds(2)

    /// Any thread. Closes after the answer when it is busy, and when it is idle at the latest in `lastCall`: a request may be on its way, the
    /// first on a new connection or another on a kept one, and is refused in words, so that its sender knows that it was not acted on.
    ///
    /// - Parameter patiently: others are busy anyway, so that kept connections can wait as well.
    func drain(patiently: Bool) {
        loop.execute {
            guard !self.hasEnded else { return }
            self.closes = true
            guard !self.isAnswering, self.head == nil, self.reader.isIdle, self.stream.undeliveredInput == 0 else { return }
            if patiently || !self.hasHeard {
                if self.clock.wait != .last, self.stream.bufferedOutput == 0 { self.setDeadline(.last) }
                return
            }
            if self.stream.bufferedOutput > 0 { return self.close() }
            self.hasEnded = true
            self.clock.clear()
            self.stream.closeAfterFlush()
        }
    }

    /// Any thread.
    func abort() { loop.execute { self.cut() } }

    /// Any thread. The same where a request of that endpoint is being answered.
    func abort(at endpoint: HTTPEndpoint) {
        loop.execute { if self.isAnswering, self.endpoint === endpoint { self.cut() } }
    }

    private func cut() {
        hasEnded = true
        stream.shut()
    }
}
