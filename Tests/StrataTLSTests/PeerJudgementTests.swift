import StrataCore
import StrataCrypto
import StrataInfoset
import StrataTLS
import Testing

/// Who is let in: authorities, names, dates, client certificates, and validators that take their time.
@Suite struct PeerJudgementTests {
    private func rejection(_ error: StreamTransformError?) -> CertificateRejection? {
        #expect(error?.code == .certificateRejected)
        return error?.cause as? CertificateRejection
    }

    // MARK: The client judges the server

    @Test(arguments: TLSVersion.allCases)
    func serversThatAreNotBelieved(_ version: TLSVersion) throws {
        let authority = try Material.authority.get()
        var expired = CertificateTemplate.server(names: ["localhost"])
        expired.notBefore = .days(fromNow: -30)
        expired.notAfter = .days(fromNow: -1)
        var future = CertificateTemplate.server(names: ["localhost"])
        future.notBefore = .days(fromNow: 1)
        let cases: [(CertificateIdentity, CertificateRejection.Reason, String)] = [
            (try authority.issue(expired), .expired, "expired"),
            (try authority.issue(future), .notYetValid, "not valid yet"),
            (try authority.issue(.server(names: ["other.example"])), .wrongName, "DNS:other.example"),
            (try Material.other.get().issue(.server(names: ["localhost"])), .unknownAuthority, "Other Root"),
            (try authority.issue(.client(name: "localhost")), .wrongPurpose, "not meant for this use"),
            (try CertificateAuthority.make(name: "localhost").identity, .unknownAuthority, "self-signed"),
        ]
        for (identity, reason, words) in cases {
            let pair = try TLSPair(
                client: Material.clientContext { $0.only(version) },
                server: Material.serverContext {
                    $0.only(version)
                    $0.identity = identity
                })
            try pair.run()
            let found = rejection(pair.clientError)
            #expect(found?.reason == reason, "\(identity)")
            #expect(pair.clientError?.message.contains(words) == true, "\(String(describing: pair.clientError))")
            #expect(pair.clientError?.message.contains("localhost") == true)
            // Whatever the reason, the server sees the same.
            #expect(pair.serverError?.code == .handshakeFailed)
            #expect(pair.serverError?.message.contains("\"handshake failure\"") == true, "\(String(describing: pair.serverError))")
            #expect(pair.client.state == .failed && pair.server.state == .failed && pair.client.remoteIdentity == nil)
        }
    }

    @Test func aNameThatIsNotChecked() throws {
        let client = try Material.clientContext { $0.checksServerName = false }
        let pair = try TLSPair(client: client, server: Material.serverContext(), host: "elsewhere.example")
        try pair.run()
        #expect(pair.isEstablished)
    }

    @Test func aChainWithAnIntermediate() throws {
        let authority = try Material.authority.get().issueAuthority(name: "Intermediate")
        let identity = try authority.issue(.server(names: ["localhost"]))
        let pair = try TLSPair(client: Material.clientContext(), server: Material.serverContext { $0.identity = identity })
        try pair.run()
        #expect(pair.isEstablished && pair.client.peerCertificates == identity.chain)
        let bare = try CertificateIdentity(chain: [identity.certificate], privateKey: identity.privateKey)
        let broken = try TLSPair(client: Material.clientContext(), server: Material.serverContext { $0.identity = bare })
        try broken.run()
        #expect(rejection(broken.clientError)?.reason == .unknownAuthority)
    }

    // MARK: The server judges the client

    @Test(arguments: TLSVersion.allCases, [ClientCertificatePolicy.none, .optional, .required])
    func clientCertificates(_ version: TLSVersion, _ policy: ClientCertificatePolicy) throws {
        for hasIdentity in [true, false] {
            let client = try Material.clientContext {
                $0.only(version)
                if hasIdentity { $0.identity = try Material.client.get() }
            }
            let server = try Material.serverContext {
                $0.only(version)
                $0.clientCertificates = policy
            }
            let pair = try TLSPair(client: client, server: server)
            try pair.run()
            if policy == .required, !hasIdentity {
                #expect(rejection(pair.serverError)?.reason == .missing)
                #expect(pair.clientError?.code == .handshakeFailed)
                #expect(pair.clientError?.message.contains(version == .tls13 ? "set identity" : "handshake failure") == true)
                #expect(pair.serverClear.count == 0)
                continue
            }
            #expect(try pair.echoes())
            let expected = policy != .none && hasIdentity ? "CN=alice" : nil
            #expect(pair.server.remoteIdentity?.subject == expected)
            if expected != nil {
                #expect(try pair.server.remoteIdentity?.certificateChain == Material.client.get().chain.map(\.der))
            }
        }
    }

