import StrataCrypto
import StrataInfoset
import StrataXMLSecurity
import Testing

/// How a key may come: what is refused whoever it is from, and what is let be since it is for somebody else.
@Suite struct EncryptionKeyTests {
    private static let secret = SecretBytes([UInt8](1...32))

    private func refusal(_ body: () throws(XMLSecurityError) -> Void) -> XMLSecurityError? {
        do throws(XMLSecurityError) {
            try body()
            return nil
        } catch {
            return error
        }
    }

    private func decrypted(_ text: String, _ decryptor: XMLDecryptor) throws -> String {
        String(try decryptor.octets(of: try read(text).root).exposed)
    }

    /// An `EncryptedData` with a key of its own, as text.
    private func data(_ recipients: [KeyRecipient], _ cipher: ContentCipher = .aes256GCM) throws -> String {
        try Envelope.text(try XMLEncryptor(cipher, key: .generated(for: recipients)).encrypt(Bytes("to be kept")))
    }

    // MARK: One kind beside the other

    @Test func aKeyThatMayBeForEitherMode() throws {
        let key = try XMLEncryptor(key: .known(Self.secret)).encryptedKey(Self.secret, for: .wrap(Self.secret, .aes256)).root
        var decryptor = XMLDecryptor(keys: KnownDecryptionKeys(.secret(Self.secret)))
        #expect(try decryptor.key(in: key, length: 32) == Self.secret)
        decryptor.policy.contentCiphers.insert(.aes256CBC)
        let error = refusal { () throws(XMLSecurityError) in _ = try decryptor.key(in: key, length: 32) }
        #expect(error?.code == .forbiddenAlgorithm && error?.reason.contains("acceptsMixedModes") == true)
        decryptor.policy.acceptsMixedModes = true
        #expect(try decryptor.key(in: key, length: 32) == Self.secret)
    }

    @Test(arguments: [KeyTransport.rsa15, .rsaOAEP(digest: .sha256, mgf1: .sha256)])
    func bothTransportsForOneKey(_ transport: KeyTransport) throws {
        let rsa = try TestKeys.rsa.get()
        let text = try data([.transport(try rsa.publicKey(), transport)])
        var decryptor = XMLDecryptor(keys: KnownDecryptionKeys(.privateKey(rsa)))
        decryptor.policy.acceptsRSA15 = true
        let root = try read(text).root
        let error = refusal { () throws(XMLSecurityError) in _ = try decryptor.octets(of: root) }
        #expect(error?.code == .forbiddenAlgorithm && error?.reason.contains("acceptsMixedTransports") == true)
        decryptor.policy.acceptsMixedTransports = true
        #expect(try decrypted(text, decryptor) == "to be kept")
        decryptor.policy.acceptsMixedTransports = false
        if transport == .rsa15 { decryptor.policy.acceptsRSAOAEP = false } else { decryptor.policy.acceptsRSA15 = false }
        #expect(try decrypted(text, decryptor) == "to be kept")
    }

    // MARK: Parameters

    /// The specification gives this identifier the mask of SHA-1; another one that is written beside it is believed, if the policy takes it.
    @Test func aMaskThatTheIdentifierDoesNotHave() throws {
        let rsa = try TestKeys.rsa.get()
        let text = try data([.transport(try rsa.publicKey())]).replacingOnce(
            "2009/xmlenc11#rsa-oaep", with: "2001/04/xmlenc#rsa-oaep-mgf1p")
        var decryptor = XMLDecryptor(keys: KnownDecryptionKeys(.privateKey(rsa)))
        #expect(text.contains("mgf1sha256") && text.contains("rsa-oaep-mgf1p"))
        #expect(try decrypted(text, decryptor) == "to be kept")
        decryptor.policy.oaepMaskDigests = [.sha1]
        let root = try read(text).root
        let error = refusal { () throws(XMLSecurityError) in _ = try decryptor.octets(of: root) }
        #expect(error?.code == .forbiddenAlgorithm && error?.reason.contains("oaepMaskDigests") == true)
    }

    @Test func aLengthWhereKeysHaveAnyOrOnlyOne() throws {
        let rsa = try TestKeys.rsa.get()
        let decryptor = XMLDecryptor(policy: .legacy, keys: KnownDecryptionKeys(.privateKey(rsa), .secret(Self.secret)))
        for transport in [KeyTransport.rsa15, .rsaOAEP(digest: .sha1, mgf1: .sha1)] {
            let text = try data([.transport(try rsa.publicKey(), transport)])
            let method = "<xenc:EncryptionMethod Algorithm=\"\(transport.identifier)\""
            for bits in ["2048", "256"] {
                let size = "<xenc:KeySize>\(bits)</xenc:KeySize>"
                let changed =
                    transport == .rsa15
                    ? try text.replacingOnce(method + "/>", with: method + ">\(size)</xenc:EncryptionMethod>")
                    : try text.replacingOnce(method + ">", with: method + ">\(size)")
                let root = try read(changed).root
                #expect(refusal { () throws(XMLSecurityError) in _ = try decryptor.octets(of: root) }?.code == .malformed)
            }
        }
        let text = try data([.wrap(Self.secret, .aes256)])
        let method = "<xenc:EncryptionMethod Algorithm=\"\(KeyWrap.aes256.identifier)\""
        for (bits, isRight) in [("256", true), ("128", false), ("32", false), ("-256", false), ("x", false)] {
            let changed = try text.replacingOnce(
                method + "/>", with: method + "><xenc:KeySize>\(bits)</xenc:KeySize></xenc:EncryptionMethod>")
            let root = try read(changed).root
            let error = refusal { () throws(XMLSecurityError) in _ = try decryptor.octets(of: root) }
            #expect(isRight ? error == nil : error?.code == .malformed, "\(bits)")
        }
    }

