import StrataCore
import StrataCrypto
import StrataInfoset
@testable import StrataTLS
import Synchronization
import Testing

/// Sessions that go on in a later connection, and those that must not.
@Suite struct ResumptionTests {
    /// A connection that is made and used. Its session ends up with the client's context.
    @discardableResult
    private func connect(_ client: TLSContext, _ server: TLSContext, host: String = "localhost", endpoint: String? = nil) throws -> TLSPair
    {
        let pair = try TLSPair(client: client, server: server, host: host, endpoint: endpoint)
        try pair.run()
        #expect(pair.isEstablished, "\(String(describing: pair.clientError)) \(String(describing: pair.serverError))")
        #expect(try pair.echoes())
        #expect(pair.client.isResumed == pair.server.isResumed)
        return pair
    }

    @Test(arguments: TLSVersion.allCases)
    func theSecondConnectionGoesOnWithTheFirst(_ version: TLSVersion) throws {
        let client = try Material.clientContext()
        let server = try Material.serverContext { $0.only(version) }
        #expect(try !connect(client, server).client.isResumed)
        for _ in 0..<10 {
            let pair = try connect(client, server)
            #expect(pair.client.isResumed)
            // Who the server is, is known as before.
            #expect(pair.client.peerCertificates.first == (try Material.server.get()).certificate)
            #expect(pair.client.remoteIdentity?.certificateChain.first == (try Material.server.get()).certificate.der)
        }
    }

    @Test(arguments: TLSVersion.allCases)
    func switchedOffNothingGoesOn(_ version: TLSVersion) throws {
        for (clientResumes, serverResumes) in [(false, true), (true, false)] {
            let client = try Material.clientContext { $0.resumesSessions = clientResumes }
            let server = try Material.serverContext {
                $0.only(version)
                $0.resumesSessions = serverResumes
            }
            for _ in 0..<3 { #expect(try !connect(client, server).client.isResumed) }
        }
    }

    @Test func aTicketOfTLS13IsUsedOnce() throws {
        let client = try Material.clientContext()
        let server = try Material.serverContext { $0.only(.tls13) }
        try connect(client, server)
        // Two tickets came: two connections that are begun at the same time go on, a third does not.
        let pairs = try (0..<3).map { _ in try TLSPair(client: client, server: server) }
        for pair in pairs { try pair.run() }
        #expect(pairs.map { $0.client.isResumed } == [true, true, false])
    }

    @Test(arguments: TLSVersion.allCases)
    func neverForAnotherNameEndpointOrContext(_ version: TLSVersion) throws {
        let client = try Material.clientContext()
        let server = try Material.serverContext { $0.only(version) }
        try connect(client, server, endpoint: "a:1")
        #expect(try !connect(client, server, endpoint: "a:2").client.isResumed)
        #expect(try !connect(client, server, host: "127.0.0.1", endpoint: "a:1").client.isResumed)
        #expect(try !connect(try Material.clientContext(), server, endpoint: "a:1").client.isResumed)
        #expect(try connect(client, server, endpoint: "a:1").client.isResumed)
        client.forgetSessions()
        #expect(try !connect(client, server, endpoint: "a:1").client.isResumed)
    }

    @Test(arguments: TLSVersion.allCases)
    func neverWithAnotherIdentityOfEitherSide(_ version: TLSVersion) throws {
        let client = try Material.clientContext()
        let server = try Material.serverContext { $0.only(version) }
        try connect(client, server)
        try client.replaceIdentity(try Material.client.get())
        #expect(try !connect(client, server).client.isResumed)
        #expect(try connect(client, server).client.isResumed)
        let renewed = try Material.authority.get().issue(.server(names: ["localhost"]))
        try server.replaceIdentity(renewed)
        let pair = try connect(client, server)
        #expect(!pair.client.isResumed)
        #expect(pair.client.peerCertificates.first == renewed.certificate)
    }

    /// A server that judges its clients judges each connection, and so does a client's validator.
    @Test(arguments: TLSVersion.allCases)
    func neverPastAJudgement(_ version: TLSVersion) async throws {
        for policy in [ClientCertificatePolicy.optional, .required] {
            let client = try Material.clientContext { $0.identity = try Material.client.get() }
            let server = try Material.serverContext {
                $0.only(version)
                $0.clientCertificates = policy
            }
            for _ in 0..<3 {
                let pair = try connect(client, server)
                #expect(!pair.client.isResumed)
                #expect(pair.server.remoteIdentity?.subject == "CN=alice")
            }
        }
        let asked = Counter()
        let client = try Material.clientContext { $0.trust = $0.trust.and(asked) }
        let server = try Material.serverContext { $0.only(version) }
        for count in 1...3 {
            let pair = try TLSPair(client: client, server: server)
            try pair.run()
            await pair.judge()
            #expect(pair.isEstablished && !pair.client.isResumed)
            #expect(asked.count == count)
        }
    }

    /// A ticket that the server cannot read (its keys are gone, or it is another server) costs a full handshake and nothing else.
    @Test(arguments: TLSVersion.allCases)
    func aServerThatDoesNotKnowTheSessionIsJudgedAnew(_ version: TLSVersion) throws {
        let client = try Material.clientContext()
        try connect(client, try Material.serverContext { $0.only(version) })
        #expect(try !connect(client, try Material.serverContext { $0.only(version) }).client.isResumed)
        let stranger = try Material.other.get().issue(.server(names: ["localhost"]))
        try connect(client, try Material.serverContext { $0.only(version) })
        let pair = try TLSPair(
            client: client,
            server: try Material.serverContext {
                $0.only(version)
                $0.identity = stranger
            })
        try pair.run()
        #expect(pair.clientError?.code == .certificateRejected)
    }

    @Test func aFailureForgetsTheSessionsOfItsEndpoint() throws {
        let client = try Material.clientContext()
        let server = try Material.serverContext()
        try connect(client, server)
        let pair = try TLSPair(client: client, server: server)
        try pair.start()
        pair.toClient.append(Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8))
        pair.pump()
        #expect(pair.clientError != nil)
        #expect(try !connect(client, server).client.isResumed)
    }

