import StrataCore
@testable import StrataNet

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A port of this machine where connecting goes on for ever: its queue is full, and nobody accepts.
final class FullListener: Sendable {
    let port: UInt16
    private let sockets: [Int32]

    init() throws {
        let own = try Sockets.make(.loopback4(port: 0))
        _ = try SocketAddress.loopback4(port: 0).withSockaddr { p, n in bind(own, p, n) }
        guard listen(own, 0) == 0, let address = Sockets.localAddress(own) else { throw IOError.system("listen") }
        port = address.port ?? 0
        var made = [own]
        for _ in 0..<4 {
            let caller = try Sockets.make(address)
            _ = try address.withSockaddr { p, n in connect(caller, p, n) }
            made.append(caller)
        }
        sockets = made
    }

    /// The port is free again.
    func end() { for socket in sockets { close(socket) } }
}
