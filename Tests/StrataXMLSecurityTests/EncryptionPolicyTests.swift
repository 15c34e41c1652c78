import Foundation
import StrataCrypto
import StrataInfoset
import StrataXMLSecurity
import Testing

/// What is refused before a key is looked for, and that each setting and limit is what decides it.
@Suite struct EncryptionPolicyTests {
    static let secret = SecretBytes([UInt8](1...32))
    private static let standard = XMLDecryptor(keys: KnownDecryptionKeys(.secret(secret)))

    /// An `EncryptedData` that decrypts under the standard policy, as text.
    private static func data(_ text: String = "to be kept", _ cipher: ContentCipher = .aes256GCM) throws -> String {
        try Envelope.text(try XMLEncryptor(cipher, key: .known(secret)).encrypt(Bytes(text)))
    }

    private func refusal(_ text: String, _ decryptor: XMLDecryptor = standard) throws -> XMLSecurityError? {
        let element = try read(text).root
        do throws(XMLSecurityError) {
            _ = try decryptor.octets(of: element)
            return nil
        } catch {
            return error
        }
    }

    // MARK: Structure

    /// Each line: what is replaced, by what, and the code of the refusal.
    static let changes: [(String, String, XMLSecurityError.Code)] = [
        ("#aes256-gcm", "#aes256-gcm2", .unsupportedAlgorithm),
        ("2009/xmlenc11#aes256-gcm", "2001/04/xmlenc#aes256-cbc", .forbiddenAlgorithm),
        ("<xenc:CipherValue>", "<xenc:CipherValue><!-- c -->", .malformed),
        ("<xenc:CipherValue>", "<xenc:CipherValue>!", .malformed),
        ("<xenc:CipherData>", "<xenc:CipherData>text", .malformed),
        ("<xenc:CipherData>", "<xenc:CipherData><xenc:CipherReference URI=\"http://host/x\"/>", .unresolvedReference),
        ("<xenc:CipherData>", "<xenc:CipherData><xenc:CipherReference URI=\"#x\"/>", .unresolvedReference),
        ("<xenc:CipherData>", "<x/><xenc:CipherData>", .malformed),
        ("</xenc:CipherData>", "</xenc:CipherData><xenc:CipherData/>", .malformed),
        ("gcm\"/>", "gcm\"><xenc:KeySize>128</xenc:KeySize></xenc:EncryptionMethod>", .malformed),
        ("gcm\"/>", "gcm\"><xenc:OAEPparams>AAAA</xenc:OAEPparams></xenc:EncryptionMethod>", .malformed),
        (" Algorithm=\"http://www.w3.org/2009/xmlenc11#aes256-gcm\"", "", .malformed),
    ]

    @Test func whatIsToldWithoutAKey() throws {
        let text = try Self.data()
        #expect(try refusal(text) == nil)
        let knowing = XMLDecryptor(keys: KnownDecryptionKeys())
        for (part, other, code) in Self.changes {
            let changed = try text.replacingOnce(part, with: other)
            #expect(try refusal(changed, knowing)?.code == code, "\(part) -> \(other)")
        }
        #expect(try refusal(text, knowing)?.code == .noKey)
        #expect(try refusal("<a/>")?.code == .malformed)
    }

    // MARK: Algorithms

