import StrataCore
import StrataCrypto
@testable import StrataHTTP
import StrataTLS
import StrataTextEncoding
import Synchronization
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// 86: connections that break anywhere in the TLS handshake, by an end or a reset, in either direction.
@Suite(.timeLimit(.minutes(2))) struct HandshakeCutTests {
    /// What the two say to each other before the request.
    enum Form: Sendable {
        case plain, withClientCertificate, resumed
    }

    /// Signatures, and with them flights, differ by some octets from one handshake to the next.
    private static let slack = 12

    private static func binding(_ tls: TLSConfiguration) -> CustomBinding {
        var configuration = HTTPSTransport.Configuration(tls: tls)
        configuration.http.keepAliveEnabled = false
        return CustomBinding {
            TextEncoding(.soap11)
            HTTPSTransport(configuration)
        }
    }

    private static func descriptors() -> Int { (0..<4096).filter { fcntl(Int32($0), F_GETFD) >= 0 }.count }

    /// One round of calls by way of the relay: each has a connection of its own, and all of them the settings whose sessions are resumed.
    private struct Caller {
        var relay: CutRelay
        var tls: TLSConfiguration
        var form: Form

        /// What a call came to that is cut.
        func call(_ cut: CutRelay.Cut?) async throws -> (any Error)? {
            let address = EndpointAddress("https://localhost:\(relay.port)/peer")
            return try await HandshakeCutTests.binding(tls).withRequestChannel(to: address) { channel in
                relay.set(nil)
                // Its session is what the next one goes on with.
                if form == .resumed { _ = try await channel.request(Calc.request("first")) }
                relay.set(cut)
                let result = await Result.of { try await channel.request(Calc.request("hi")) }
                guard case .failure(let error) = result else { return nil }
                return error
            }
        }
    }

    /// Where a direction is cut: every octet about the borders of records, and of the others every `step`th.
    private static func places(_ relay: CutRelay, isUp: Bool, length: Int, step: Int) -> [Int] {
        let borders = relay.records(isUp: isUp).map(\.at)
        return (0..<max(0, length - 48)).filter { n in n % step == 0 || borders.contains { abs($0 - n) <= 6 } }
    }

    /// Every call has a named error, which says that nothing was acted on where the handshake was not over, and never says so where the
    /// service has acted; the service goes on, and no connection and no descriptor is left.
    ///
    /// - Parameter step: between two places that are cut; it has no factor in common with anything, so that each offset in a record comes
    ///   up in time.
    /// - Parameter everyReset: resets come at every octet of the handshake, and at some behind it.
    private static func check(_ version: TLSVersion, _ form: Form, step: Int, everyReset: Bool = false) async throws {
        let c = try Certificates.shared.get()
        var server = c.serverSettings(form == .withClientCertificate ? .required : .none)
        server.maximumVersion = version
        server.resumesSessions = form == .resumed
        let acted = Mutex(0)
        let handler = Calc.handler(.soap11) { message in if try Calc.text(of: message) == "hi" { acted.withLock { $0 += 1 } } }
        try await withService(binding(server), scheme: "https", handler) { listener in
            let relay = try await CutRelay.listen(to: listener.port)
            let caller = Caller(
                relay: relay, tls: c.clientSettings(form == .withClientCertificate ? c.client : nil), form: form)
            if form == .resumed {
                let whole = Caller(relay: relay, tls: caller.tls, form: .plain)
                #expect(try await whole.call(nil) == nil)
                let full = try #require(relay.endOfHandshake)
                #expect(try await caller.call(nil) == nil)
                // No certificate was shown.
                #expect(try #require(relay.endOfHandshake).down < full.down - 100)
            }
            #expect(try await caller.call(nil) == nil)
            let whole = relay.counts
            let end = try #require(relay.endOfHandshake)
            #expect(end.up > 100 && end.up < whole.up && end.down > 50 && end.down < whole.down, "\(end) of \(whole)")
            let places = (
                up: places(relay, isUp: true, length: whole.up, step: step),
                down: places(relay, isUp: false, length: whole.down, step: step)
            )
            var before = 0
            var safe = 0
            var unsafe = 0
            for (isUp, places) in [(true, places.up), (false, places.down)] {
                for isReset in [true, false] {
                    let every = isReset && everyReset ? (isUp ? end.up : end.down) + 64 : 0
                    for octets in Array(0..<every) + places.filter({ $0 >= every }) {
                        let cut = CutRelay.Cut(isUp: isUp, octets: octets, isReset: isReset)
                        let count = acted.withLock { $0 }
                        let error = try #require(try await caller.call(cut) as? CommunicationError, "\(cut)")
                        #expect([.connectionLost, .securityRejected].contains(error.code), "\(cut): \(error)")
                        try await eventually { connections(at: listener.port) == 0 }
                        if octets < (isUp ? end.up : end.down) - slack { #expect(error.retry == .safe, "\(cut): \(error)") }
                        if acted.withLock({ $0 }) > count { #expect(error.retry == .unsafe, "\(cut): \(error)") }
                        if error.retry == .safe { safe += 1 } else { unsafe += 1 }
                        // The second call: what the runtime and the system open once is there by now.
                        if before == 0, octets > 0 { before = descriptors() }
                    }
                }
            }
            // Neither says always the same.
            #expect(safe > 0 && unsafe > 0)
            #expect(try await caller.call(nil) == nil)
            try await eventually { connections(at: listener.port) == 0 }
            try await eventually { descriptors() <= before }
            await relay.stop()
        }
    }

    @Test func tls13() async throws {
        await #expect(processExitsWith: .success) { try await Self.check(.tls13, .plain, step: 7, everyReset: true) }
    }

    @Test func tls12() async throws {
        await #expect(processExitsWith: .success) { try await Self.check(.tls12, .plain, step: 7, everyReset: true) }
    }

    @Test func tls13WithAClientCertificate() async throws {
        await #expect(processExitsWith: .success) { try await Self.check(.tls13, .withClientCertificate, step: 29) }
    }

    @Test func tls12WithAClientCertificate() async throws {
        await #expect(processExitsWith: .success) { try await Self.check(.tls12, .withClientCertificate, step: 29) }
    }

    @Test func tls13Resumed() async throws {
        await #expect(processExitsWith: .success) { try await Self.check(.tls13, .resumed, step: 29) }
    }

    @Test func tls12Resumed() async throws {
        await #expect(processExitsWith: .success) { try await Self.check(.tls12, .resumed, step: 29) }
    }
}
