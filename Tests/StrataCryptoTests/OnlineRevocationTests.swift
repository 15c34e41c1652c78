import Foundation
import StrataCrypto
import StrataInfoset
import Testing

/// Responders and lists through a fetcher. The responder is OpenSSL's command.
@Suite(.enabled(if: OpenSSLCommand.isPresent)) struct OnlineRevocationTests {
    let root: CertificateAuthority
    let server: CertificateIdentity
    let listed: CertificateIdentity

    init() throws {
        root = try CertificateAuthority.make(name: "Root")
        var template = CertificateTemplate.server(names: ["localhost"])
        template.statusResponders = ["http://ocsp.example/root", "http://second.example/"]
        template.revocationListAddresses = ["http://crl.example/root.crl"]
        server = try root.issue(template)
        template.statusResponders = []
        listed = try root.issue(template)
    }

    private func judge(
        _ fetcher: any RevocationFetcher, chain: [Certificate]? = nil, days: Int = 0, name: String = "localhost",
        _ change: (inout RevocationPolicy) -> Void = { _ in }
    ) async -> CertificateVerdict {
        var policy = RevocationPolicy.online(fetcher)
        change(&policy)
        var validation = CertificateValidation.chain(.roots([root.certificate]), revocation: policy)
        validation.now = { .days(fromNow: days) }
        return await validation.judge(chain ?? server.chain, for: .server, name: .host(name))
    }

    private func responder(_ change: (inout Responder) -> Void = { _ in }) -> ScriptedFetcher {
        var responder = Responder(root)
        responder.known = [server.certificate]
        change(&responder)
        return ScriptedFetcher { [responder] request in
            guard request.kind == .status else { throw ScriptedFetcher.Silent() }
            return try responder.answer(request.body)
        }
    }

    @Test func addressesAreRead() {
        #expect(server.certificate.statusResponders == ["http://ocsp.example/root", "http://second.example/"])
        #expect(server.certificate.revocationListAddresses == ["http://crl.example/root.crl"])
        #expect(root.certificate.statusResponders.isEmpty && root.certificate.revocationListAddresses.isEmpty)
        #expect(server.certificate.signatureDigest == .sha256)
    }

    @Test func aResponderThatSaysGood() async {
        let fetcher = responder()
        let verdict = await judge(fetcher)
        #expect(verdict.isAccepted && verdict.outcome(.revocation) == .passed, "\(verdict)")
        #expect(fetcher.requests.map(\.address) == ["http://ocsp.example/root"])
        #expect(fetcher.requests.first?.kind == .status && fetcher.requests.first?.maximumLength == 64 << 10)
    }

    @Test func aResponderThatSaysRevoked() async {
        let verdict = await judge(responder { [server] in ($0.known, $0.revoked) = ([], [server.certificate]) })
        #expect(verdict.reason == .revoked && verdict.outcome(.revocation) == .failed)
        #expect(verdict.rejection?.message.contains("keyCompromise") == true, "\(verdict)")
    }

    @Test func whatARespondersAnswerMustBe() async throws {
        let stranger = try CertificateAuthority.make(name: "Root")
        let delegated = try root.issue(Self.responderTemplate([ExtendedKeyUsage(rawValue: "1.3.6.1.5.5.7.3.9")]))
        let unfit = try root.issue(Self.responderTemplate([.serverAuthentication]))
        let other = listed.certificate
        let cases: [(String, isGood: Bool, (inout Responder) -> Void)] = [
            ("a responder of the issuer's", true, { $0.signer = delegated }),
            ("a certificate for another purpose", false, { $0.signer = unfit }),
            ("an authority of the same name", false, { $0.signer = stranger.identity }),
            ("a broken signature", false, { $0.options = ["-badsig"] }),
            ("an answer about another certificate", false, { $0.known = [other] }),
            ("a digest that is not accepted", false, { $0.options = ["-rmd", "sha1"] }),
            ("a responder named by its key", true, { $0.options = ["-resp_key_id"] }),
        ]
        for (what, isGood, change) in cases {
            let verdict = await judge(responder(change))
            #expect(verdict.isAccepted == isGood, "\(what): \(verdict)")
            if !isGood { #expect(verdict.reason == .revocationUnknown, "\(what)") }
        }
    }

    private static func responderTemplate(_ usages: [ExtendedKeyUsage]) -> CertificateTemplate {
        var template = CertificateTemplate(commonName: "Responder")
        template.extendedKeyUsage = usages
        return template
    }

    @Test func freshness() async {
        // The answer is made now; the clock of the judgement is another.
        #expect(await judge(responder(), days: 3).reason == .revocationUnknown)
        #expect(await judge(responder { $0.days = 5 }, days: 3).isAccepted)
        #expect(await judge(responder { $0.days = nil }, days: 6).isAccepted)
        #expect(await judge(responder { $0.days = nil }, days: 8).reason == .revocationUnknown)
        #expect(await judge(responder { $0.days = nil }, days: 3) { $0.maximumAge = 86_400 }.reason == .revocationUnknown)
    }

    @Test func nonces() async throws {
        // An answer to an earlier question is another's, unless it has no nonce and is fresh.
        let question = ScriptedFetcher { _ in throw ScriptedFetcher.Silent() }
        _ = await judge(question)
        _ = await judge(question) { $0.nonce = .none }
        var responder = Responder(root)
        responder.known = [server.certificate]
        let asked = try responder.answer(try #require(question.requests.first).body)
        let plain = try responder.answer(try #require(question.requests.last { $0.kind == .status }).body)
        #expect(await judge(ScriptedFetcher { _ in asked }).reason == .revocationUnknown)
        #expect(await judge(ScriptedFetcher { _ in plain }).isAccepted)
        #expect(await judge(ScriptedFetcher { _ in plain }) { $0.nonce = .required }.reason == .revocationUnknown)
        #expect(await judge(self.responder()) { $0.nonce = .required }.isAccepted)
    }

    @Test func theNextAddressIsTriedAndThenTheList() async throws {
        let list = try root.revocationList()
        let fetcher = ScriptedFetcher { request in
            guard request.kind == .list else { throw ScriptedFetcher.Silent() }
            return list.der
        }
        #expect(await judge(fetcher).isAccepted)
        #expect(fetcher.requests.map(\.address) == ["http://ocsp.example/root", "http://second.example/", "http://crl.example/root.crl"])
        #expect(await judge(ScriptedFetcher { _ in Bytes(list.pem) }, chain: listed.chain).isAccepted)
        let revoking = try root.revocationList(revoking: [listed.certificate])
        #expect(await judge(ScriptedFetcher { _ in revoking.der }, chain: listed.chain).reason == .revoked)
        let silent = await judge(ScriptedFetcher { _ in throw ScriptedFetcher.Silent() })
        #expect(silent.reason == .revocationUnknown)
        #expect(silent.rejection?.message.contains("http://crl.example/root.crl: Silent()") == true, "\(silent)")
        // Lists at hand serve, too.
        #expect(await judge(ScriptedFetcher { _ in throw ScriptedFetcher.Silent() }) { $0.lists = [list] }.isAccepted)
    }

    @Test func nobodyIsAskedForAChainThatIsRefusedAnyway() async throws {
        let fetcher = responder()
        let other = try CertificateAuthority.make(name: "Other")
        var template = CertificateTemplate.server(names: ["localhost"])
        template.statusResponders = ["http://169.254.169.254/latest"]
        #expect(await judge(fetcher, chain: try other.issue(template).chain).reason == .unknownAuthority)
        #expect(await judge(fetcher, name: "elsewhere").reason == .wrongName)
        #expect(await judge(fetcher, days: 4000).reason == .expired)
        #expect(fetcher.requests.isEmpty)
    }

    @Test func addressesAndSizesAreLimited() async throws {
        let list = try root.revocationList()
        let fetcher = ScriptedFetcher { $0.kind == .list ? list.der : Bytes([UInt8](repeating: 0x30, count: 100_000)) }
        var template = CertificateTemplate.server(names: ["localhost"])
        template.statusResponders = ["file:///etc/passwd", "ldap://x/y", "http://third.example/"]
        template.revocationListAddresses = ["ftp://x/y", "http:x", "http://third.example/"]
        let chain = try root.issue(template).chain
        #expect(await judge(fetcher, chain: chain).reason == .revocationUnknown)
        #expect(fetcher.requests.isEmpty)
        let verdict = await judge(fetcher, chain: chain) { $0.maximumAddresses = 3 }
        #expect(verdict.isAccepted && fetcher.requests.map(\.address) == ["http://third.example/", "http://third.example/"])
        let small = await judge(fetcher, chain: chain) { ($0.maximumAddresses, $0.maximumListLength) = (3, 100) }
        #expect(small.reason == .revocationUnknown && small.rejection?.message.contains("100 are allowed") == true)
    }
}