    @Test(arguments: TLSVersion.allCases)
    func keysForTicketsAreRenewed(_ version: TLSVersion) throws {
        var settings = TLSConfiguration.server(try Material.server.get())
        settings.only(version)
        let client = try Material.clientContext()
        let server = try TLSContext(settings, side: .service, ticketKeyLifetime: .zero)
        for _ in 0..<3 { #expect(try !connect(client, server).client.isResumed) }
    }

    /// A ticket that comes on a resumed connection does not put off the day on which the server's certificate is seen again.
    @Test(arguments: TLSVersion.allCases)
    func aSessionEndsWithItsJudgement(_ version: TLSVersion) throws {
        let moment = Mutex(CertificateDate.now)
        let client = try TLSContext(.client(trust: try Material.trust()), side: .client, ticketKeyLifetime: .zero) {
            moment.withLock { $0 }
        }
        let server = try Material.serverContext { $0.only(version) }
        #expect(try !connect(client, server).client.isResumed)
        let step = SessionStore.lifetime / 4 + 1
        for isResumed in [true, true, true, false, true] {
            moment.withLock { $0 = $0.advanced(bySeconds: step) }
            #expect(try connect(client, server).client.isResumed == isResumed)
        }
    }

    @Test func sessionsAreBounded() throws {
        let client = try Material.clientContext()
        let server = try Material.serverContext { $0.only(.tls12) }
        for n in 0...SessionStore.maximumEndpoints { try connect(client, server, endpoint: "\(n)") }
        #expect(try !connect(client, server, endpoint: "0").client.isResumed)
        #expect(try connect(client, server, endpoint: "\(SessionStore.maximumEndpoints)").client.isResumed)
    }

    // MARK: An identity that is replaced

    @Test func aSourceServesNewConnectionsAndLeavesOldOnes() throws {
        let source = TLSIdentitySource(try Material.server.get())
        var settings = TLSConfiguration.defaults
        settings.identitySource = source
        let server = try TLSContext(settings, side: .service)
        let client = try Material.clientContext()
        let old = try connect(client, server)
        let renewed = try Material.authority.get().issue(.server(names: ["localhost"]))
        try source.replace(with: renewed)
        let new = try connect(client, server)
        #expect(old.client.peerCertificates.first == (try Material.server.get()).certificate)
        #expect(new.client.peerCertificates.first == renewed.certificate)
        #expect(!new.client.isResumed)
        #expect(try old.echoes())
        #expect(source.lastFailure == nil)
    }

    @Test func whatCannotBeUsedIsRefusedAndTold() throws {
        let first = try Material.server.get()
        let next = Counter()
        var expired = CertificateTemplate.server(names: ["localhost"])
        expired.notBefore = .now.advanced(bySeconds: -7200)
        expired.notAfter = .now.advanced(bySeconds: -3600)
        let over = try Material.authority.get().issue(expired)
        let source = try TLSIdentitySource {
            next.add()
            switch next.count {
            case 1: return first
            case 2: return over
            case 3: return try CertificateIdentity(chain: first.chain, privateKey: over.privateKey)
            default: return try Material.authority.get().issue(.server(names: ["localhost"]))
            }
        }
        var settings = TLSConfiguration.defaults
        settings.identitySource = source
        let server = try TLSContext(settings, side: .service)
        let client = try Material.clientContext()
        for reason in ["valid from", "does not belong"] {
            #expect { try source.reload() } throws: { "\($0)".contains(reason) }
            #expect(source.lastFailure?.contains(reason) == true)
            client.forgetSessions()
            #expect(try connect(client, server).client.peerCertificates.first == first.certificate)
        }
        try source.reload()
        #expect(source.lastFailure == nil)
        #expect(try connect(client, server).client.peerCertificates.first == source.identity.certificate)
        #expect(source.identity.certificate != first.certificate)
        #expect(throws: CryptoError.self) { try TLSIdentitySource(first).reload() }
    }

    @Test func twoIdentitiesAreOneTooMany() throws {
        var settings = TLSConfiguration.server(try Material.server.get())
        settings.identitySource = TLSIdentitySource(try Material.server.get())
        #expect { try TLSContext(settings, side: .service) } throws: { ($0 as? CryptoError)?.code == .invalidConfiguration }
    }
}