    /// A nonce of an agreement goes into no derivation that is performed (section 5.6.2.1 alone takes it).
    @Test func aNonceOfAnAgreement() throws {
        let curve = try TestKeys.curves.get()[0]
        let text = try data([.agreement(try curve.publicKey())])
        let decryptor = XMLDecryptor(keys: KnownDecryptionKeys(.privateKey(curve)))
        let method = "<xenc:AgreementMethod Algorithm=\"http://www.w3.org/2009/xmlenc11#ECDH-ES\">"
        for (nonce, isRight) in [("AAAA", true), ("", true), ("!", false), ("<x/>", false)] {
            let changed = try text.replacingOnce(method, with: method + "<xenc:KA-Nonce>\(nonce)</xenc:KA-Nonce>")
            let root = try read(changed).root
            let error = refusal { () throws(XMLSecurityError) in _ = try decryptor.octets(of: root) }
            #expect(isRight ? error == nil : error?.code == .malformed, "\(nonce)")
        }
    }

    // MARK: Other recipients

    private static func wrapped(_ cipherData: String) -> String {
        "<x:EncryptedKey><x:EncryptionMethod Algorithm=\"\(KeyWrap.aes256.identifier)\"/><x:CipherData>\(cipherData)</x:CipherData></x:EncryptedKey>"
    }

    private static let encryptedKeyType = "Type=\"http://www.w3.org/2001/04/xmlenc#EncryptedKey\""

    static let oddKeys: [String] = [
        "<x:EncryptedKey/>", "<x:EncryptedKey Recipient=\"other\"><x:EncryptionMethod Algorithm=\"urn:unknown\"/></x:EncryptedKey>",
        wrapped("<x:CipherReference URI=\"http://host/\"/>"), wrapped("<x:CipherValue>!</x:CipherValue>"),
        wrapped("<x:CipherValue>\(String(repeating: "AAAA", count: 4000))</x:CipherValue>"),
        "<d:RetrievalMethod \(encryptedKeyType) URI=\"#nowhere\"/>", "<d:RetrievalMethod \(encryptedKeyType) URI=\"http://host/#k\"/>",
        "<x:AgreementMethod Algorithm=\"urn:unknown\"/>", "<e:DerivedKey/>",
    ]

    /// Whatever is odd about a key for somebody else: ours stands behind it, and decrypts.
    @Test(arguments: oddKeys) func oddKeysForOthers(_ odd: String) throws {
        let text = try data([.wrap(Self.secret, .aes256)])
        let head = "<ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\""
        let more =
            "xmlns:x=\"http://www.w3.org/2001/04/xmlenc#\" xmlns:d=\"http://www.w3.org/2000/09/xmldsig#\" xmlns:e=\"http://www.w3.org/2009/xmlenc11#\""
        let changed = try text.replacingOnce(head + ">", with: "\(head) \(more)>\(odd)")
        #expect(try decrypted(changed, XMLDecryptor(keys: KnownDecryptionKeys(.secret(Self.secret)))) == "to be kept")
        // Without ours it says what is odd, and not what comes of it.
        let alone = changed.replacing(/<xenc:EncryptedKey>.*<\/xenc:EncryptedKey>/, with: "")
        let root = try read(alone).root
        let decryptor = XMLDecryptor(keys: KnownDecryptionKeys(.secret(Self.secret)))
        let error = refusal { () throws(XMLSecurityError) in _ = try decryptor.octets(of: root) }
        #expect(error != nil && error?.code != .undecryptable)
    }

    /// A source that refuses is not passed over.
    @Test func aRefusalOfTheSourceIsTheEnd() throws {
        struct Refusing: DecryptionKeySource {
            func keys(for keyInfo: KeyInfo, use: DecryptionUse) throws(XMLSecurityError) -> [DecryptionKey] {
                if case .keyTransport = use { throw XMLSecurityError(.noKey, "the token expired") }
                return [.secret(EncryptionKeyTests.secret)]
            }
        }
        let rsa = try TestKeys.rsa.get()
        let root = try read(try data([.transport(try rsa.publicKey()), .wrap(Self.secret, .aes256)])).root
        let error = refusal { () throws(XMLSecurityError) in _ = try XMLDecryptor(keys: Refusing()).octets(of: root) }
        #expect(error?.description == "noKey: the token expired")
        let last = try read(try data([.wrap(Self.secret, .aes256), .transport(try rsa.publicKey())])).root
        #expect(refusal { () throws(XMLSecurityError) in _ = try XMLDecryptor(keys: Refusing()).octets(of: last) } == nil)
    }

    // MARK: Making them

    @Test func recipientsWhoseKeysDoNotFit() throws {
        let rsa = try TestKeys.rsa.get().publicKey()
        let curve = try TestKeys.curves.get()[0].publicKey()
        let certificate = try CertificateAuthority.make().issue(.server()).certificate
        let refused: [(String, () throws(XMLSecurityError) -> Void)] = [
            ("RSA key", { () throws(XMLSecurityError) in _ = try KeyRecipient.transport(curve) }),
            ("RSA key", { () throws(XMLSecurityError) in _ = try KeyRecipient.certificate(certificate) }),
            ("EC key", { () throws(XMLSecurityError) in _ = try KeyRecipient.agreement(rsa) }),
            ("16 octets", { () throws(XMLSecurityError) in _ = try KeyRecipient.wrap(Self.secret, .aes128) }),
            ("24 octets", { () throws(XMLSecurityError) in _ = try KeyRecipient.wrap(Self.secret, .tripleDES) }),
        ]
        for (text, make) in refused {
            let error = refusal(make)
            #expect(error?.code == .unusableKey && error?.reason.contains(text) == true, "\(text): \(String(describing: error))")
        }
    }
}