    @Test(arguments: TLSVersion.allCases, [ClientCertificatePolicy.optional, .required])
    func clientsThatAreNotBelieved(_ version: TLSVersion, _ policy: ClientCertificatePolicy) throws {
        let authority = try Material.authority.get()
        var expired = CertificateTemplate.client(name: "late")
        expired.notBefore = .days(fromNow: -30)
        expired.notAfter = .days(fromNow: -1)
        for (identity, reason) in [
            (try authority.issue(expired), CertificateRejection.Reason.expired),
            (try Material.other.get().issue(.client(name: "stranger")), .unknownAuthority),
            (try authority.issue(.server(names: ["server"])), .wrongPurpose),
        ] {
            let client = try Material.clientContext {
                $0.only(version)
                $0.identity = identity
            }
            let server = try Material.serverContext {
                $0.only(version)
                $0.clientCertificates = policy
            }
            let pair = try TLSPair(client: client, server: server)
            try pair.start()
            pair.pump()
            #expect(rejection(pair.serverError)?.reason == reason)
            #expect(pair.clientError?.code == .handshakeFailed)
            #expect(pair.clientError?.message.contains("\"handshake failure\"") == true, "\(String(describing: pair.clientError))")
            #expect(pair.serverClear.count == 0 && pair.server.remoteIdentity == nil)
        }
    }

    // MARK: Validators that take their time

    @Test(arguments: TLSVersion.allCases, [0, 1])
    func aServerDeliversNothingBeforeTheVerdict(_ version: TLSVersion, _ piece: Int) async throws {
        let validator = TestValidator(waiting: true)
        let client = try Material.clientContext {
            $0.only(version)
            $0.identity = try Material.client.get()
        }
        let server = try Material.serverContext {
            $0.only(version)
            $0.clientCertificates = .required
            $0.trust = $0.trust.and(validator)
        }
        let pair = try TLSPair(client: client, server: server)
        pair.piece = piece
        try pair.run()
        #expect(pair.server.state == .awaitingVerdict && pair.server.remoteIdentity == nil)
        if version == .tls13 {
            // This client takes itself to be done.
            #expect(pair.client.state == .established)
            try pair.send("early", from: pair.client)
            pair.pump()
        } else {
            #expect(pair.client.state == .handshaking)
        }
        #expect(pair.serverClear.count == 0 && pair.server.state == .awaitingVerdict)
        // Asked again without a verdict, it waits on.
        try pair.server.continueHandshake(clear: pair.serverClear, output: pair.toClient)
        #expect(pair.server.state == .awaitingVerdict)
        validator.open()
        await pair.judge()
        #expect(pair.isEstablished, "\(String(describing: pair.serverError))")
        #expect(pair.arrived(at: pair.server) == (version == .tls13 ? "early" : ""))
        #expect(try pair.echoes())
        #expect(pair.server.remoteIdentity?.subject == "CN=alice")
        #expect(validator.questions == [TestValidator.Question(subjects: ["alice"], role: .client, name: nil)])
    }

