import StrataCrypto
import StrataInfoset
import StrataXMLSecurity
import Testing

/// What is encrypted here decrypts here, to the same, over every algorithm.
@Suite struct EncryptionTests {
    static let secret = SecretBytes([UInt8](1...32))

    static func everything(_ keys: DecryptionKey...) -> XMLDecryptor {
        XMLDecryptor(policy: .legacy, keys: KnownDecryptionKeys(keys))
    }

    // MARK: Algorithms

    @Test(arguments: ContentCipher.allCases) func everyCipher(_ cipher: ContentCipher) throws {
        let infoset = try read(Envelope.text)
        let key = try SecretBytes.random(count: cipher.keyLength)
        let encryptor = XMLEncryptor(cipher, key: .known(key, keyInfo: [.keyName("session")]))
        let encrypted = try encryptor.encrypt([.content(try infoset.first(local: "Body"))])
        #expect(try !Envelope.text(encrypted.infoset).contains("amount"))
        let decryptor = XMLDecryptor(policy: .legacy, keys: NamedDecryptionKeys(["session": .secret(key), "other": .secret(Self.secret)]))
        // As it would come over the network.
        let received = try read(try Envelope.text(encrypted.infoset))
        let decrypted = try decryptor.decrypt([try received.first(local: "EncryptedData")])
        #expect(try canonicalText(decrypted.infoset) == canonicalText(infoset))
        #expect(decrypted.parts.map(\.cipher) == [cipher] && decrypted.parts.map(\.isContent) == [true])
    }

    @Test(arguments: KeyWrap.allCases) func everyKeyWrap(_ wrap: KeyWrap) throws {
        let secret = try SecretBytes.random(count: wrap.keyLength)
        let encryptor = XMLEncryptor(.aes256GCM, key: .generated(for: [try .wrap(secret, wrap, keyInfo: [.keyName("wrapping")])]))
        let data = try encryptor.encrypt(Bytes("to be kept"), mimeType: "text/plain")
        let decryptor = XMLDecryptor(policy: .legacy, keys: NamedDecryptionKeys(["wrapping": .secret(secret)]))
        #expect(try String(decryptor.octets(of: data.root).exposed) == "to be kept")
    }

    static let transports: [KeyTransport] = [
        .rsa15, .rsaOAEP(digest: .sha1, mgf1: .sha1), .rsaOAEP(digest: .sha256, mgf1: .sha1), .rsaOAEP(digest: .sha256, mgf1: .sha256),
        .rsaOAEP(digest: .sha512, mgf1: .sha224, label: Bytes("a label")), .rsaOAEP(digest: .sha3_256, mgf1: .sha384),
    ]

    @Test(arguments: transports) func everyKeyTransport(_ transport: KeyTransport) throws {
        let key = try TestKeys.rsa.get()
        let encryptor = XMLEncryptor(.aes128GCM, key: .generated(for: [try .transport(key.publicKey(), transport)]))
        let data = try read(try Envelope.text(try encryptor.encrypt(Bytes("to be kept"))))
        #expect(try String(Self.everything(.privateKey(key)).octets(of: data.root).exposed) == "to be kept")
    }

