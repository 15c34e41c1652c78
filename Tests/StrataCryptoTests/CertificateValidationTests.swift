import StrataCore
import StrataCrypto
import StrataInfoset
import Testing

/// The five modes, and what a verdict says of each certificate.
@Suite struct CertificateValidationTests {
    let root: CertificateAuthority
    let intermediate: CertificateAuthority
    let server: CertificateIdentity
    let stranger: CertificateIdentity

    init() throws {
        root = try CertificateAuthority.make(name: "Root")
        intermediate = try root.issueAuthority(name: "Intermediate")
        server = try intermediate.issue(.server(names: ["localhost"]))
        stranger = try CertificateAuthority.make(name: "Other").issue(.server(names: ["localhost"]))
    }

    private func validation(_ mode: CertificateValidation.Mode) -> CertificateValidation {
        var validation = CertificateValidation.chain(.roots([root.certificate]))
        validation.mode = mode
        return validation
    }

    @Test func chainTrustSaysWhatWasChecked() async throws {
        let verdict = await validation(.chainTrust).judge(server.chain, for: .server, name: .host("localhost"))
        #expect(try verdict.require() == [server.certificate, intermediate.certificate, root.certificate])
        #expect(verdict.findings.map(\.isAnchor) == [false, false, true])
        for kind in [CertificateCheck.Kind.trust, .signature, .validity, .strength, .purpose, .constraints, .standing, .name] {
            #expect(verdict.outcome(kind) == .passed, "\(kind)")
        }
        #expect(verdict.outcome(.revocation) == .notMade && verdict.outcome(.name, at: 1) == nil)
        #expect(verdict.outcome(.signature, at: 2) == .notMade)
        #expect("\(verdict)".contains("2: CN=Root (trusted): trust, (signature), validity"))
    }

    @Test func everythingThatFailsIsFound() async throws {
        var template = CertificateTemplate.client(name: "x")
        template.subjectAlternativeNames = [.dns("elsewhere")]
        template.notAfter = .days(fromNow: 1)
        var late = validation(.chainTrust)
        late.now = { .days(fromNow: 2) }
        let verdict = await late.judge(try root.issue(template).chain, for: .server, name: .host("localhost"))
        #expect(Set(verdict.rejections.map(\.reason)) == [.expired, .wrongPurpose, .wrongName])
        #expect(verdict.outcome(.validity) == .failed && verdict.outcome(.purpose) == .failed && verdict.outcome(.name) == .failed)
        #expect(verdict.outcome(.trust) == .passed && verdict.outcome(.validity, at: 1) == .passed)
        #expect(throws: CertificateRejection.self) { try verdict.require() }
        // Outward it is one text, which says none of it.
        #expect(CertificateRejection.outward.reason == "the certificate was not accepted")
    }

    @Test func peerTrust() async throws {
        var peers = validation(.peerTrust)
        #expect(await peers.judge(server.chain, for: .server).reason == .notAmongPeers)
        peers.peers = CertificateStore([stranger.certificate])
        #expect(await peers.judge(stranger.chain, for: .server, name: .host("localhost")).isAccepted)
        #expect(await peers.judge(stranger.chain, for: .server, name: .host("other")).reason == .wrongName)
        #expect(await peers.judge(stranger.chain, for: .client).reason == .wrongPurpose)
        #expect(await peers.judge(server.chain, for: .server).reason == .notAmongPeers)
        // Whom a peer has issued is no peer.
        peers.peers = CertificateStore([root.certificate, intermediate.certificate])
        #expect(await peers.judge(server.chain, for: .server).reason == .notAmongPeers)
        peers.peers = CertificateStore([stranger.certificate])
        peers.now = { .days(fromNow: 4000) }
        #expect(await peers.judge(stranger.chain, for: .server).reason == .expired)
        #expect(await peers.judge([], for: .server).reason == .missing)
    }

    @Test func peerOrChainTrust() async throws {
        var either = validation(.peerOrChainTrust)
        either.peers = CertificateStore([stranger.certificate])
        #expect(await either.judge(stranger.chain, for: .server).path == [stranger.certificate])
        #expect(await either.judge(server.chain, for: .server).path.count == 3)
        let third = try CertificateAuthority.make(name: "Third").issue(.server(names: ["localhost"]))
        #expect(await either.judge(third.chain, for: .server).reason == .unknownAuthority)
    }

    @Test func whatIsDisallowedIsRefusedWhereverItStands() async throws {
        for (mode, chain, depth) in [
            (CertificateValidation.Mode.chainTrust, server.chain, 0), (.chainTrust, server.chain, 1), (.chainTrust, server.chain, 2),
            (.peerTrust, stranger.chain, 0), (.peerOrChainTrust, stranger.chain, 0), (.peerOrChainTrust, server.chain, 1),
        ] {
            var validation = validation(mode)
            validation.peers = CertificateStore([stranger.certificate])
            let all = chain + [root.certificate]
            validation.disallowed = CertificateStore([all[depth]])
            let verdict = await validation.judge(chain, for: .server)
            #expect(verdict.rejections.contains { $0.reason == .disallowed && $0.depth == depth }, "\(mode) \(depth)")
        }
    }

