import StrataCore
@testable import StrataHTTP
import StrataTextEncoding
import Testing

/// What HTTP Digest tells those that it refuses, and how long a nonce is taken.
extension DigestTests {
    private func nonce(of answer: RawAnswer) throws -> String {
        let parts = answer.head.split(separator: "nonce=\"")
        return try #require(parts.dropFirst().first?.split(separator: "\"").first.map(String.init))
    }

    /// The same age of a nonce, twenty seconds, with either setting.
    @Test(arguments: [(Duration.seconds(10), 401), (.seconds(30), 200)])
    func theLifetimeOfNoncesIsTheSetting(_ lifetime: Duration, _ status: Int) async throws {
        let clock = Clock()
        var configuration = HTTPTransport.Configuration.defaults
        configure(&configuration)
        configuration.digestNonceLifetime = lifetime
        let probe = ListenerProbe(configuration)
        _ = try CustomBinding {
            TextEncoding(.soap11)
            probe
        }.makeReplyListener(at: EndpointAddress("http://127.0.0.1:0/peer"))
        let settings = try #require(probe.listener).server.settings
        let endpoint = HTTPEndpoint(settings, nonces: { try DigestNonces(lifetime: $0, now: { clock.value }) })
        let server = HTTPServer(settings, endpoint: endpoint)
        try await server.open()
        #expect(endpoint.serve(Calc.handler(.soap11)))
        let port = try HTTPAddress(server.address.uri, scheme: "http").port
        try await withPeer(port: port) { peer in
            try await peer.send(Calc.post("hi"))
            let nonce = try nonce(of: try #require(try await peer.answers(1).first))
            clock.advance(.seconds(20))
            try await peer.send(Calc.post("hi", try field(nonce)))
            let answer = try #require(try await peer.answers(2).last)
            #expect(answer.status == status && answer.head.contains("stale=true") == (status == 401))
        }
        try await server.close()
    }

    /// 91: whatever is wrong with who calls, the answer is the same, octet for octet but for its date and the nonces it gives.
    @Test(arguments: [false, true])
    func refusalsAreAlike(_ hashed: Bool) async throws {
        let foreign = try DigestNonces(lifetime: .seconds(300)).make()
        let shown: [@Sendable (String) throws -> String?] = [
            { _ in nil }, { _ in "Authorization: Basic YWxpY2U6c2VjcmV0" }, { _ in "Authorization: Digest" },
            { try DigestTests().field($0, user: "bob") }, { try DigestTests().field($0, password: "wrong") },
            { try DigestTests().field($0, realm: "another") }, { try DigestTests().field($0, uri: "/other") },
            { _ in try DigestTests().field(foreign) }, { try DigestTests().field($0, nc: "0") },
            { try DigestTests().field($0, user: "") }, { try DigestTests().field($0, user: String(repeating: "u", count: 4000)) },
        ]
        var answers: Set<String> = []
        try await withService(binding(hashed: hashed), Calc.handler(.soap11) { _ in Issue.record("the handler ran") }) { listener in
            for credentials in shown {
                try await withPeer(port: listener.port) { peer in
                    try await peer.send(Calc.post("hi"))
                    let nonce = try nonce(of: try #require(try await peer.answers(1).first))
                    try await peer.send(try credentials(nonce).map { Calc.post("hi", $0) } ?? Calc.post("hi"))
                    let answer = try #require(try await peer.answers(2).last)
                    #expect(answer.status == 401)
                    let fresh = try self.nonce(of: answer)
                    #expect(fresh != nonce)
                    let head = answer.head.replacing(fresh, with: "").split(separator: "\r\n").filter {
                        !$0.lowercased().hasPrefix("date:")
                    }
                    answers.insert(head.joined(separator: "\n") + "\n" + answer.body)
                }
            }
        }
        #expect(answers.count == 1, "\(answers)")
    }
}
