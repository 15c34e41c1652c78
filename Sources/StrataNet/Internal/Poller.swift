#if os(Linux)
    import CLinux
    import Glibc

    /// What a source waits for, and what it is told. `hangup` and `error` come unasked.
    struct Readiness: OptionSet, Sendable {
        let rawValue: UInt32
        static let read = Readiness(rawValue: EPOLLIN.rawValue)
        static let write = Readiness(rawValue: EPOLLOUT.rawValue)
        static let error = Readiness(rawValue: EPOLLERR.rawValue)
        static let hangup = Readiness(rawValue: EPOLLHUP.rawValue)
    }

    /// epoll, level-triggered for sources: one that stops half way through its input is simply told again,
    /// so fairness limits need no list of their own. A kqueue twin with these six members is the port to macOS.
    ///
    /// `Sendable` although `events` is shared mutable memory: only the loop's thread calls `wait`, the one place that touches it.
    final class Poller: @unchecked Sendable {
        private let epfd: Int32
        private let eventfd: Int32
        private let events: UnsafeMutablePointer<epoll_event>
        private static let batch = 256
        static let wakeToken = UInt64.max

        init() throws(IOError) {
            let ep = epoll_create1(Int32(EPOLL_CLOEXEC))
            guard ep >= 0 else { throw .system("epoll_create1") }
            let ev = CLinux.eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
            guard ev >= 0 else {
                let e = IOError.system("eventfd")
                close(ep)
                throw e
            }
            epfd = ep
            eventfd = ev
            events = .allocate(capacity: Self.batch)
            // Edge-triggered, so nobody has to read the eventfd: each wake-up is an edge of its own, and its count never gets full.
            try add(eventfd, Readiness(rawValue: EPOLLIN.rawValue | EPOLLET.rawValue), Self.wakeToken)
        }

        deinit {
            close(eventfd)
            close(epfd)
            events.deallocate()
        }

        private func control(_ op: Int32, _ fd: Int32, _ want: Readiness, _ token: UInt64) throws(IOError) {
            var e = epoll_event(events: want.rawValue, data: epoll_data_t(u64: token))
            guard epoll_ctl(epfd, op, fd, &e) == 0 else { throw .system("epoll_ctl") }
        }

        func add(_ fd: Int32, _ want: Readiness, _ token: UInt64) throws(IOError) { try control(EPOLL_CTL_ADD, fd, want, token) }
        func modify(_ fd: Int32, _ want: Readiness, _ token: UInt64) throws(IOError) { try control(EPOLL_CTL_MOD, fd, want, token) }
        func remove(_ fd: Int32) { try? control(EPOLL_CTL_DEL, fd, [], 0) }

        /// Any thread.
        func wake() {
            var one: UInt64 = 1
            while write(eventfd, &one, 8) < 0, errno == EINTR {}
        }

        /// Waits at most `milliseconds` (-1: for ever), says `polled`, and hands out what is ready. True when another thread woke it.
        @discardableResult
        func wait(_ milliseconds: Int32, polled: () -> Void, _ each: (UInt64, Readiness) -> Void) -> Bool {
            let n = epoll_wait(epfd, events, Int32(Self.batch), milliseconds)
            polled()
            guard n > 0 else { return false }  // EINTR: the loop goes round
            var woken = false
            for i in 0..<Int(n) {
                let e = events[i]
                if e.data.u64 == Self.wakeToken {
                    woken = true
                } else {
                    each(e.data.u64, Readiness(rawValue: e.events))
                }
            }
            return woken
        }
    }
#endif
