import StrataCore
import StrataInfoset

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

extension ByteStream {
    // MARK: Back pressure of the consumer

    /// Octets stay in the kernel, and the peer's window closes.
    package func pauseReading() {
        loop.assertCurrent()
        guard flags.isDisjoint(with: [.paused, .closed]) else { return }
        flags.insert(.paused)
        updateInterest()
    }

    package func resumeReading() {
        loop.assertCurrent()
        guard flags.contains(.paused), !flags.contains(.closed) else { return }
        flags.remove(.paused)
        updateInterest()
        // Not from here: the caller may be in the middle of the handler's own state.
        redeliverSoon()
    }

    private var needsEnd: Bool { flags.contains(.inputEnded) && !flags.contains(.endDelivered) }

    /// Delivers what was held back, and the end, once nothing holds them back.
    func redeliverSoon() {
        if input != nil || needsEnd { loop.execute { self.redeliver() } }
    }

    func redeliver() {
        guard flags.isDisjoint(with: [.paused, .outputPaused, .closed]) else { return }
        need = 1
        do throws(IOError) {
            try deliverHeld()
            if needsEnd { try deliverEnd() }
        } catch { fail(error) }
    }

    // MARK: Reading

    func readBurst() {
        var rounds = 0
        while rounds < 4, !readingStopped, !flags.contains(.closed) {  // bounded: other connections are waiting
            rounds += 1
            let (n, full) = receive()
            if n == 0 {
                endOfInput()
                break
            }
            if n < 0 {
                let e = errno
                if e == EINTR { continue }
                if e != EAGAIN, e != EWOULDBLOCK { fail(ioError("read", e)) }
                break
            }
            if !full { break }
        }
        loop.endBurst()
    }

    /// One read, handed to the transform or the handler. The rest of a large message goes straight to its place, not through the
    /// shared buffer. Below zero, `errno` is still that of the read.
    private func receive() -> (Int, full: Bool) {
        let scratch = loop.readArea
        let n: Int
        let held: Int
        let room: Int
        loop.counters.reads += 1
        if transform == nil, scratch.count >= 4096, flags.isDisjoint(with: [.lingering, .parked]), let input, need - input.count >= 4096 {
            let first = input.reserve(min(need - input.count, growth(input)))
            held = min(need - input.count, first.count)
            room = held + scratch.count
            var v = (
                iovec(iov_base: first.baseAddress, iov_len: held), iovec(iov_base: scratch.baseAddress, iov_len: scratch.count)
            )
            n = withUnsafePointer(to: &v) { p in
                p.withMemoryRebound(to: iovec.self, capacity: 2) { readv(fd, $0, 2) }
            }
            if n > 0 { input.commit(min(n, held)) }
        } else {
            held = 0
            room = scratch.count
            n = recv(fd, scratch.baseAddress, room, 0)
        }
        guard n > 0 else { return (n, false) }
        do throws(IOError) {
            if held > 0 { try deliverHeld() }
            let rest = UnsafeRawBufferPointer(start: scratch.baseAddress, count: max(n - held, 0))
            if rest.count > 0 {
                if held > 0, transform != nil { throw injected() }
                try take(rest, clear: loop.clearScratch)
            }
        } catch {
            fail(error)
        }
        return (n, n == room)
    }

    /// Room is made as octets come, not as a peer announces them: at most as much again as has arrived, or 256 KiB.
    private func growth(_ q: ByteWriter) -> Int { max(q.count, 256 * 1024) }

    /// Octets from the socket. `clear`: an empty writer for what a transform makes of them while nothing is held.
    func take(_ raw: UnsafeRawBufferPointer, clear shared: ByteWriter) throws(IOError) {
        if flags.contains(.lingering) {
            lingerBudget -= raw.count
            if lingerBudget < 0 { shut(nil) }
        } else if let transform {
            try through(shared) { (clear, out) throws(StreamTransformError) in
                try transform.receive(raw, clear: clear, output: out)
            }
        } else {
            try feed(raw)
        }
    }

    /// Lets the transform work on clear and outgoing octets, then delivers what it made.
    func through(
        _ shared: ByteWriter, _ work: (_ clear: ByteWriter, _ output: ByteWriter) throws(StreamTransformError) -> Void
    ) throws(IOError) {
        let out = output ?? loop.takeBuffer()
        output = out
        let clear = input ?? shared
        var failure: StreamTransformError?
        do throws(StreamTransformError) { try work(clear, out) } catch { failure = error }
        markDirty()
        defer { shared.removeAll() }
        if let failure { throw transformError(failure) }
        checkTransform()
        if clear.count > 0, !flags.contains(.closed) {
            if flags.contains(.parked) { return spoil() }
            if input === clear { try deliverHeld() } else { try feed(clear.bytes) }
        }
        // The transform's end mark is the end, whether the peer ends the connection beneath it or waits for us to do so.
        if let transform, transform.peerHasEnded, flags.isDisjoint(with: [.closed, .inputEnded, .lingering]) { endOfInput() }
    }