    @Test(arguments: TLSVersion.allCases, [0, 1])
    func aServersValidatorRefuses(_ version: TLSVersion, _ piece: Int) async throws {
        let validator = TestValidator(refusing: "alice is on leave")
        let client = try Material.clientContext {
            $0.only(version)
            $0.identity = try Material.client.get()
        }
        let server = try Material.serverContext {
            $0.only(version)
            $0.clientCertificates = .required
            $0.trust = $0.trust.and(validator)
        }
        let pair = try TLSPair(client: client, server: server)
        pair.piece = piece
        try pair.run()
        if version == .tls13 {
            try pair.send("early", from: pair.client)
            pair.pump()
        }
        await pair.judge()
        let found = rejection(pair.serverError)
        #expect(found?.reason == .refusedByValidator && found?.message.contains("alice is on leave") == true)
        #expect(pair.serverClear.count == 0 && pair.server.state == .failed)
        // The client sees a failed handshake, and nothing of the reason.
        #expect(pair.clientError?.code == .handshakeFailed)
        #expect(pair.clientError?.message.contains("\"handshake failure\"") == true, "\(String(describing: pair.clientError))")
        #expect(pair.clientError?.description.contains("leave") == false)
        if version == .tls12 { #expect(pair.client.version == nil) }
    }

    @Test(arguments: TLSVersion.allCases)
    func refusedBeforeTheRestOfTheFlightIsHere(_ version: TLSVersion) async throws {
        let client = try Material.clientContext {
            $0.only(version)
            $0.identity = try Material.client.get()
        }
        let server = try Material.serverContext {
            $0.only(version)
            $0.clientCertificates = .required
            $0.trust = $0.trust.and(TestValidator(refusing: "no"))
        }
        let pair = try TLSPair(client: client, server: server)
        try pair.start()
        // Octet by octet, so that the verdict comes as soon as the certificate is complete.
        while pair.server.state == .handshaking {
            let octets = Array(pair.toServer.take())
            for (index, octet) in octets.enumerated() {
                try withUnsafeBytes(of: octet) { raw in
                    try pair.server.receive(raw, clear: pair.serverClear, output: pair.toClient)
                }
                if pair.server.state == .awaitingVerdict {
                    // The rest is on its way still.
                    #expect(index < octets.count - 1)
                    break
                }
            }
            if pair.server.state == .handshaking { try Self.hand(pair.toClient, to: pair) }
        }
        await pair.judge()
        #expect(rejection(pair.serverError)?.reason == .refusedByValidator)
        #expect(pair.clientError?.code == .handshakeFailed, "\(String(describing: pair.clientError))")
        #expect(pair.clientError?.message.contains("refused with the alert") == true)
    }

    private static func hand(_ queue: ByteWriter, to pair: TLSPair) throws {
        let octets = queue.take()
        try octets.withUnsafeBytes { (raw) throws(StreamTransformError) in
            try pair.client.receive(raw, clear: pair.clientClear, output: pair.toServer)
        }
    }

    @Test(arguments: TLSVersion.allCases, [0, 1])
    func aClientWaitsForItsValidator(_ version: TLSVersion, _ piece: Int) async throws {
        let validator = TestValidator(waiting: true)
        let client = try Material.clientContext {
            $0.only(version)
            $0.trust = $0.trust.and(validator)
        }
        let pair = try TLSPair(client: client, server: Material.serverContext { $0.only(version) })
        pair.piece = piece
        try pair.run()
        #expect(pair.client.state == .awaitingVerdict && pair.server.state == .handshaking)
        #expect(
            try Bytes("x").withUnsafeBytes { (raw) throws(StreamTransformError) in try pair.client.send(raw, output: pair.toServer) } == 0)
        validator.open()
        await pair.judge()
        #expect(pair.isEstablished)
        #expect(try pair.echoes())
        #expect(validator.questions == [TestValidator.Question(subjects: ["localhost"], role: .server, name: "localhost")])
    }

    @Test(arguments: TLSVersion.allCases)
    func aClientsValidatorRefuses(_ version: TLSVersion) async throws {
        let client = try Material.clientContext {
            $0.only(version)
            $0.trust = .validator(TestValidator(refusing: "wrong thumbprint"))
        }
        let pair = try TLSPair(client: client, server: Material.serverContext { $0.only(version) })
        try pair.run()
        await pair.judge()
        #expect(rejection(pair.clientError)?.message.contains("wrong thumbprint") == true)
        #expect(pair.serverError?.message.contains("\"handshake failure\"") == true)
        #expect(pair.server.state == .failed)
    }

    @Test func aValidatorAloneAcceptsWhatNoAuthorityKnows() async throws {
        let validator = TestValidator()
        let identity = try Material.other.get().issue(.server(names: ["localhost"]))
        let pair = try TLSPair(
            client: Material.clientContext { $0.trust = .validator(validator) }, server: Material.serverContext { $0.identity = identity })
        try pair.run()
        await pair.judge()
        #expect(pair.isEstablished)
        // The name is checked all the same, before it is asked.
        let named = try TLSPair(
            client: Material.clientContext { $0.trust = .validator(validator) }, server: Material.serverContext { $0.identity = identity },
            host: "other.example")
        try named.run()
        #expect(rejection(named.clientError)?.reason == .wrongName)
        #expect(validator.questions.count == 1)
    }

