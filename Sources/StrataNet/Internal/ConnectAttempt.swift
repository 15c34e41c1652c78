#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// One non-blocking connect in progress.
final class ConnectAttempt: EventSource, @unchecked Sendable {
    let address: SocketAddress
    private var done: ((ConnectAttempt, Result<ByteStream, IOError>) -> Void)?

    init(_ loop: EventLoop, _ address: SocketAddress, _ done: @escaping (ConnectAttempt, Result<ByteStream, IOError>) -> Void)
        throws(IOError)
    {
        self.address = address
        super.init(loop, try Sockets.make(address))
        if address.family != AF_UNIX { Sockets.noDelay(fd) }
        let fd = self.fd
        let rc = try address.withSockaddr { p, n in connect(fd, p, n) }
        if rc != 0, errno != EINPROGRESS, errno != EINTR { throw .system("connect to", address: "\(address)") }
        self.done = done
        // An immediate success (Unix sockets) takes the same path: writable at once.
        try loop.register(self, .write)
    }

    deinit { if fd >= 0 { close(fd) } }

    override func ready(_ r: Readiness) {
        let e = Sockets.pendingError(fd)
        guard e == 0 else { return finish(.failure(.system("connect to", e, address: "\(address)"))) }
        guard !Sockets.isConnectedToItself(fd, address) else {
            Sockets.resetOnClose(fd)
            return finish(.failure(.system("connect to", ECONNREFUSED, address: "\(address)")))
        }
        loop.unregister(self)
        let s = ByteStream(loop, connected: fd, peer: address)
        fd = -1
        finish(.success(s))
    }

    override func loopStopped() { finish(.failure(.loopStopped("connect to"))) }

    func cancel() {
        done = nil
        finish(.failure(.closed))
    }

    private func finish(_ r: Result<ByteStream, IOError>) {
        let d = done
        done = nil
        loop.unregister(self)
        if fd >= 0 {
            close(fd)
            fd = -1
        }
        d?(self, r)
    }
}
