import StrataCrypto
import StrataInfoset
import StrataXMLSecurity
import TestSupport
import Testing

/// Keys under RSA PKCS#1 v1.5 (attack of Bleichenbacher): nothing tells which octets are one.
@Suite struct EncryptionRSA15Tests {
    /// A key under RSA PKCS#1 v1.5 that does not decrypt gives another key, and content that does not decrypt: as with any wrong key.
    @Test func keysUnderRSA15ThatWereChanged() throws {
        let rsa = try TestKeys.rsa.get()
        let encryptor = XMLEncryptor(.aes128CBC, key: .generated(for: [try .transport(rsa.publicKey(), .rsa15)]))
        let infoset = try read("<r><a/></r>")
        let encrypted = try encryptor.encrypt([.element(try infoset.first("a"))]).infoset
        let text = try Envelope.text(encrypted)
        let value = try encrypted.first(local: "EncryptedKey").children.first { $0.localName == "CipherData" }?.firstChild?.base64()
        let wrapped = Array(try #require(value))
        let decryptor = XMLDecryptor(policy: .legacy, keys: KnownDecryptionKeys(.privateKey(rsa)))
        var generator = SeededGenerator(seed: 51)
        var refusals: Set<XMLSecurityError> = []
        for _ in 0..<100 {
            var changed = wrapped
            changed[Int.random(in: 8..<changed.count, using: &generator)] ^= UInt8.random(in: 1...255, using: &generator)
            let message = try read(text.replacingOnce(Bytes(wrapped).base64, with: Bytes(changed).base64))
            if let error = try refusal(decryptor, message.first(local: "EncryptedData")) { refusals.insert(error) }
        }
        #expect(refusals.count == 1 && refusals.first?.code == .undecryptable, "\(refusals)")
    }

    /// Whatever is wrong with a key under RSA PKCS#1 v1.5, nothing tells it from a good key whose content is wrong; not even what a person
    /// is told, which names each attempt.
    @Test func keysUnderRSA15AreAllAlike() throws {
        let (rsa, other) = (try TestKeys.rsa.get(), try TestKeys.otherRSA.get())
        let key = try SecretBytes.random(count: 16)
        func wrapped(_ key: SecretBytes, _ rsa: PrivateKey) throws -> Bytes { try KeyTransport.rsa15.encrypt(key, for: rsa.publicKey()) }
        let good = try wrapped(key, rsa)
        var changed = Array(good)
        changed[100] ^= 1
        let bad = [
            Bytes(changed), try wrapped(try SecretBytes.random(count: 24), rsa), try wrapped(key, other),
            Bytes([UInt8](repeating: 0xFF, count: 256)), good[0..<255], Bytes([0]),
        ]
        let content = try ContentCipher.aes128GCM.encrypt(Bytes("<a/>"), key: key)
        let otherContent = try ContentCipher.aes128GCM.encrypt(Bytes("<a/>"), key: SecretBytes.random(count: 16))
        func message(_ wrapped: Bytes, _ content: Bytes) throws -> Infoset {
            try read(
                """
                <r \(encryptionNamespaces)><x:EncryptedData Type="http://www.w3.org/2001/04/xmlenc#Content"><x:EncryptionMethod \
                Algorithm="\(ContentCipher.aes128GCM.identifier)"/><d:KeyInfo><x:EncryptedKey><x:EncryptionMethod \
                Algorithm="\(KeyTransport.rsa15.identifier)"/><x:CipherData><x:CipherValue>\(wrapped.base64)</x:CipherValue></x:CipherData>\
                </x:EncryptedKey></d:KeyInfo><x:CipherData><x:CipherValue>\(content.base64)</x:CipherValue></x:CipherData></x:EncryptedData></r>
                """)
        }
        var decryptor = XMLDecryptor(policy: .legacy, keys: KnownDecryptionKeys(.privateKey(rsa)))
        #expect(try refusal(decryptor, message(good, content).first(local: "EncryptedData")) == nil)
        for isExplaining in [false, true] {
            decryptor.isExplaining = isExplaining
            let expected = try #require(try refusal(decryptor, message(good, otherContent).first(local: "EncryptedData")))
            #expect(expected.code == .undecryptable)
            for wrapped in bad {
                for content in [content, otherContent] {
                    #expect(try refusal(decryptor, message(wrapped, content).first(local: "EncryptedData")) == expected)
                }
            }
        }
        // By itself each gives a key, and the same octets the same one.
        for wrapped in bad + [good] {
            let element = try message(wrapped, content).first(local: "EncryptedKey")
            let found = try decryptor.key(in: element, length: 16)
            #expect(try found.count == 16 && found == decryptor.key(in: element, length: 16) && (found == key) == (wrapped == good))
        }
    }
}