    @Test func everySettingOfThePolicyDecides() throws {
        let rsa = try TestKeys.rsa.get()
        let curve = try TestKeys.curves.get()[0]
        func data(_ recipient: KeyRecipient) throws -> String {
            try Envelope.text(try XMLEncryptor(key: .generated(for: [recipient])).encrypt(Bytes("x")))
        }
        let oaep = try data(.transport(rsa.publicKey()))
        let label = try data(.transport(rsa.publicKey(), .rsaOAEP(digest: .sha256, mgf1: .sha256, label: Bytes("l"))))
        let wrapped = try data(.wrap(Self.secret, .aes256))
        let agreed = try data(.agreement(curve.publicKey()))
        let cases: [(String, String, (inout EncryptionPolicy) -> Void)] = [
            (oaep, "acceptsRSAOAEP", { $0.acceptsRSAOAEP = false }),
            (oaep, "oaepDigests", { $0.oaepDigests = [.sha384] }),
            (oaep, "oaepMaskDigests", { $0.oaepMaskDigests = [.sha1] }),
            (oaep, "oaepLabel", { $0.oaepLabel = Bytes("other") }),
            (label, "oaepLabel", { $0.oaepLabel = Bytes() }),
            (oaep, "minimumRSABits", { $0.minimumRSABits = 3072 }),
            (wrapped, "keyWraps", { $0.keyWraps = [.aes128] }),
            (wrapped, "contentCiphers", { $0.contentCiphers = [.aes128GCM] }),
            (wrapped, "acceptsMixedModes", { $0.contentCiphers = [.aes256GCM, .aes256CBC] }),
            (agreed, "acceptsKeyAgreement", { $0.acceptsKeyAgreement = false }),
            (agreed, "keyDerivations", { $0.keyDerivations = [.hkdf] }),
            (agreed, "derivationDigests", { $0.derivationDigests = [.sha512] }),
        ]
        let keys = KnownDecryptionKeys(.privateKey(rsa), .privateKey(curve), .secret(Self.secret))
        for (text, setting, change) in cases {
            #expect(try refusal(text, XMLDecryptor(keys: keys)) == nil, "\(setting)")
            var policy = EncryptionPolicy.standard
            change(&policy)
            let error = try refusal(text, XMLDecryptor(policy: policy, keys: keys))
            #expect(error?.reason.contains(setting) == true, "\(setting): \(error.map(\.description) ?? "accepted")")
        }
    }

    @Test func whatTheStandardPolicyLeavesOut() throws {
        let rsa = try TestKeys.rsa.get()
        let keys = KnownDecryptionKeys(.privateKey(rsa), .secret(Self.secret), .secret(SecretBytes([UInt8](1...24))))
        for recipient in [
            try KeyRecipient.transport(rsa.publicKey(), .rsa15), try .transport(rsa.publicKey(), .rsaOAEP(digest: .sha1, mgf1: .sha1)),
            try .wrap(SecretBytes([UInt8](1...24)), .tripleDES),
        ] {
            let text = try Envelope.text(try XMLEncryptor(key: .generated(for: [recipient])).encrypt(Bytes("x")))
            #expect(try refusal(text, XMLDecryptor(keys: keys))?.code == .forbiddenAlgorithm)
            #expect(try refusal(text, XMLDecryptor(policy: .legacy, keys: keys)) == nil)
        }
        for cipher in ContentCipher.allCases where !cipher.isAuthenticated {
            let key = try SecretBytes.random(count: cipher.keyLength)
            let text = try Envelope.text(try XMLEncryptor(cipher, key: .known(key)).encrypt(Bytes("x")))
            #expect(try refusal(text, XMLDecryptor(keys: KnownDecryptionKeys(.secret(key))))?.code == .forbiddenAlgorithm)
        }
    }

    // MARK: Limits

    /// A key that is wrapped again and again, the outermost with the secret.
    private static func chain(_ depth: Int) throws -> String {
        var wrapping = secret
        var info: [KeyInfoStatement] = []
        let encryptor = XMLEncryptor(key: .known(secret))
        for _ in 0..<depth {
            let key = try SecretBytes.random(count: 32)
            info = [.element(try encryptor.encryptedKey(key, for: .wrap(wrapping, .aes256, keyInfo: info)).root)]
            wrapping = key
        }
        return try Envelope.text(try XMLEncryptor(key: .known(wrapping, keyInfo: info)).encrypt(Bytes("x")))
    }

    @Test func limitsOfKeys() throws {
        let chain = try Self.chain(3)
        let others = try (0..<5).map { _ in try KeyRecipient.wrap(SecretBytes.random(count: 32), .aes256) }
        let many = try Envelope.text(
            try XMLEncryptor(key: .generated(for: others + [try .wrap(Self.secret, .aes256)])).encrypt(Bytes("x")))
        let cases: [(String, String, (inout EncryptionLimits) -> Void)] = [
            (chain, "limits.keyDepth", { $0.keyDepth = 2 }),
            (chain, "limits.encryptedKeys", { $0.encryptedKeys = 2 }),
            (chain, "limits.keyAttempts", { $0.keyAttempts = 3 }),
            (many, "limits.encryptedKeys", { $0.encryptedKeys = 5 }),
            (many, "limits.keyAttempts", { $0.keyAttempts = 5 }),
            (many, "limits.keyInfoItems", { $0.keyInfo.keyInfoItems = 5 }),
            (many, "limits.encryptedKeyLength", { $0.encryptedKeyLength = 39 }),
            (try Self.data(), "limits.cipherValueLength", { $0.cipherValueLength = 20 }),
        ]
        for (text, name, change) in cases {
            #expect(try refusal(text) == nil, "\(name)")
            var decryptor = Self.standard
            decryptor.isExplaining = true
            change(&decryptor.policy.limits)
            let error = try refusal(text, decryptor)
            #expect(error?.reason.contains(name) == true, "\(name): \(error.map(\.description) ?? "accepted")")
        }
    }

