import StrataCore
import StrataCrypto
@testable import StrataHTTP
import StrataInfoset
import StrataTLS
import StrataTextEncoding
import TestSupport
import Testing

/// A TLS connection that does not come about: the client learns why, and has sent nothing.
@Suite(.timeLimit(.minutes(1))) struct TLSFailureTests {
    private func binding(_ tls: TLSConfiguration, _ diagnostics: any Diagnostics = NoDiagnostics()) -> CustomBinding {
        CustomBinding(diagnostics: diagnostics) {
            TextEncoding(.soap11)
            HTTPSTransport(tls: tls)
        }
    }

    private func failure(server: TLSConfiguration, client: TLSConfiguration, host: String = "localhost") async throws -> CommunicationError
    {
        let records = Records()
        let result = try await withService(
            binding(server, records), host: "127.0.0.1", scheme: "https", Calc.handler(.soap11) { _ in Issue.record("the handler ran") }
        ) { listener in
            let result = await Result.of {
                try await binding(client).withRequestChannel(to: EndpointAddress("https://\(host):\(listener.port)/peer")) {
                    try await $0.request(Calc.request("hi"))
                }
            }
            try await eventually { connections(at: listener.port) == 0 }
            return result
        }
        guard case .failure(let error as CommunicationError) = result else { throw FaultError(.sender("\(result)")) }
        return error
    }

    @Test func theReasonIsNamed() async throws {
        let c = try Certificates.shared.get()
        var expired = CertificateTemplate.server(names: ["localhost", "127.0.0.1"])
        expired.notBefore = .now.advanced(bySeconds: -2 * 86_400)
        expired.notAfter = .now.advanced(bySeconds: -86_400)
        var old = c.serverSettings()
        old.identity = try c.authority.issue(expired)
        var clientOnly = c.serverSettings()
        clientOnly.identity = c.client
        var tls12 = c.serverSettings()
        tls12.maximumVersion = .tls12
        var tls13 = c.clientSettings()
        tls13.minimumVersion = .tls13
        var elsewhere = c.clientSettings()
        elsewhere.serverName = "elsewhere.example"
        let nobody = TLSConfiguration.client(trust: .roots([try CertificateAuthority.make(name: "nobody").certificate]))
        let cases: [(TLSConfiguration, TLSConfiguration, [String])] = [
            (c.serverSettings(), nobody, ["issuer", "trust"]), (c.serverSettings(), elsewhere, ["elsewhere.example"]),
            (old, c.clientSettings(), ["expired"]), (clientOnly, c.clientSettings(), ["purpose", "usage", "name", "server"]),
            (tls12, tls13, ["version"]),
        ]
        for (server, client, words) in cases {
            let error = try await failure(server: server, client: client)
            #expect(error.code == .securityRejected, "\(error)")
            #expect(error.retry == .safe)
            #expect(error.message.contains("TLS with localhost:"))
            #expect("\(error)".ranges(of: "(cause:").count == 0, "\(error)")
            #expect(words.contains { "\(error)".lowercased().contains($0) }, "\(words): \(error)")
        }
    }

    /// A certificate that is wanted and not shown: with TLS 1.3 the client learns it only when it reads.
    @Test func aClientWithoutTheCertificate() async throws {
        let c = try Certificates.shared.get()
        for version in TLSVersion.allCases {
            for identity in [nil, c.stranger] {
                var client = c.clientSettings(identity)
                client.maximumVersion = version
                let error = try await failure(server: c.serverSettings(.required), client: client)
                #expect([.securityRejected, .connectionLost].contains(error.code), "\(error)")
            }
        }
    }

    /// Much of the message is on its way when the server finds that there is no certificate: its alert still arrives, every time.
    @Test func aLargeRequestWithoutTheCertificate() async throws {
        let c = try Certificates.shared.get()
        var client = c.clientSettings()
        client.minimumVersion = .tls13
        let text = String(repeating: "x", count: 300_000)
        try await withService(
            binding(c.serverSettings(.required)), host: "127.0.0.1", scheme: "https",
            Calc.handler(.soap11) { _ in Issue.record("the handler ran") }
        ) { listener in
            for _ in 0..<20 {
                let result = await Result.of {
                    try await binding(client).withRequestChannel(to: EndpointAddress("https://localhost:\(listener.port)/peer")) {
                        try await $0.request(Calc.request(text))
                    }
                }
                guard case .failure(let error as CommunicationError) = result else { throw FaultError(.sender("\(result)")) }
                #expect("\(error)".contains("certificate required"), "\(error)")
            }
            try await eventually { connections(at: listener.port) == 0 }
        }
    }

    @Test func aServerThatSpeaksNoTLS() async throws {
        let c = try Certificates.shared.get()
        try await withRawServer { server in
            try await binding(c.clientSettings()).withRequestChannel(to: EndpointAddress("https://127.0.0.1:\(server.port)/x")) { channel in
                let call = Task { try await channel.request(Calc.request("hi")) }
                let peer = try await server.next()
                try await peer.received(1)
                try await peer.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
                await #expect { _ = try await call.value } throws: { error in
                    guard let error = error as? CommunicationError else { return false }
                    return error.code == .securityRejected && error.retry == .safe
                }
                try await peer.end()
                // Nothing of the message has left.
                #expect(!String(decoding: peer.octets, as: UTF8.self).contains("POST"))
            }
        }
    }

    /// A cut in the middle of a TLS record or without the closing alert is no end of a message.
    @Test func aReplyCutOffInsideTLS() async throws {
        let c = try Certificates.shared.get()
        let handler: RequestHandler = { message in
            var reply = Calc.reply(String(repeating: "x", count: 60_000), .soap11)
            reply.properties[HTTPResponseProperty.self] = HTTPResponseProperty(headers: ["Connection": "close"])
            return reply
        }
        try await withService(binding(c.serverSettings()), scheme: "https", handler) { listener in
            // A relay that ends after so many octets of the server's.
            for limit in [1500, 5000, 30_000] {
                try await withRawServer { relay in
                    try await binding(c.clientSettings()).withRequestChannel(to: EndpointAddress("https://127.0.0.1:\(relay.port)/peer")) {
                        channel in
                        let call = Task { try await channel.request(Calc.request("hi")) }
                        let inner = try await relay.next()
                        try await withPeer(port: listener.port) { outer in
                            var (up, down) = (0, 0)
                            while down < limit {
                                try await eventually { inner.octets.count > up || outer.octets.count > down || inner.isClosed }
                                let (a, b) = (inner.octets, outer.octets)
                                if a.count > up { try await outer.send(a[up...]) }
                                up = a.count
                                let until = min(b.count, limit)
                                if until > down { try await inner.send(b[down..<until]) }
                                down = until
                                if inner.isClosed { break }
                            }
                            try await inner.close()
                        }
                        await #expect { _ = try await call.value } throws: { error in
                            [.connectionLost, .protocolViolation, .securityRejected].contains((error as? CommunicationError)?.code)
                        }
                    }
                }
            }
        }
    }
}
