#if canImport(Glibc)
    import CLinux
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The socket calls, where the platforms differ or the types are awkward.
enum Sockets {
    static func make(_ address: SocketAddress) throws(IOError) -> Int32 {
        #if os(Linux)
            // Under Glibc SOCK_STREAM is an enum (`__socket_type`), SOCK_NONBLOCK too: only rawValue is common ground.
            let fd = socket(address.family, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
            guard fd >= 0 else { throw .system("make a socket for", address: "\(address)") }
        #else
            let fd = socket(address.family, SOCK_STREAM, 0)
            guard fd >= 0 else { throw .system("make a socket for", address: "\(address)") }
            prepare(fd)
        #endif
        return fd
    }

    /// A connection of the queue and where it comes from, or the error number.
    static func accept(_ listener: Int32) -> (fd: Int32, peer: SocketAddress?, errno: Int32) {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        #if os(Linux)
            let fd = clinux_accept(listener, &storage, &length)
            if fd < 0 { return (fd, nil, errno) }
        #else
            let fd = withUnsafeMutablePointer(to: &storage) { p in
                p.withMemoryRebound(to: sockaddr.self, capacity: 1) { Darwin.accept(listener, $0, &length) }
            }
            if fd < 0 { return (fd, nil, errno) }
            prepare(fd)
        #endif
        let peer = withUnsafeBytes(of: &storage) {
            SocketAddress(UnsafeRawBufferPointer(rebasing: $0.prefix(Int(length))))
        }
        return (fd, peer, 0)
    }

    /// The address a socket is bound to.
    static func localAddress(_ fd: Int32) -> SocketAddress? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let rc = withUnsafeMutablePointer(to: &storage) { p in
            p.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(fd, $0, &length) }
        }
        guard rc == 0 else { return nil }
        return withUnsafeBytes(of: &storage) { SocketAddress(UnsafeRawBufferPointer(rebasing: $0.prefix(Int(length)))) }
    }

    /// Whether the socket is its own peer. That happens when nobody listens at a port that the system also gives out to those who
    /// connect: it may give out that very one, and the connection is made.
    static func isConnectedToItself(_ fd: Int32, _ peer: SocketAddress) -> Bool { peer.port != nil && localAddress(fd) == peer }

    /// Where the kernel has no SOCK_NONBLOCK or MSG_NOSIGNAL (Darwin), say the same by fcntl and SO_NOSIGPIPE.
    static func prepare(_ fd: Int32) {
        #if canImport(Darwin)
            _ = fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK)
            _ = fcntl(fd, F_SETFD, FD_CLOEXEC)
            set(fd, SOL_SOCKET, SO_NOSIGPIPE, 1)
        #endif
    }

    @discardableResult
    static func set(_ fd: Int32, _ level: Int32, _ name: Int32, _ value: Int32) -> Bool {
        var v = value
        return setsockopt(fd, level, name, &v, socklen_t(MemoryLayout<Int32>.size)) == 0
    }

    static func noDelay(_ fd: Int32) { set(fd, Int32(IPPROTO_TCP), TCP_NODELAY, 1) }

    /// Closing then sends RST and drops what waits.
    static func resetOnClose(_ fd: Int32) {
        var l = linger(l_onoff: 1, l_linger: 0)
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &l, socklen_t(MemoryLayout<linger>.size))
    }

    static func pendingError(_ fd: Int32) -> Int32 {
        var e: Int32 = 0
        var n = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(fd, SOL_SOCKET, SO_ERROR, &e, &n) == 0 ? e : errno
    }

    static func endOutput(_ fd: Int32) {
        #if os(Linux)
            shutdown(fd, Int32(SHUT_WR))
        #else
            shutdown(fd, SHUT_WR)
        #endif
    }

    /// Never raises SIGPIPE, whatever the process does with signals.
    @inline(__always) static func send(_ fd: Int32, _ b: UnsafeRawBufferPointer) -> Int {
        #if os(Linux)
            return Glibc.send(fd, b.baseAddress, b.count, Int32(MSG_NOSIGNAL))
        #else
            return Darwin.send(fd, b.baseAddress, b.count, 0)
        #endif
    }
}
