import StrataCore
@testable import StrataHTTP
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// 78: thousands of sockets that are opened and say nothing, more than a service takes. In a process of its own, which has descriptors
/// enough.
@Suite(.timeLimit(.minutes(2))) struct ManySocketsTests {
    @Test func silentSockets() async throws {
        await #expect(processExitsWith: .success) {
            // Both ends are this process's.
            let count = min(4000, (limitDescriptors(8500) - 500) / 2)
            // The rest waits in the system's queue, until silent ones have been sent away.
            let limit = count / 2
            let records = Records()
            let binding = plainBinding(diagnostics: records) {
                $0.maxConnections = limit
                $0.requestInitializationTimeout = .seconds(1)
            }
            try await withService(binding, Calc.handler(.soap11)) { listener in
                let sockets = (0..<count).compactMap { _ in Self.connected(to: listener.port) }
                #expect(sockets.count == count && connections(at: listener.port) <= limit)
                try await withPeer(port: listener.port) { peer in
                    // A caller of the same kind, but for what it says.
                    try await peer.send(Calc.post("hi"))
                    #expect(try await peer.answers(1).map(\.status) == [200])
                }
                try await eventually { connections(at: listener.port) == 0 }
                // Each has seen the end, and not an octet.
                #expect(sockets.allSatisfy { Self.hasEnded($0) })
                for socket in sockets { close(socket) }
            }
            #expect(records.lines.count { $0.contains("said nothing within requestInitializationTimeout") } == count)
        }
    }

    /// Whether there is nothing but the end to be read.
    private static func hasEnded(_ socket: Int32) -> Bool {
        var octet: UInt8 = 0
        return recv(socket, &octet, 1, Int32(MSG_DONTWAIT)) == 0
    }

    private static func connected(to port: UInt16) -> Int32? {
        #if os(Linux)
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
            let descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        guard descriptor >= 0, result == 0 else { return nil }
        return descriptor
    }
}