    @Test func aMaskWithoutAnIdentifierIsNotWritten() throws {
        let key = try TestKeys.rsa.get().publicKey()
        #expect { try KeyRecipient.transport(key, .rsaOAEP(digest: .sha256, mgf1: .sha3_256)) } throws: {
            ($0 as? XMLSecurityError)?.code == .unsupportedAlgorithm
        }
    }

    @Test(arguments: [KeyKind.p256, .p384, .p521]) func keysThatAreAgreedOn(_ kind: KeyKind) throws {
        let key = try PrivateKey.generate(kind)
        var info = ConcatKDFInfo()
        info.algorithmID = BitString(octets: Bytes("AES"))
        info.suppPubInfo = BitString(octets: Bytes("both"))
        let recipient = try KeyRecipient.agreement(key.publicKey(), .aes192, digest: .sha384, info: info, keyInfo: [.keyName("mine")])
        let data = try read(try Envelope.text(try XMLEncryptor(key: .generated(for: [recipient])).encrypt(Bytes("to be kept"))))
        let decryptor = XMLDecryptor(keys: NamedDecryptionKeys(["mine": .privateKey(key)]))
        #expect(try String(decryptor.octets(of: data.root).exposed) == "to be kept")
        let stranger = XMLDecryptor(keys: KnownDecryptionKeys(.privateKey(try PrivateKey.generate(kind))))
        #expect { try stranger.octets(of: data.root) } throws: { ($0 as? XMLSecurityError)?.code == .undecryptable }
    }

    @Test func severalRecipientsOfDifferentKinds() throws {
        let rsa = try TestKeys.rsa.get()
        let curve = try TestKeys.curves.get()[0]
        let recipients: [KeyRecipient] = [
            try .transport(rsa.publicKey()), try .agreement(curve.publicKey()), try .wrap(Self.secret, .aes256),
        ]
        let data = try XMLEncryptor(key: .generated(for: recipients)).encrypt(Bytes("to be kept"))
        for key in [DecryptionKey.privateKey(rsa), .privateKey(curve), .secret(Self.secret)] {
            let decryptor = XMLDecryptor(keys: KnownDecryptionKeys(key))
            #expect(try String(decryptor.octets(of: data.root).exposed) == "to be kept")
        }
    }

    @Test func certificatesSayForWhomItIs() throws {
        let authority = try CertificateAuthority.make()
        let identities = try (0..<2).map { index in
            var template = CertificateTemplate.server(names: ["service\(index).test"])
            template.keyKind = .rsa(bits: 2048)
            return try authority.issue(template)
        }
        let data = try XMLEncryptor(key: .generated(for: [try .certificate(identities[1].certificate)])).encrypt(Bytes("to be kept"))
        #expect(try String(XMLDecryptor(keys: KnownIdentities(identities)).octets(of: data.root).exposed) == "to be kept")
        let other = XMLDecryptor(keys: KnownIdentities([identities[0]]))
        #expect { try other.octets(of: data.root) } throws: { ($0 as? XMLSecurityError)?.code == .noKey }
    }

    // MARK: Keys apart from what they encrypt

    @Test func aKeyInTheHeaderWithAListOfReferences() throws {
        let rsa = try TestKeys.rsa.get()
        let infoset = try read(Envelope.text)
        let key = try SecretBytes.random(count: 32)
        let encryptor = XMLEncryptor(key: .known(key))
        let parts = try encryptor.encrypt([.content(try infoset.first(local: "Body"), identifier: "enc-body")]).infoset
        let encryptedKey = try encryptor.encryptedKey(
            key, for: try .transport(rsa.publicKey()), identifier: "key", references: ["enc-body"])
        let message = try parts.inserting(encryptedKey, at: .lastChild(of: try parts.first(local: "Security").range)).0
        let keys = XMLDecryptor(keys: KnownDecryptionKeys(.privateKey(rsa)))
        let element = try message.first(local: "EncryptedKey")
        let found = try keys.key(in: element, length: 32)
        #expect(found == key)
        let list = try #require(element.children.first { $0.localName == "ReferenceList" })
        let (data, others) = try keys.references(in: list)
        #expect(data.count == 1 && others.isEmpty)
        let decrypted = try XMLDecryptor(keys: KnownDecryptionKeys(.secret(found))).decrypt(data)
        #expect(try decrypted.infoset.first(local: "amount").string() == "10")
        #expect { try keys.key(in: element, length: 16) } throws: { ($0 as? XMLSecurityError)?.code == .undecryptable }
    }

    private func canonicalText(_ infoset: Infoset) throws -> String {
        try canonical(.exclusive10, DocumentSubset(document: infoset), comments: true)
    }
}
