import StrataCore
import StrataCrypto
import StrataHTTP
import StrataTLS
import StrataTextEncoding
import Synchronization
import Testing

/// Who calls, by TLS and by HTTP Basic.
@Suite struct SecurityTests {
    /// What the handler saw of the caller.
    final class Caller: Sendable {
        private let seen = Mutex<[SecurityContext?]>([])
        var contexts: [SecurityContext?] { seen.withLock { $0 } }
        func note(_ message: Message) { seen.withLock { $0.append(message.properties[SecurityContext.self]) } }
    }

    private func service(_ configuration: HTTPSTransport.Configuration) -> CustomBinding {
        CustomBinding {
            TextEncoding(.soap11)
            HTTPSTransport(configuration)
        }
    }

    /// One call of a client to a service; who the service saw.
    private func call(
        service: HTTPSTransport.Configuration, client: HTTPSTransport.Configuration, host: String = "localhost"
    ) async throws -> SecurityContext? {
        let caller = Caller()
        try await withService(
            self.service(service), host: "127.0.0.1", scheme: "https", Calc.handler(.soap11) { caller.note($0) }
        ) { listener in
            let binding = self.service(client)
            let reply = try await binding.withRequestChannel(to: EndpointAddress("https://\(host):\(listener.port)/peer")) { channel in
                let first = try await channel.request(Calc.request("one"))
                #expect(try Calc.text(of: first) == "one")
                return try await channel.request(Calc.request("hi"))
            }
            #expect(try Calc.text(of: reply) == "hi")
            #expect(reply.properties.security.primary?.certificateChain.isEmpty == false)
        }
        #expect(caller.contexts.count == 2)
        return caller.contexts.last ?? nil
    }

    private func https(_ tls: TLSConfiguration, _ change: (inout HTTPSTransport.Configuration) -> Void = { _ in })
        -> HTTPSTransport.Configuration
    {
        var configuration = HTTPSTransport.Configuration(tls: tls)
        change(&configuration)
        return configuration
    }

    @Test func anonymousTLSHasAContextWithoutIdentity() async throws {
        let c = try Certificates.shared.get()
        let context = try await call(service: https(c.serverSettings()), client: https(c.clientSettings()))
        #expect(context == SecurityContext())
    }

    @Test func plainHTTPHasNoContext() async throws {
        let caller = Caller()
        let binding = plainBinding()
        try await withService(binding, Calc.handler(.soap11) { caller.note($0) }) { listener in
            _ = try await binding.withRequestChannel(to: listener.address) { try await $0.request(Calc.request("hi")) }
        }
        #expect(caller.contexts == [nil])
    }

    @Test(arguments: [ClientCertificatePolicy.optional, .required])
    func clientCertificate(_ policy: ClientCertificatePolicy) async throws {
        let c = try Certificates.shared.get()
        let context = try await call(service: https(c.serverSettings(policy)), client: https(c.clientSettings(c.client)))
        #expect(context?.primary?.certificateChain.first == c.client.certificate.der)
        #expect(context?.identities.count == 1)
    }

    @Test func optionalCertificateMayBeAbsent() async throws {
        let c = try Certificates.shared.get()
        let context = try await call(service: https(c.serverSettings(.optional)), client: https(c.clientSettings()))
        #expect(context == SecurityContext())
    }

