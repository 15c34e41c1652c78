#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

@testable import StrataNet

/// A socket that is bound and does not listen: its port refuses, and nobody else takes it.
final class Refuser: Sendable {
    private let fd: Int32
    let address: SocketAddress

    init(_ wanted: SocketAddress = .loopback4(port: 0)) throws { (fd, address) = try bound(wanted) }

    deinit { close(fd) }
}

/// A listening socket whose queue is full: the system drops what comes, so a connect hears nothing.
final class Blackhole: Sendable {
    private let fd: Int32
    let address: SocketAddress
    private let fillers: [Int32]

    init(_ wanted: SocketAddress = .loopback4(port: 0)) throws {
        (fd, address) = try bound(wanted)
        guard listen(fd, 0) == 0 else { throw IOError.system("listen") }
        var made: [Int32] = []
        for _ in 0..<4 {
            let c = try Sockets.make(address)
            _ = try address.withSockaddr { p, n in connect(c, p, n) }
            made.append(c)
        }
        fillers = made
    }

    deinit {
        for c in fillers { close(c) }
        close(fd)
    }
}

private func bound(_ wanted: SocketAddress) throws -> (Int32, SocketAddress) {
    let fd = try Sockets.make(wanted)
    let rc = try wanted.withSockaddr { p, n in bind(fd, p, n) }
    guard rc == 0, let address = Sockets.localAddress(fd) else { throw IOError.system("bind", address: "\(wanted)") }
    return (fd, address)
}
