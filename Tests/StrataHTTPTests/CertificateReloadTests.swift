import StrataCore
import StrataCrypto
@testable import StrataHTTP
import StrataTLS
import StrataTextEncoding
import Synchronization
import Testing

/// A service whose certificate is renewed while it runs, and sessions that go on in later connections.
@Suite(.timeLimit(.minutes(1))) struct CertificateReloadTests {
    private func binding(_ tls: TLSConfiguration, _ diagnostics: any Diagnostics = NoDiagnostics()) -> CustomBinding {
        CustomBinding(diagnostics: diagnostics) {
            TextEncoding(.soap11)
            HTTPSTransport(tls: tls)
        }
    }

    /// One call on a connection of its own: whether the session went on, and the certificate that was shown.
    private func call(_ port: UInt16, _ tls: TLSContext) async throws -> (isResumed: Bool, certificate: [UInt8])? {
        try await withPeer(port: port, tls: tls) { peer in
            try await peer.send(Calc.post("hi"))
            #expect(try await peer.answers(1).map(\.status) == [200])
            return try await peer.transform()
        }
    }

    @Test(arguments: TLSVersion.allCases)
    func sessionsGoOnUntilTheCertificateIsRenewed(_ version: TLSVersion) async throws {
        let c = try Certificates.shared.get()
        let source = TLSIdentitySource(c.server)
        var settings = TLSConfiguration.defaults
        settings.identitySource = source
        settings.maximumVersion = version
        let client = try TLSContext(c.clientSettings(), side: .client)
        try await withService(binding(settings), scheme: "https", Calc.handler(.soap11)) { listener in
            #expect(try await call(listener.port, client)?.isResumed == false)
            for _ in 0..<5 { #expect(try await call(listener.port, client)?.isResumed == true) }
            let renewed = try c.authority.issue(.server(names: ["localhost"]))
            try source.replace(with: renewed)
            let first = try await call(listener.port, client)
            #expect(first?.isResumed == false)
            #expect(first?.certificate == renewed.certificate.der.map { $0 })
            #expect(try await call(listener.port, client)?.isResumed == true)
        }
    }

    /// A connection that is open keeps what it began with, a renewed certificate is for the next one, and calls go on throughout.
    @Test func aReloadBreaksNothingAndAFailedOneIsReported() async throws {
        let c = try Certificates.shared.get()
        let next = Mutex<Result<CertificateIdentity, any Error>>(.success(c.server))
        let source = try TLSIdentitySource { try next.withLock { try $0.get() } }
        var settings = TLSConfiguration.defaults
        settings.identitySource = source
        let records = Records()
        try await withService(binding(settings, records), scheme: "https", Calc.handler(.soap11)) { listener in
            let client = try TLSContext(c.clientSettings(), side: .client)
            let address = EndpointAddress("https://localhost:\(listener.port)/peer")
            try await binding(c.clientSettings()).withRequestChannel(to: address) { channel in
                _ = try await channel.request(Calc.request("before"))
                try await withPeer(port: listener.port, tls: client) { open in
                    try await open.send(Calc.post("one"))
                    _ = try await open.answers(1)

                    // What cannot be read, or cannot be used, changes nothing, and somebody hears of it.
                    next.withLock { $0 = .failure(ValidationFailure("no such file")) }
                    #expect(throws: ValidationFailure.self) { try source.reload() }
                    #expect(try await records.first(with: "no such file").contains("error the certificate could not be replaced"))
                    var template = CertificateTemplate.server(names: ["localhost"])
                    template.notBefore = .now.advanced(bySeconds: -2 * 86_400)
                    template.notAfter = .now.advanced(bySeconds: -86_400)
                    let expired = try c.authority.issue(template)
                    next.withLock { $0 = .success(expired) }
                    #expect(throws: CryptoError.self) { try source.reload() }
                    #expect(try await records.first(with: "not now").contains(":\(listener.port)"))
                    #expect(try await call(listener.port, client)?.certificate == c.server.certificate.der.map { $0 })

                    let renewed = try c.authority.issue(.server(names: ["localhost"]))
                    next.withLock { $0 = .success(renewed) }
                    try source.reload()
                    try await records.first(with: "the certificate was replaced")
                    #expect(try await call(listener.port, client)?.certificate == renewed.certificate.der.map { $0 })
                    try await open.send(Calc.post("two"))
                    #expect(try await open.answers(2).map(\.status) == [200, 200])
                    #expect(try await open.transform()?.certificate == c.server.certificate.der.map { $0 })
                }
                _ = try await channel.request(Calc.request("after"))
            }
        }
        // A service that has closed hears no more.
        let count = records.lines.count
        next.withLock { $0 = .failure(ValidationFailure("too late")) }
        #expect(throws: ValidationFailure.self) { try source.reload() }
        #expect(records.lines.count == count)
    }
}