    @Test func absentOrForeignCertificateIsRefused() async throws {
        let c = try Certificates.shared.get()
        for identity in [nil, c.stranger] {
            await #expect {
                _ = try await self.call(service: self.https(c.serverSettings(.required)), client: self.https(c.clientSettings(identity)))
            } throws: { error in
                [.securityRejected, .connectionLost].contains((error as? CommunicationError)?.code)
            }
        }
    }

    @Test func wrongServerIsRefused() async throws {
        let c = try Certificates.shared.get()
        let untrusting = TLSConfiguration.client(trust: .roots([try CertificateAuthority.make(name: "nobody").certificate]))
        await #expect {
            _ = try await self.call(service: self.https(c.serverSettings()), client: self.https(untrusting))
        } throws: { error in
            guard let error = error as? CommunicationError else { return false }
            return error.code == .securityRejected && error.retry == .safe
        }
        var named = c.clientSettings()
        named.serverName = "elsewhere.example"
        await #expect(throws: CommunicationError.self) {
            _ = try await self.call(service: self.https(c.serverSettings()), client: self.https(named))
        }
    }

    @Test(arguments: [true, false], [true, false])
    func basic(suspends: Bool, preauthenticate: Bool) async throws {
        let c = try Certificates.shared.get()
        let context = try await call(
            service: https(c.serverSettings()) {
                $0.authenticationScheme = .basic
                $0.userNameValidator = OneUser(suspends: suspends)
                $0.realm = "tests"
            },
            client: https(c.clientSettings()) {
                $0.authenticationScheme = .basic
                $0.credentials = HTTPCredentials(userName: "alice", password: "secret")
                $0.preauthenticate = preauthenticate
            })
        #expect(context?.primary?.userName == "alice")
        #expect(context?.primary?.source == "HTTP Basic")
    }

    @Test func basicAndCertificate() async throws {
        let c = try Certificates.shared.get()
        let context = try await call(
            service: https(c.serverSettings(.required)) {
                $0.authenticationScheme = .basic
                $0.userNameValidator = OneUser()
            },
            client: https(c.clientSettings(c.client)) {
                $0.authenticationScheme = .basic
                $0.credentials = HTTPCredentials(userName: "alice", password: "secret")
            })
        #expect(context?.identities.map(\.source) == ["TLS", "HTTP Basic"])
    }

    @Test(arguments: [
        HTTPCredentials(userName: "alice", password: "wrong"), HTTPCredentials(userName: "bob", password: "secret"),
        HTTPCredentials(userName: "", password: ""),
    ])
    func wrongCredentials(_ credentials: HTTPCredentials) async throws {
        let binding = plainBinding {
            $0.authenticationScheme = .basic
            $0.userNameValidator = OneUser()
            $0.credentials = credentials
        }
        try await withService(binding, Calc.handler(.soap11) { _ in Issue.record("the handler ran") }) { listener in
            await #expect {
                try await binding.withRequestChannel(to: listener.address) { _ = try await $0.request(Calc.request("hi")) }
            } throws: { error in
                guard let error = error as? CommunicationError else { return false }
                return error.code == .securityRejected && error.retry == .safe && (error.cause as? HTTPStatusError)?.status == 401
            }
        }
    }

    /// Missing, malformed and wrong credentials are refused with the same answer.
    @Test func refusalsAreUniform() async throws {
        let binding = plainBinding {
            $0.authenticationScheme = .basic
            $0.userNameValidator = OneUser()
            $0.credentials = HTTPCredentials(userName: "x", password: "x")
            $0.realm = "a \"quoted\" realm"
        }
        try await withService(binding, Calc.handler(.soap11)) { listener in
            var seen: Set<String> = []
            for field in [
                "X: y", "Authorization: Basic", "Authorization: Basic !!", "Authorization: Basic YWxpY2U=",
                "Authorization: Basic YWxpY2U6d3Jvbmc=", "Authorization: Bearer x",
            ] {
                try await withPeer(port: listener.port) { peer in
                    try await peer.send(Calc.post("hi", field))
                    guard let answer = try await peer.answers(1).first else { return }
                    #expect(answer.status == 401)
                    #expect(answer.field("www-authenticate") == "Basic realm=\"a \\\"quoted\\\" realm\", charset=\"UTF-8\"")
                    seen.insert(answer.head.split(separator: "\r\n").filter { !$0.hasPrefix("Date") }.joined() + answer.body)
                    // The connection goes on: the right ones are taken on it.
                    try await peer.send(Calc.post("tail", "Authorization: Basic YWxpY2U6c2VjcmV0"))
                    #expect(try await peer.answers(2).map(\.status) == [401, 200])
                }
            }
            #expect(seen.count == 1)
        }
    }
}
