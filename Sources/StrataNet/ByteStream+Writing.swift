import StrataCore
package import StrataInfoset

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

extension ByteStream {
    /// The place for the octets of the next burst: append to it, then call `written()`. Do not hold on to it.
    @inline(__always) package var writeBuffer: ByteWriter {
        if transform == nil {
            if let output { return output }
            let q = loop.takeBuffer()
            output = q
            return q
        }
        if let plain { return plain }
        let q = loop.takeBuffer()
        plain = q
        return q
    }

    /// There is something in `writeBuffer`: it leaves at the end of the burst, in one write.
    @inline(__always) package func written() {
        if !flags.contains(.dirty) { markDirty() }
    }

    func markDirty() {
        guard flags.isDisjoint(with: [.dirty, .closed]) else { return }
        flags.insert(.dirty)
        loop.markDirty(self)
        // Nothing else makes a sleeping loop come by: the caller is on the loop, in a burst, which ends with a flush.
    }

    package func write(_ b: UnsafeRawBufferPointer) {
        loop.assertCurrent()
        guard flags.isDisjoint(with: [.closed, .outputEnding]) else { return }
        writeBuffer.append(b)
        written()
    }

    package func write(_ b: Bytes) {
        loop.assertCurrent()
        guard flags.isDisjoint(with: [.closed, .outputEnding]) else { return }
        writeBuffer.append(b)
        written()
    }

    /// For a handler that answers in the middle of a delivery: writes at once what has become too much to wait for the burst's end. False
    /// when the peer does not take it: then what follows of the input is held back until it does.
    package func relieveOutput() -> Bool {
        loop.assertCurrent()
        if bufferedOutput > high { flush() }
        return flags.isDisjoint(with: [.outputPaused, .closed])
    }

    /// Any thread. Suspends while more than `high` octets wait, until `low` is reached. Throws when the stream closes, or the task is
    /// cancelled.
    package nonisolated(nonsending) func writable() async throws(IOError) {
        if loop.isCurrent {
            if flags.contains(.closed) { throw .closed }
            if bufferedOutput <= high { return }
        }
        try await waitUntilWritable()
    }

    @inline(never)
    private nonisolated(nonsending) func waitUntilWritable() async throws(IOError) {
        let w = Waiter<Void>()
        if loop.isCurrent { await_(w) } else { loop.execute { self.await_(w) } }
        try await w.value("write")
    }

    private func await_(_ w: Waiter<Void>) {
        if flags.contains(.closed) {
            w.finish(.failure(.closed))
        } else if bufferedOutput <= high {
            w.finish(.success(()))
        } else {
            writers.append(w)
            w.onAbandon(on: loop) { self.writers.removeAll { $0 === w } }
        }
    }

    func flush() {
        flags.remove(.dirty)
        guard !flags.contains(.closed) else { return }
        var progress = true
        repeat {
            progress = transform != nil && seal()
            guard !flags.contains(.closed), !flags.contains(.blocked), let out = output else { break }
            if out.count > 0 { progress = true }  // there is room for more afterwards, even if this round had none
            while out.count > 0 {
                loop.counters.writes += 1
                let n = Sockets.send(fd, out.bytes)
                if n < 0 {
                    let e = errno
                    if e == EINTR { continue }
                    if e == EAGAIN || e == EWOULDBLOCK {
                        block()
                        break
                    }
                    return writeFailed(ioError("write", e))
                }
                let all = n == out.count
                out.drop(n)
                if !all {  // a partial write means a full socket: asking again is a wasted call
                    block()
                    break
                }
            }
            if out.count == 0 {
                loop.giveBack(out)
                output = nil
                unblock()
            }
        } while progress && plain != nil && !flags.contains(.blocked)
        guard !flags.contains(.closed) else { return }
        checkMarks()
        if output == nil, plain == nil { outputEmptied() }
    }

    /// The peer takes no more. What it sent before it went (an early refusal) may lie in the socket still: it is read first.
    private func writeFailed(_ error: IOError) {
        guard !readingStopped, flags.isDisjoint(with: .outputEnded) else { return fail(error) }
        flags.formUnion([.outputEnding, .outputEnded])
        output = nil
        plain = nil
        loop.execute {
            guard !self.flags.contains(.closed) else { return }
            self.readBurst()
            self.fail(error)
        }
    }

    /// Moves clear octets through the transform, a bounded lot at a time. False when it took none.
    private func seal() -> Bool {
        guard let transform else { return true }
        let out = output ?? loop.takeBuffer()
        var moved = false
        do throws(StreamTransformError) {
            if let p = plain {
                while p.count > 0, out.count < 256 * 1024 {
                    let n = try transform.send(p.bytes, output: out)
                    if n <= 0 { break }
                    p.drop(min(n, p.count))
                    moved = true
                }
                if p.count == 0 {
                    plain = nil
                    loop.giveBack(p)
                }
            }
            if plain == nil, flags.contains(.outputEnding), !flags.contains(.transformFinished) {
                flags.insert(.transformFinished)
                transform.finish(output: out)
            }
        } catch {
            output = out
            fail(transformError(error))
            return false
        }
        if out.count > 0 {
            output = out
        } else {
            output = nil
            loop.giveBack(out)
        }
        checkTransform()
        return moved
    }

    private func block() {
        flags.insert(.blocked)
        updateInterest()
        watchClosing()
    }

    private func unblock() {
        flags.remove(.blocked)
        if wanted.contains(.write) { updateInterest() }
    }

    @inline(__always) private func checkMarks() {
        let n = bufferedOutput
        if n > high {
            flags.insert(.full)
            if pausesReads, !flags.contains(.outputPaused) {
                flags.insert(.outputPaused)
                updateInterest()
            }
        } else if n <= low {
            if flags.contains(.outputPaused) {
                flags.remove(.outputPaused)
                updateInterest()
                redeliverSoon()
            }
            if !writers.isEmpty {
                let w = writers
                writers = []
                for c in w { c.finish(.success(())) }
            }
            if flags.contains(.full) {
                flags.remove(.full)
                handler?.outputDrained(self)
            }
        }
    }

    private func outputEmptied() {
        if flags.contains(.outputEnding), !flags.contains(.outputEnded) {
            flags.insert(.outputEnded)
            if flags.isDisjoint(with: .closesAfterFlush) { Sockets.endOutput(fd) }
        }
        if flags.contains(.closesAfterFlush) { shut(nil) } else { closeIfBothEnded() }
    }
}
