import StrataCore
import StrataInfoset

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

extension ByteStream {
    /// Half-close: what waits is sent, then the peer sees the end. Reading goes on.
    package func endOutput() {
        loop.assertCurrent()
        flags.insert(.outputEnding)
        markDirty()
    }

    /// Sends what waits, then closes. If octets of the peer are unread the system may break the connection off and the peer lose the last
    /// answer: then use `closeLingering`.
    package func closeAfterFlush() {
        loop.assertCurrent()
        flags.formUnion([.outputEnding, .closesAfterFlush])
        markDirty()
    }

    /// Bounds how long a stream that is to close waits for a peer that takes nothing: nobody else watches it any more. Called when the
    /// socket is found full.
    func watchClosing() {
        guard flags.contains(.closesAfterFlush), flags.isDisjoint(with: [.lingering, .closingWatched]) else { return }
        flags.insert(.closingWatched)
        let waiting = bufferedOutput
        loop.after(.seconds(30)) { [weak self] in
            guard let self, !self.isClosed else { return }
            self.flags.remove(.closingWatched)
            if waiting - self.bufferedOutput >= self.leastOutput { return self.watchClosing() }
            self.fail(
                IOError(.timedOut, "close", address: self.peerText, reason: "the peer took too little of the last octets for 30 seconds"))
        }
    }

    /// Sends what waits, ends the output, and throws away what the peer still sends, until it ends too, has sent `limit` octets more, or
    /// was silent for `timeout`: so that an early refusal reaches a peer that is in the middle of its message.
    ///
    /// - Parameters:
    ///   - stall: how long a peer may take fewer than `leastOutput` octets of the output that waits.
    ///   - total: how long the peer may go on sending once the output has left.
    package func closeLingering(
        timeout: Duration = .seconds(5), limit: Int = 1 << 20, stall: Duration = .seconds(120), total: Duration = .seconds(30)
    ) {
        loop.assertCurrent()
        guard flags.isDisjoint(with: [.closed, .lingering]) else { return }
        flags.formUnion([.outputEnding, .lingering])
        lingerBudget = limit
        input = nil
        need = 1
        if flags.contains(.inputEnded) { flags.insert(.closesAfterFlush) }
        markDirty()
        updateInterest()
        let linger = Linger(loop, owner, timeout: timeout, stall: stall, total: total)
        owner = linger
        linger.watch(self)
    }

    /// Closes at once, and tells the handler and all who wait why. Output that waits is offered to the socket once.
    ///
    /// Of an accepted stream whose handshake fails, the socket stays a little longer: a peer that is in the middle of sending (TLS 1.3
    /// lets a client send before its certificate was judged) would otherwise see a reset in place of the alert.
    package func fail(_ e: IOError) {
        guard e.code == .transformFailed, pausesReads, flags.isDisjoint(with: [.closed, .lingering, .inputEnded, .established]),
            flags.contains(.started), bufferedOutput > 0
        else { return shut(e) }
        transform = nil
        plain = nil  // what was to be said under cover is not said without it
        closeLingering(timeout: .seconds(2), limit: 4 << 20, stall: .seconds(2), total: .seconds(5))
        farewell(e, reason: e)
    }

    /// Closes at once without an error.
    package func shut() { shut(nil) }

    /// Breaks off: the peer sees a reset, and what waits is dropped.
    package func reset() {
        loop.assertCurrent()
        guard !flags.contains(.closed) else { return }
        Sockets.resetOnClose(fd)
        output = nil
        shut(nil)
    }

    func closeIfBothEnded() {
        if flags.contains(.endDelivered), flags.contains(.outputEnded) { shut(nil) }
    }

    /// A pooled connection that is good for nothing any more.
    func spoil() {
        fail(IOError(.protocolViolation, "keep", address: peerText, reason: "the peer sent octets that nobody had asked for"))
    }