    @Test(arguments: TLSVersion.allCases) func aClientByTheModesOfWCF(_ version: TLSVersion) async throws {
        let authority = try Material.authority.get()
        let stranger = try Material.other.get().issue(.server(names: ["localhost"]))
        let server = try Material.server.get()
        let roots = CertificateTrust.roots([authority.certificate])
        func revocation(_ revoked: [Certificate]) throws -> RevocationPolicy { .offline([try authority.revocationList(revoking: revoked)]) }
        let rows: [(CertificateValidation, CertificateIdentity, CertificateRejection.Reason?)] = [
            (.chain(roots, revocation: try revocation([])), server, nil),
            (.chain(roots, revocation: try revocation([server.certificate])), server, .revoked),
            (.chain(roots, revocation: .offline([])), server, .revocationUnknown),
            (.chain(roots), stranger, .unknownAuthority),
            (.peers(CertificateStore([stranger.certificate])), stranger, nil),
            (.peers(CertificateStore([stranger.certificate])), server, .notAmongPeers),
        ]
        for (validation, identity, reason) in rows {
            let client = try Material.clientContext {
                $0.only(version)
                $0.trust = .validation(validation)
            }
            let pair = try TLSPair(client: client, server: Material.serverContext { $0.identity = identity })
            try pair.run()
            await pair.judge()
            #expect(pair.isEstablished == (reason == nil), "\(validation)")
            guard let reason else { continue }
            #expect(rejection(pair.clientError)?.reason == reason, "\(validation)")
            #expect(pair.serverError?.message.contains("\"handshake failure\"") == true)
        }
        // The name is TLS's to check, here as everywhere.
        let named = try TLSPair(
            client: Material.clientContext { $0.trust = .validation(.chain(roots)) }, server: Material.serverContext(), host: "elsewhere")
        try named.run()
        #expect(rejection(named.clientError)?.reason == .wrongName)
    }

    @Test(arguments: TLSVersion.allCases) func aServerByTheModesOfWCF(_ version: TLSVersion) async throws {
        let known = try Material.client.get()
        for (peers, isIn) in [([known.certificate], true), ([], false)] {
            let server = try Material.serverContext {
                $0.only(version)
                $0.clientCertificates = .required
                $0.trust = .validation(.peers(CertificateStore(peers)))
            }
            let pair = try TLSPair(client: Material.clientContext { $0.identity = known }, server: server)
            try pair.run()
            await pair.judge()
            #expect(pair.isEstablished == isIn)
            if !isIn { #expect(rejection(pair.serverError)?.reason == .notAmongPeers) }
        }
    }

    @Test func theAuthoritiesAreAskedFirst() async throws {
        let validator = TestValidator()
        let identity = try Material.other.get().issue(.server(names: ["localhost"]))
        let pair = try TLSPair(
            client: Material.clientContext { $0.trust = $0.trust.and(validator) }, server: Material.serverContext { $0.identity = identity }
        )
        try pair.run()
        #expect(rejection(pair.clientError)?.reason == .unknownAuthority)
        #expect(validator.questions.isEmpty)
    }

    @Test func anOptionalClientWithoutCertificateIsNotAskedAbout() throws {
        let validator = TestValidator(refusing: "never")
        let server = try Material.serverContext {
            $0.clientCertificates = .optional
            $0.trust = $0.trust.and(validator)
        }
        let pair = try TLSPair(client: Material.clientContext(), server: server)
        try pair.run()
        #expect(try pair.echoes())
        #expect(validator.questions.isEmpty && pair.server.remoteIdentity == nil)
    }

    @Test func aPeerThatFloodsWhileItIsJudged() throws {
        let client = try Material.clientContext { $0.identity = try Material.client.get() }
        let server = try Material.serverContext {
            $0.clientCertificates = .required
            $0.trust = $0.trust.and(TestValidator(waiting: true))
        }
        let pair = try TLSPair(client: client, server: server)
        try pair.run()
        #expect(pair.server.state == .awaitingVerdict)
        try pair.send(String(repeating: "x", count: TLSTransform.heldLimit + 1), from: pair.client)
        pair.pump()
        #expect(pair.serverError?.code == .protocolViolation && pair.serverClear.count == 0)
    }

    @Test func aTransformThatGoesAwayCancelsItsValidator() async throws {
        let validator = TestValidator(waiting: true)
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        try { () throws in
            let pair = try TLSPair(
                client: Material.clientContext { $0.trust = .validator(validator) }, server: Material.serverContext())
            try pair.run()
            pair.client.beginVerdict { continuation.finish() }
        }()
        // An AsyncStream that is waited for ends with the task.
        for await _ in stream {}
    }
}
