#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

extension ByteStream {
    /// Whether another use may follow: open, nothing half read, nothing half written, no end begun on either side.
    package var isReusable: Bool {
        loop.assertCurrent()
        return flags.isDisjoint(with: [.closed, .inputEnded, .outputEnding, .paused, .verdictPending, .lingering]) && input == nil
            && bufferedOutput == 0 && (transform == nil || flags.contains(.established))
    }

    /// Whether it has lain idle in a pool: its peer may have ended it in that time.
    package var wasKept: Bool { flags.contains(.kept) }

    /// From here on nothing is expected of the peer: an octet or its end closes the stream.
    func park() {
        flags.insert(.parked)
        updateInterest()
    }

    func unpark() {
        flags.remove(.parked)
        updateInterest()
    }

    /// Looks at the socket, since the loop may not have come to it yet: false when the peer has ended, failed or sent something. What a
    /// transform sends on its own account (a TLS session ticket) is taken in.
    func isParkedAndClean() -> Bool {
        guard isReusable, flags.contains(.parked) else { return false }
        for _ in 0..<8 {
            loop.counters.reads += 1
            let n = recv(fd, loop.probeScratch.baseAddress, loop.probeScratch.count, 0)
            if n < 0 {
                if errno == EINTR { continue }
                return errno == EAGAIN || errno == EWOULDBLOCK
            }
            guard n > 0, transform != nil else { return false }
            let clear = loop.takeBuffer()
            defer { loop.giveBack(clear) }
            do throws(IOError) {
                try take(UnsafeRawBufferPointer(start: loop.probeScratch.baseAddress, count: n), clear: clear)
            } catch {
                return false
            }
            guard isReusable || (!flags.contains(.closed) && plain == nil && input == nil) else { return false }
        }
        return false
    }
}