    func shut(_ error: IOError?) {
        guard !flags.contains(.closed) else { return }
        loop.assertCurrent()
        flags.insert(.closed)
        sayFarewellInPool(error)
        // Last words (a TLS alert, an HTTP 400), as far as the socket takes them at once.
        if let out = output, out.count > 0, !flags.contains(.blocked) {
            loop.counters.writes += 1
            _ = Sockets.send(fd, out.bytes)
        }
        loop.unregister(self)
        close(fd)
        fd = -1
        input = nil
        output = nil
        plain = nil
        let o = owner
        owner = nil
        farewell(error, reason: error ?? IOError(.closed, "use", address: peerText, reason: "the stream was closed on this side"))
        transform = nil
        o?.streamEnded()
    }
}

extension ByteStream {
    /// A pooled connection that is not needed any more ends as its transform ends (RFC 9112, 9.8).
    private func sayFarewellInPool(_ error: IOError?) {
        guard error == nil, let transform, flags.contains(.parked), flags.contains(.established), plain == nil,
            flags.isDisjoint(with: [.transformFinished, .blocked, .inputEnded])
        else { return }
        flags.insert(.transformFinished)
        let out = output ?? loop.takeBuffer()
        output = out
        transform.finish(output: out)
    }

    /// Tells the handler and all who wait that this was all.
    private func farewell(_ error: IOError?, reason: IOError) {
        let w = writers
        writers = []
        for c in w { c.finish(.failure(reason)) }
        let establishing = establishment
        establishment = nil
        let h = handler
        handler = nil  // breaks the cycle stream <-> handler
        h?.closed(self, error)
        establishing?(reason)
    }
}

/// Bounds the time of a lingering stream, and tells the owner before it when the stream ends. `@unchecked Sendable`: called on the loop,
/// or when the stream was dropped, which a lingering one is not before it has closed on the loop.
private final class Linger: StreamOwner, @unchecked Sendable {
    private let loop: EventLoop
    private let next: (any StreamOwner)?
    private let timeout: Duration
    private let stall: Duration
    private let total: Duration
    private var timer: LoopTimer?
    /// How long the peer has taken too little of what waits for it, and how much waited then.
    private var stalled = Duration.zero
    private var mark: Int?
    /// Whether it had not taken all when it was last looked at.
    private var waitsForReader = false
    /// When it was first seen to have all.
    private var sent: LoopTime?

    init(_ loop: EventLoop, _ next: (any StreamOwner)?, timeout: Duration, stall: Duration, total: Duration) {
        self.loop = loop
        self.next = next
        self.timeout = timeout
        self.stall = stall
        self.total = total
    }

    /// Looks after a while whether the peer has taken or sent anything meanwhile.
    func watch(_ stream: ByteStream) {
        let output = stream.bufferedOutput
        let budget = stream.lingerBudget
        let span = output > 0 ? min(timeout, stall) : timeout
        timer = loop.after(span) { [weak self, weak stream] in
            guard let self, let stream else { return }
            if self.goesOn(stream, output, budget, span) { return self.watch(stream) }
            guard stream.bufferedOutput > 0 else { return stream.shut(nil) }
            stream.fail(
                IOError(
                    .timedOut, "write to", address: stream.peerText, reason: "the peer took too little of the last answer for \(self.stall)"
                )
            )
        }
    }

    private func goesOn(_ stream: ByteStream, _ output: Int, _ budget: Int, _ span: Duration) -> Bool {
        if stream.bufferedOutput > 0 {
            let waited = mark ?? output
            let took = waited - stream.bufferedOutput >= stream.leastOutput
            mark = took ? stream.bufferedOutput : waited
            stalled = took ? .zero : stalled + span
            waitsForReader = true
            return stalled < stall
        }
        defer { waitsForReader = false }
        let sent = sent ?? loop.now
        self.sent = sent
        return (waitsForReader || span < timeout || stream.lingerBudget < budget) && loop.now - sent < total
    }

    func streamEnded() {
        if let timer, loop.isCurrent { loop.cancel(timer) }
        next?.streamEnded()
    }
}
