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

    /// Sends what waits, ends the output, and throws away what the peer still sends, until it ends too, has sent `limit` octets more, or
    /// `timeout` has passed: so that an early refusal reaches a peer that is in the middle of its message.
    package func closeLingering(timeout: Duration = .seconds(2), limit: Int = 1 << 20) {
        loop.assertCurrent()
        guard flags.isDisjoint(with: [.closed, .lingering]) else { return }
        flags.formUnion([.outputEnding, .lingering])
        lingerBudget = limit
        input = nil
        need = 1
        if flags.contains(.inputEnded) { flags.insert(.closesAfterFlush) }
        markDirty()
        updateInterest()
        let t = loop.after(timeout) { [weak self] in self?.shut(nil) }
        let before = owner
        owner = LingerEnd(loop, t, before)
    }

    /// Closes at once, and tells the handler and all who wait why. Output that waits is offered to the socket once.
    package func fail(_ e: IOError) { shut(e) }

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
        let reason = error ?? IOError(.closed, "use", address: peerText, reason: "the stream was closed on this side")
        let w = writers
        writers = []
        for c in w { c.finish(.failure(reason)) }
        let establishing = establishment
        establishment = nil
        let h = handler
        handler = nil  // breaks the cycle stream <-> handler
        let o = owner
        owner = nil
        h?.closed(self, error)
        establishing?(reason)
        transform = nil
        o?.streamEnded()
    }
}

/// Takes the linger's timer away when the stream ends, then tells the owner before it. `@unchecked Sendable`: called on the loop, or when
/// the stream was dropped, which a lingering one is not before it has closed on the loop.
private final class LingerEnd: StreamOwner, @unchecked Sendable {
    private let loop: EventLoop
    private let timer: LoopTimer
    private let next: (any StreamOwner)?

    init(_ loop: EventLoop, _ timer: LoopTimer, _ next: (any StreamOwner)?) {
        self.loop = loop
        self.timer = timer
        self.next = next
    }

    func streamEnded() {
        if loop.isCurrent { loop.cancel(timer) }
        next?.streamEnded()
    }
}
