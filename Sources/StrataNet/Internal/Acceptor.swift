#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// One listening socket on a loop; belongs to a `StreamListener`.
final class Acceptor: EventSource, @unchecked Sendable {
    let address: SocketAddress
    /// From `begin` to the end: a listener that nobody holds goes on accepting.
    private var listener: StreamListener?
    private var reserve: Int32
    private var resting = false
    private let unlinksPath: String?

    /// Binds and listens, yet accepts nothing before `begin`.
    init(_ loop: EventLoop, _ wanted: SocketAddress, _ configuration: StreamListener.Configuration) throws(IOError) {
        let fd = try Sockets.make(wanted)
        if wanted.family != AF_UNIX { Sockets.set(fd, SOL_SOCKET, SO_REUSEADDR, 1) }
        // IPv6 alone, so that the same port can be bound for IPv4 beside it, whatever the system's default is.
        if wanted.family == AF_INET6 { Sockets.set(fd, Int32(IPPROTO_IPV6), IPV6_V6ONLY, 1) }
        if configuration.reusePort { Sockets.set(fd, SOL_SOCKET, SO_REUSEPORT, 1) }
        func failed(_ operation: String) -> IOError {
            let e = IOError.system(operation, address: "\(wanted)")
            close(fd)
            return e
        }
        let bound: Int32
        do throws(IOError) { bound = try wanted.withSockaddr { p, n in bind(fd, p, n) } } catch {
            close(fd)
            throw error
        }
        guard bound == 0 else { throw failed("listen on") }
        guard listen(fd, configuration.backlog) == 0 else { throw failed("listen on") }
        address = Sockets.localAddress(fd) ?? wanted
        if case .unix(let path) = wanted { unlinksPath = path } else { unlinksPath = nil }
        reserve = Self.openReserve()
        super.init(loop, fd)
    }

    deinit { closeAll() }

    func begin(_ listener: StreamListener) throws(IOError) {
        self.listener = listener
        try loop.register(self, .read)
    }

    /// A descriptor kept for the day when there is none left: closed, it lets us accept a connection to turn it away.
    private static func openReserve() -> Int32 { open("/dev/null", O_RDONLY | O_CLOEXEC) }

    override func ready(_ r: Readiness) { accept(atMost: 64) }  // bounded: a connect storm must not starve the connections

    private func accept(atMost limit: Int) {
        for _ in 0..<limit {
            guard fd >= 0, !resting, let listener else { return }
            guard listener.admits() else {
                try? loop.want(self, [])  // the rest waits in the system's queue until a connection ends
                return
            }
            let (c, peer, e) = Sockets.accept(fd)
            if c < 0 {
                listener.admissionUnused()
                switch e {
                case EINTR, ECONNABORTED: continue  // the client gave up while queued
                case EMFILE, ENFILE, ENOBUFS, ENOMEM: return shed()
                default: return
                }
            }
            loop.counters.accepts += 1
            if address.family != AF_UNIX { Sockets.noDelay(c) }
            listener.handOver(c, peer)
        }
    }

    /// Out of descriptors: the socket stays readable, so the poller would spin. Turn one connection away, then look away for a moment.
    private func shed() {
        if reserve >= 0 {
            close(reserve)
            let (c, _, _) = Sockets.accept(fd)
            if c >= 0 {
                loop.counters.shed += 1
                close(c)
            }
            reserve = Self.openReserve()
        } else {
            reserve = Self.openReserve()
        }
        rest()
    }

    /// Looks away for a moment.
    private func rest() {
        resting = true
        try? loop.want(self, [])
        loop.after(.milliseconds(50)) { [weak self] in
            guard let self else { return }
            resting = false
            admitAgain()
        }
    }

    /// There is room again.
    func admitAgain() {
        guard registered, !resting else { return }
        do throws(IOError) { try loop.want(self, .read) } catch { rest() }
    }

    /// Takes what has connected already, then closes the socket.
    func stop() {
        loop.assertCurrent()
        guard fd >= 0 else { return }
        if registered { accept(atMost: 4096) }
        loop.unregister(self)
        closeAll()
    }

    override func loopStopped() {
        loop.unregister(self)
        closeAll()
    }

    private func closeAll() {
        listener = nil
        if fd >= 0 {
            close(fd)
            fd = -1
            if let unlinksPath { unlink(unlinksPath) }
        }
        if reserve >= 0 {
            close(reserve)
            reserve = -1
        }
    }
}