    @Test func asTheArticleShowsIt() async throws {
        var template = CertificateTemplate(commonName: "alice")
        template.subjectAlternativeNames = [.email("alice@example.org")]
        let identity = try root.issue(template)
        let (chain, authorities, compromised) = (identity.chain, [root.certificate], [intermediate.certificate])
        func check(_ lists: [RevocationList]) async throws {
            var validation = CertificateValidation.chain(.roots(authorities), revocation: .offline(lists))
            validation.disallowed = CertificateStore(compromised)
            let verdict = await validation.judge(chain, for: .signing, name: .email("alice@example.org"))
            guard verdict.isAccepted else { throw CertificateRejection.outward }
        }
        try await check([root.revocationList()])
        await #expect(throws: ValidationFailure.self) { try await check([root.revocationList(revoking: chain)]) }
    }

    @Test func noneAndCustom() async throws {
        #expect(await validation(.none).judge(stranger.chain, for: .client, name: .host("nobody")).isAccepted)
        #expect(await validation(.none).judge([], for: .client).reason == .missing)
        struct Only: CertificateValidator {
            let der: Bytes
            func validate(chain: [Bytes], role: PeerRole, name: String?) async throws {
                guard chain.first == der, role == .client, name == "alice" else { throw ValidationFailure("not she") }
            }
        }
        let custom = validation(.custom(Only(der: stranger.certificate.der)))
        #expect(await custom.judge(stranger.chain, for: .client, name: .host("alice")).isAccepted)
        let refused = await custom.judge(server.chain, for: .client, name: .host("alice"))
        #expect(refused.reason == .refusedByValidator && refused.rejection?.message.contains("not she") == true)
        #expect(refused.outcome(.validator) == .failed)
    }

    @Test func throughTheValidatorOfTheCore() async throws {
        let validator = ChainValidator(.peers(CertificateStore([stranger.certificate])))
        try await validator.validate(chain: stranger.chain.map(\.der), role: .server, name: "localhost")
        await #expect(throws: CertificateRejection.self) {
            try await validator.validate(chain: server.chain.map(\.der), role: .server, name: "localhost")
        }
        let many = [Bytes](repeating: Bytes([1]), count: 33)
        await #expect { try await validator.validate(chain: many, role: .client, name: nil) } throws: {
            ($0 as? CertificateRejection)?.reason == .malformed
        }
    }

    @Test func strengthAndPurposesOfMessages() async throws {
        var validation = validation(.chainTrust)
        validation.strength.minimumECBits = 384
        let weak = await validation.judge(server.chain, for: .server)
        #expect(weak.reason == .weak && weak.rejections.map(\.depth) == [0, 1, 2] && weak.outcome(.strength, at: 1) == .failed)
        validation.strength = .defaults
        validation.strength.digests = [.sha512]
        #expect(await validation.judge(server.chain, for: .server).rejections.map(\.depth) == [0, 1])
        validation.strength = .defaults
        var template = CertificateTemplate(commonName: "signer")
        template.keyUsage = [.digitalSignature]
        let signer = try root.issue(template).chain
        #expect(await validation.judge(signer, for: .signing).isAccepted)
        #expect(await validation.judge(signer, for: .encryption).reason == .wrongPurpose)
        validation.requiredUsages = [.emailProtection]
        #expect(await validation.judge(signer, for: .signing).reason == .wrongPurpose)
        template.extendedKeyUsage = [.emailProtection, .codeSigning]
        #expect(await validation.judge(try root.issue(template).chain, for: .signing).isAccepted)
        validation.maximumCertificates = 1
        #expect(await validation.judge(server.chain, for: .server).reason == .malformed)
    }

    @Test func namesOfUsers() async throws {
        var template = CertificateTemplate.client(name: "alice")
        template.subjectAlternativeNames = [.email("Alice@Example.org"), .userPrincipalName("alice@corp.example")]
        let identity = try root.issue(template)
        #expect(identity.certificate.subjectAlternativeNames == template.subjectAlternativeNames)
        let validation = validation(.chainTrust)
        for (name, isRight) in [
            (CertificateName.email("Alice@example.ORG"), true), (.email("alice@example.org"), false), (.email("alice@corp.example"), false),
            (.email("Alice"), false), (.email(""), false), (.userPrincipalName("ALICE@corp.example"), true),
            (.userPrincipalName("bob@corp.example"), false), (.userPrincipalName("Alice@Example.org"), false), (.host("alice"), false),
        ] {
            let verdict = await validation.judge(identity.chain, for: .client, name: name)
            #expect(verdict.isAccepted == isRight && (isRight || verdict.reason == .wrongName), "\(name)")
        }
    }
}
