import StrataCrypto
import StrataInfoset
import StrataXMLSecurity
import Testing

/// Which keys a signature is verified with, by what it says of its key.
@Suite struct KeySourceTests {
    private func signed(_ identity: CertificateIdentity, _ statements: [KeyInfoStatement]) throws -> String {
        let infoset = try read("<a Id=\"a\"/>")
        var signer = XMLSigner(.ecdsaSHA256, key: .privateKey(identity.privateKey))
        signer.keyInfo = statements
        return try Envelope.text(signer.sign([.element(infoset.root)], in: infoset, at: .firstChild(of: infoset.root.range)).infoset)
    }

    private func examine(_ text: String, _ source: any VerificationKeySource) throws -> Verification {
        SignatureVerifier(keys: source).examine(try read(text).signature)
    }

    /// `X509Data` with other statements than those that are written here.
    private func saying(_ statement: String, _ text: String) -> String {
        text.replacing(/<ds:KeyInfo>.*<\/ds:KeyInfo>/, with: "<ds:KeyInfo><ds:X509Data>\(statement)</ds:X509Data></ds:KeyInfo>")
    }

    @Test func oneOfManyCertificates() throws {
        let authority = try CertificateAuthority.make()
        let identities = try (0..<20).map { _ in try authority.issue(.server()) }
        let source = KnownCertificates(identities.map(\.certificate))
        let identity = identities[13]
        let certificate = identity.certificate
        let text = try signed(identity, [.certificates([certificate])])
        let digest = base64(Array(try DigestAlgorithm.sha512.digest(certificate.der)))
        let identifier = base64(Array(try #require(certificate.subjectKeyIdentifier)))
        let issuer = certificate.issuer.description
        let serial = "<ds:X509SerialNumber>\(certificate.serialNumber.decimal)</ds:X509SerialNumber>"
        let open = "<d:X509Digest xmlns:d=\"http://www.w3.org/2009/xmldsig11#\" Algorithm=\"\(DigestAlgorithm.sha512.identifier)\">"
        let statements = [
            "<ds:X509IssuerSerial><ds:X509IssuerName>\(issuer)</ds:X509IssuerName>\(serial)</ds:X509IssuerSerial>",
            "<ds:X509SKI>\(identifier)</ds:X509SKI>", open + digest + "</d:X509Digest>",
        ]
        for statement in statements {
            let verification = try examine(saying(statement, text), source)
            #expect(verification.isValid, "\(statement): \(String(describing: verification.failure))")
            guard case .certificate(let used) = verification.key else { Issue.record("no certificate"); continue }
            #expect(used == certificate)
        }
        // All of what is said must be true, and of one certificate.
        #expect(try examine(saying(statements.joined(), text), source).isValid)
        let wrong = "<ds:X509SKI>AAAA</ds:X509SKI>"
        for both in [statements[0] + wrong, wrong + statements[0], wrong, statements[0].replacing(issuer, with: "CN=Other")] {
            #expect(try examine(saying(both, text), source).failure?.code == .noKey)
        }
        // A name that all of them have: the right one is found among them.
        let subject = "<ds:X509SubjectName>\(certificate.subject)</ds:X509SubjectName>"
        #expect(try examine(saying(subject, text), source).isValid)
        let spaced = subject.replacing("=", with: " = ")
        #expect(try examine(saying(spaced, text), source).isValid)
        #expect(try examine(text, source).isValid)
        #expect(try examine(text, KnownCertificates(identities.prefix(13).map(\.certificate))).failure?.code == .noKey)
        var changed = KnownCertificates([])
        changed.certificates = [certificate]
        #expect(try examine(text, changed).isValid)
    }

    /// A certificate that nobody vouches for: refused before anything is digested, where `EmbeddedKeys` find out that nothing was changed.
    @Test func certificatesMustLeadToAnAuthority() throws {
        let authority = try CertificateAuthority.make()
        let stranger = try CertificateAuthority.make().issue(.server())
        let source = TrustedCertificates(.roots([authority.certificate]))
        let forged = try examine(signed(stranger, [.certificates([stranger.certificate])]), source)
        #expect(forged.failure?.code == .noKey && forged.failure?.reason.contains("trusted") == true)
        #expect(forged.references.allSatisfy { $0.actual == nil } && forged.key == nil)
        #expect(try examine(signed(stranger, [.certificates([stranger.certificate])]), EmbeddedKeys()).isValid)
        let identity = try authority.issue(.server())
        #expect(try examine(signed(identity, [.certificates([identity.certificate])]), source).isValid)
        // With the certificate of another: the key does not fit.
        let borrowed = try examine(signed(stranger, [.certificates([identity.certificate])]), source)
        #expect(borrowed.failure?.code == .signatureMismatch)
        // What is only named must be known; what names nothing finds nothing.
        let named = try signed(identity, [.issuerSerial(identity.certificate)])
        #expect(try examine(named, source).failure?.code == .noKey)
        #expect(try examine(named, TrustedCertificates(.roots([authority.certificate]), known: [identity.certificate])).isValid)
        let mute = try signed(identity, [.keyName("x"), .keyValue(try identity.certificate.publicKey())])
        #expect(
            try examine(mute, TrustedCertificates(.roots([authority.certificate]), known: [identity.certificate])).failure?.code == .noKey)
    }

    @Test func certificatesMustBeValidThenAndForThat() throws {
        let authority = try CertificateAuthority.make()
        let identity = try authority.issue(.server())
        let text = try signed(identity, [.certificates([identity.certificate])])
        var source = TrustedCertificates(.roots([authority.certificate]))
        source.purpose = .client
        #expect(try examine(text, source).failure?.code == .noKey)
        source.purpose = .server
        #expect(try examine(text, source).isValid)
        source.moment = CertificateDate(secondsSince1970: identity.certificate.notAfter.secondsSince1970 + 1)
        #expect(try examine(text, source).failure?.reason.contains("expired") == true)
    }

    /// What would have to be fetched is not, and what two certificates say is not mixed.
    @Test func keysThatAreElsewhere() throws {
        let identity = try CertificateAuthority.make().issue(.server())
        let other = try CertificateAuthority.make().issue(.server())
        let text = try signed(identity, [.certificates([identity.certificate])])
        for element in [
            "<ds:RetrievalMethod URI=\"http://127.0.0.1:1/key\"/>",
            "<d:KeyInfoReference xmlns:d=\"http://www.w3.org/2009/xmldsig11#\" URI=\"#k\"/>",
        ] {
            let elsewhere = text.replacing(/<ds:KeyInfo>.*<\/ds:KeyInfo>/, with: "<ds:KeyInfo>\(element)</ds:KeyInfo>")
            #expect(try examine(elsewhere, EmbeddedKeys(acceptsKeyValues: true)).failure?.code == .noKey)
        }
        // Two certificates, of which neither issued the other, are both tried; which one it was is handed on.
        let two = try signed(identity, [.certificates([other.certificate, identity.certificate])])
        guard case .certificate(let used) = try examine(two, EmbeddedKeys()).key else { Issue.record("no certificate"); return }
        #expect(used == identity.certificate)
        // The identifier of one beside the certificate of the other.
        let identifier = base64(Array(try #require(other.certificate.subjectKeyIdentifier)))
        let mixed = text.replacing("</ds:X509Data>", with: "<ds:X509SKI>\(identifier)</ds:X509SKI></ds:X509Data>")
        for source in [EmbeddedKeys(), KnownCertificates([identity.certificate, other.certificate])] as [any VerificationKeySource] {
            #expect(try examine(mixed, source).failure?.code == .noKey)
        }
    }
}