    /// Offers octets to the handler. What it leaves is kept, and completed to exactly the size it asked for.
    private func feed(_ octets: UnsafeRawBufferPointer) throws(IOError) {
        if flags.contains(.parked) { return spoil() }
        let isClear = transform == nil
        var rest = octets
        while let held = input, rest.count > 0, !flags.contains(.closed) {
            if !flags.isDisjoint(with: [.paused, .outputPaused]) {
                held.append(rest)
                return
            }
            let piece = min(max(need - held.count, 1), rest.count)
            held.append(UnsafeRawBufferPointer(rebasing: rest[..<piece]))
            rest = UnsafeRawBufferPointer(rebasing: rest[piece...])
            try deliverHeld()
            // The handler took a whole message and began a transform: what came behind the message came before the handshake.
            if isClear, transform != nil, rest.count > 0, !flags.contains(.closed) { throw injected() }
        }
        guard rest.count > 0, !flags.contains(.closed) else { return }
        let left = try offer(rest)
        if left > 0, !flags.contains(.lingering) { keep(UnsafeRawBufferPointer(rebasing: rest[(rest.count - left)...])) }
    }

    /// Asks the handler until it has taken all, wants more than there is, pauses or closes. Returns how many octets are left.
    private func offer(_ octets: UnsafeRawBufferPointer) throws(IOError) -> Int {
        var rest = octets
        while rest.count > 0 {
            guard let handler, flags.isDisjoint(with: [.paused, .outputPaused]) else {
                need = 1
                return rest.count
            }
            flags.insert(.delivering)
            defer { flags.subtract([.delivering, .transformBegun]) }
            let t = try handler.read(self, rest)
            if flags.contains(.closed) { return 0 }
            assert(t.consumed >= 0 && t.consumed <= rest.count, "a handler took what it was not offered")
            let consumed = min(max(t.consumed, 0), rest.count)
            rest = UnsafeRawBufferPointer(rebasing: rest[consumed...])
            if rest.isEmpty {
                need = 1
                return 0
            }
            if flags.contains(.transformBegun) { throw injected() }
            if flags.contains(.lingering) || flags.contains(.parked) { return rest.count }
            if t.need > rest.count || consumed == 0 {
                need = max(t.need, flags.isDisjoint(with: [.paused, .outputPaused]) ? rest.count + 1 : 1)
                return rest.count
            }
        }
        return 0
    }

    private func keep(_ b: UnsafeRawBufferPointer) {
        let q = input ?? loop.takeBuffer()
        _ = q.reserve(max(b.count, min(need, 256 * 1024)))
        q.append(b)
        input = q
    }

    private func deliverHeld() throws(IOError) {
        guard let held = input, held.count >= need, flags.isDisjoint(with: [.closed, .paused, .outputPaused]) else { return }
        let before = held.count
        let left = try offer(held.bytes)
        guard input === held else { return }  // closed meanwhile
        held.drop(before - left)
        if held.count == 0 {
            loop.giveBack(held)
            input = nil
            need = 1
        }
    }

    func endOfInput() {
        flags.insert(.inputEnded)
        if flags.contains(.lingering), bufferedOutput > 0 {
            // The peer has said all and waits for the rest of its answer.
            flags.insert(.closesAfterFlush)
            return updateInterest()
        }
        if flags.contains(.parked) || flags.contains(.lingering) { return shut(nil) }
        updateInterest()
        do throws(IOError) {
            if let transform {
                do throws(StreamTransformError) { try transform.inputEnded() } catch { throw transformError(error) }
            }
            need = 1
            // A handler that paused and resumed in this burst has not seen all yet.
            if input != nil { try deliverHeld() }
            try deliverEnd()
        } catch {
            fail(error)
        }
    }

    private func deliverEnd() throws(IOError) {
        guard flags.isDisjoint(with: [.endDelivered, .paused, .outputPaused, .closed]) else { return }
        if let input, input.count > 0 {
            var e = IOError.truncated
            e.address = peerText
            throw e
        }
        flags.insert(.endDelivered)
        handler?.inputClosed(self)
        closeIfBothEnded()
    }
}
