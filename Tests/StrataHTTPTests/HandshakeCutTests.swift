import StrataCore
import StrataCrypto
@testable import StrataHTTP
import StrataTLS
import StrataTextEncoding
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// 86: connections that break anywhere in the TLS handshake, by an end or a reset, in either direction.
@Suite(.timeLimit(.minutes(2))) struct HandshakeCutTests {
    private static func binding(_ tls: TLSConfiguration) -> CustomBinding {
        CustomBinding {
            TextEncoding(.soap11)
            HTTPSTransport(tls: tls)
        }
    }

    private static func descriptors() -> Int { (0..<4096).filter { fcntl(Int32($0), F_GETFD) >= 0 }.count }

    /// A call by way of the relay, on a connection of its own.
    private static func call(_ relay: CutRelay, _ c: Certificates, _ cut: CutRelay.Cut?) async -> (any Error)? {
        relay.set(cut)
        let result = await Result.of {
            try await binding(c.clientSettings()).withRequestChannel(to: EndpointAddress("https://localhost:\(relay.port)/peer")) {
                try await $0.request(Calc.request("hi"))
            }
        }
        guard case .failure(let error) = result else { return nil }
        return error
    }

    /// Every call has a named error, which says that nothing was acted on where the handshake was not over; the service goes on, and no
    /// connection and no descriptor is left.
    private static func check(_ version: TLSVersion) async throws {
        let c = try Certificates.shared.get()
        var server = c.serverSettings()
        server.maximumVersion = version
        server.resumesSessions = false
        try await withService(binding(server), scheme: "https", Calc.handler(.soap11)) { listener in
            let relay = try await CutRelay.listen(to: listener.port)
            #expect(await call(relay, c, nil) == nil)
            let whole = relay.counts
            var before = 0
            for isUp in [true, false] {
                let length = isUp ? whole.up : whole.down
                for isReset in [true, false] {
                    // A step that has no factor in common with anything: each offset in a record comes up in time.
                    for octets in stride(from: 0, to: length - 40, by: 7) {
                        let cut = CutRelay.Cut(isUp: isUp, octets: octets, isReset: isReset)
                        let error = await call(relay, c, cut) as? CommunicationError
                        let code = try #require(error?.code, "\(cut)")
                        #expect([.connectionLost, .securityRejected].contains(code), "\(cut): \(String(describing: error))")
                        try await eventually { connections(at: listener.port) == 0 }
                        // The second call: what the runtime and the system open once is there by now.
                        if before == 0, octets > 0 { before = descriptors() }
                    }
                }
            }
            #expect(await call(relay, c, nil) == nil)
            try await eventually { connections(at: listener.port) == 0 }
            try await eventually { descriptors() <= before }
            await relay.stop()
        }
    }

    @Test func tls13() async throws {
        await #expect(processExitsWith: .success) { try await Self.check(.tls13) }
    }

    @Test func tls12() async throws {
        await #expect(processExitsWith: .success) { try await Self.check(.tls12) }
    }
}
