import StrataCrypto
import StrataInfoset
import StrataXMLSecurity
import Testing

/// The code of the articles, as it stands in them.
@Suite struct ArticleTests {
    struct NotSigned: Error {}

    @Test func signatures() throws {
        let identity = try CertificateAuthority.make().issue(.server())
        let certificate = identity.certificate
        let infoset = try Envelope.signed(method: .ecdsaSHA256, key: .privateKey(identity.privateKey))
        let signature = try infoset.signature
        let body = try infoset.first(local: "Body")
        try verify(signature, body, certificate)
        #expect(throws: NotSigned.self) { try verify(signature, infoset.first(local: "Header"), certificate) }
        explain(signature, KnownCertificates([certificate]))
    }

    private func verify(_ signature: InfosetCursor, _ body: InfosetCursor, _ certificate: Certificate) throws {
        let verifier = SignatureVerifier(keys: KnownCertificates([certificate]))
        let content = try verifier.verify(signature)
        guard content.covers(body) else { throw NotSigned() }
    }

    private func explain(_ signature: InfosetCursor, _ keys: KnownCertificates) {
        var verifier = SignatureVerifier(policy: .legacy, keys: keys)
        verifier.isExplaining = true
        let verification = verifier.examine(signature)
        print(verification.failure as Any)
        for reference in verification.references { print(reference.uri, reference.isIntact, reference.causes) }
    }
}
