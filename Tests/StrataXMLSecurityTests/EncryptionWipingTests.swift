import StrataCrypto
import StrataInfoset
import StrataXMLSecurity
import TestSupport
import Testing

/// Looks into the memory of the process: nothing of what was decrypted, nor of the keys, is left when the last reference is gone.
///
/// One after the other: while it looks, a test has pieces of the memory in a window of its own, also what another still holds.
@Suite(.serialized, .enabled(if: ProcessMemory.isReadable)) struct EncryptionWipingTests {
    /// Sixteen letters that stand in memory as their complement, and in clear only in the secrets that they make.
    private struct Mark {
        let complement: [UInt8] = [~UInt8(ascii: "Q")] + (0..<15).map { _ in ~UInt8.random(in: UInt8(ascii: "A")...UInt8(ascii: "Z")) }

        /// The letters, with something before and behind them.
        func secret(_ before: String = "", _ after: String = "") -> SecretBytes {
            let (before, after) = (Array(before.utf8), Array(after.utf8))
            return SecretBytes(capacity: before.count + 16 + after.count) { target in
                for (i, octet) in before.enumerated() { target[i] = octet }
                for (i, octet) in complement.enumerated() { target[before.count + i] = ~octet }
                for (i, octet) in after.enumerated() { target[before.count + 16 + i] = octet }
                return target.count
            }
        }

        var occurrences: [String] { get throws { try ProcessMemory.occurrences(ofComplement: complement) } }
    }

    private let plaintext = Mark()
    private let key = Mark()
    private let wrapping = Mark()

    /// An element whose key is wrapped, and what decrypts it.
    private func message(_ cipher: ContentCipher, _ before: String, _ after: String) throws -> (InfosetCursor, XMLDecryptor) {
        let (secret, wrappingKey) = (key.secret(), wrapping.secret())
        let octets = try cipher.encrypt(plaintext.secret(before, after).exposed, key: secret)
        let encrypted = try XMLEncryptor(key: .known(secret)).encryptedKey(secret, for: .wrap(wrappingKey, .aes128))
        let text = """
            <r><x:EncryptedData xmlns:x="http://www.w3.org/2001/04/xmlenc#" Type="http://www.w3.org/2001/04/xmlenc#Content"><x:EncryptionMethod \
            Algorithm="\(cipher.identifier)"/><d:KeyInfo xmlns:d="http://www.w3.org/2000/09/xmldsig#">\(try Envelope.text(encrypted))</d:KeyInfo>\
            <x:CipherData><x:CipherValue>\(octets.base64)</x:CipherValue></x:CipherData></x:EncryptedData></r>
            """
        let decryptor = XMLDecryptor(policy: .legacy, keys: KnownDecryptionKeys(.secret(wrappingKey)))
        return (try read(text).first(local: "EncryptedData"), decryptor)
    }

    @Test(arguments: [ContentCipher.aes128GCM, .aes128CBC]) func aDocumentThatWasDecrypted(_ cipher: ContentCipher) throws {
        try {
            let (element, decryptor) = try message(cipher, "<m>", "</m>text")
            let decryption = try decryptor.decrypt([element])
            #expect(try !plaintext.occurrences.isEmpty)
            #expect(try key.occurrences == [])
            withExtendedLifetime(decryption) {}
        }()
        #expect(try plaintext.occurrences == [])
        #expect(try wrapping.occurrences == [])
    }

    @Test(arguments: [ContentCipher.aes128GCM, .aes128CBC]) func whatIsNoXML(_ cipher: ContentCipher) throws {
        let (element, decryptor) = try message(cipher, "<m>", "</n>")
        #expect(throws: XMLSecurityError.self) { try decryptor.decrypt([element]) }
        #expect(try plaintext.occurrences == [])
        #expect(try key.occurrences == [])
    }

    @Test func octetsOfAnElement() throws {
        let (element, decryptor) = try message(.aes128GCM, "", "")
        try {
            let octets = try decryptor.octets(of: element)
            #expect(try octets.count == 16 && !plaintext.occurrences.isEmpty)
        }()
        #expect(try plaintext.occurrences == [])
        #expect(try key.occurrences == [])
    }
}