    @Test func limitsThatAreNone() throws {
        var decryptor = Self.standard
        decryptor.policy.limits.cipherValueLength = .max
        decryptor.policy.limits.encryptedKeyLength = .max
        decryptor.policy.limits.keyInfo.keyInfoValueLength = .max
        #expect(try refusal(try Self.chain(2), decryptor) == nil)
    }

    @Test func limitsOfElementsAndReferences() throws {
        let text = "<r>\((0..<4).map { "<a Id=\"i\($0)\">\($0)</a>" }.joined())</r>"
        let infoset = try read(text)
        let targets = infoset.root.children.map { EncryptionTarget.element($0, identifier: "e\($0.index)") }
        let encrypted = try XMLEncryptor(key: .known(Self.secret)).encrypt(targets).infoset
        var decryptor = Self.standard
        decryptor.policy.limits.encryptedItems = 3
        #expect { try decryptor.decrypt(Array(encrypted.root.children)) } throws: {
            ($0 as? XMLSecurityError)?.reason.contains("limits.encryptedItems") == true
        }
        let key = try XMLEncryptor(key: .known(Self.secret)).encryptedKey(
            Self.secret, for: try .wrap(Self.secret, .aes256), references: targets.compactMap(\.identifier))
        let whole = try encrypted.inserting(key, at: .lastChild(of: encrypted.root.range)).0
        let list = try whole.first(local: "ReferenceList")
        #expect(try decryptor.references(in: list).data.count == 4)
        decryptor.policy.limits.references = 3
        #expect { try decryptor.references(in: list) } throws: {
            ($0 as? XMLSecurityError)?.reason.contains("limits.references") == true
        }
    }

    @Test func aListThatNamesSomethingTwiceOrAsksForMore() throws {
        let data = try Self.data().replacingOnce("<xenc:EncryptedData", with: "<xenc:EncryptedData Id=\"a\"")
        for references in [
            "<x:DataReference URI=\"#a\"/><x:DataReference URI=\"#a\"/>", "<x:DataReference URI=\"#a\"><y/></x:DataReference>",
        ] {
            let text = "<r xmlns:x=\"http://www.w3.org/2001/04/xmlenc#\">\(data)<x:ReferenceList>\(references)</x:ReferenceList></r>"
            let list = try read(text).first(local: "ReferenceList")
            #expect { try Self.standard.references(in: list) } throws: { ($0 as? XMLSecurityError)?.code == .malformed }
        }
    }

    @Test func whatAReferenceMayNotLeadTo() throws {
        let head = "<r xmlns:x=\"http://www.w3.org/2001/04/xmlenc#\"><a Id=\"a\"/><b Id=\"b\"/><b Id=\"b\"/>"
        for (uri, code) in [
            ("#a", XMLSecurityError.Code.malformed), ("#b", .duplicateIdentifier), ("#c", .unresolvedReference), ("", .unresolvedReference),
            ("#", .unresolvedReference), ("http://host/#a", .unresolvedReference),
        ] {
            let text = head + "<x:ReferenceList><x:DataReference URI=\"\(uri)\"/></x:ReferenceList></r>"
            let list = try read(text).first(local: "ReferenceList")
            var decryptor = Self.standard
            #expect { try decryptor.references(in: list) } throws: { ($0 as? XMLSecurityError)?.code == .duplicateIdentifier }
            decryptor.policy.acceptsUnreferencedDuplicates = true
            #expect { try decryptor.references(in: list) } throws: { ($0 as? XMLSecurityError)?.code == code }
        }
    }
}

extension String {
    /// The text with a part of it replaced, which must be there.
    func replacingOnce(_ part: String, with other: String) throws -> String {
        guard let range = range(of: part) else { throw NotThere(name: part) }
        return replacingCharacters(in: range, with: other)
    }
}
