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
        #expect(explain(signature, KnownCertificates([certificate])).isValid)
        let (text, key) = (try Envelope.text(infoset), KnownCertificates([certificate]))
        let changed = try read(text.replacing("<amount>10", with: "<amount>11")).signature
        let found = compare(changed, Bytes(text), SignatureVerifier(keys: key))
        #expect(found.references.last?.causes == [.text(at: "/s:Body/pay/amount")])
    }

    @Test func encryption() throws {
        var template = CertificateTemplate.server()
        template.keyKind = .rsa(bits: 2048)
        let identity = try CertificateAuthority.make().issue(template)
        let body = try read(Envelope.text).first(local: "Body")
        let message = try encrypt(body, identity)
        #expect(try !Envelope.text(message).contains("amount"))
        let decrypted = try decrypt(try message.first(local: "EncryptedData"), identity)
        #expect(try decrypted.infoset.first(local: "amount").string() == "10")
    }

    /// The source of keys of the article.
    struct SessionKeys: DecryptionKeySource {
        static let security = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
        static let tokenReference = ExpandedName("SecurityTokenReference", namespace: security)

        var sessions: [String: SecretBytes]

        func keys(for keyInfo: KeyInfo, use: DecryptionUse) throws(XMLSecurityError) -> [DecryptionKey] {
            var keys: [DecryptionKey] = []
            for item in keyInfo.items {
                guard case .other(let element) = item, element.name == Self.tokenReference,
                    let identifier = element.firstChild?.attribute(ExpandedName("URI"))
                else { continue }
                guard let key = sessions[identifier] else {
                    throw XMLSecurityError(.noKey, "there is no session \(identifier)", at: element.index)
                }
                keys.append(.secret(key))
            }
            return keys
        }
    }

    @Test func sourcesOfKeys() throws {
        let key = try SecretBytes.random(count: 32)
        let body = try read(Envelope.text).first(local: "Body")
        func message(_ reference: String?) throws -> InfosetCursor {
            let text = "<o:SecurityTokenReference xmlns:o=\"\(SessionKeys.security)\"><o:Reference URI=\"\(reference ?? "")\"/>"
            let statement = KeyInfoStatement.element(try read(text + "</o:SecurityTokenReference>").root)
            let encryptor = XMLEncryptor(key: .known(key, keyInfo: reference == nil ? [] : [statement]))
            return try encryptor.encrypt([.content(body)]).infoset.first(local: "EncryptedData")
        }
        #expect(try decrypt(message("urn:session:7"), key).infoset.first(local: "amount").string() == "10")
        for (reference, reason) in [("urn:session:8", "there is no session urn:session:8"), (nil, "knows none")] as [(String?, String)] {
            #expect { try decrypt(message(reference), key) } throws: {
                let error = $0 as? XMLSecurityError
                return error?.code == .noKey && error?.reason.contains(reason) == true
            }
        }
    }

    private func decrypt(_ data: InfosetCursor, _ key: SecretBytes) throws -> Decryption {
        let decryptor = XMLDecryptor(keys: SessionKeys(sessions: ["urn:session:7": key]))
        let decrypted = try decryptor.decrypt([data])
        return decrypted
    }

    private func encrypt(_ body: InfosetCursor, _ identity: CertificateIdentity) throws -> Infoset {
        let recipient = try KeyRecipient.certificate(identity.certificate)
        let encryptor = XMLEncryptor(.aes256GCM, key: .generated(for: [recipient]))
        let encrypted = try encryptor.encrypt([.content(body)])
        return encrypted.infoset
    }

    private func decrypt(_ data: InfosetCursor, _ identity: CertificateIdentity) throws -> Decryption {
        let decryptor = XMLDecryptor(keys: KnownIdentities([identity]))
        let decrypted = try decryptor.decrypt([data])
        return decrypted
    }

    private func verify(_ signature: InfosetCursor, _ body: InfosetCursor, _ certificate: Certificate) throws {
        let verifier = SignatureVerifier(keys: KnownCertificates([certificate]))
        let content = try verifier.verify(signature)
        guard content.covers(body) else { throw NotSigned() }
    }

    private func explain(_ signature: InfosetCursor, _ keys: KnownCertificates) -> Verification {
        var verifier = SignatureVerifier(policy: .legacy, keys: keys)
        verifier.isExplaining = true
        let verification = verifier.examine(signature)
        print(verification.failure as Any)
        for reference in verification.references { print(reference.uri, reference.isIntact, reference.causes) }
        return verification
    }

    private func compare(_ signature: InfosetCursor, _ octets: Bytes, _ verifier: SignatureVerifier) -> Verification {
        let version = SenderVersion(reading: octets)
        let verification = verifier.examine(signature, against: version)
        for reference in verification.references where !reference.isIntact {
            print(reference.uri, reference.causes, reference.comparison?.difference as Any)
        }
        return verification
    }
}
