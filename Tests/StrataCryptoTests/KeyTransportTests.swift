import Foundation
import StrataCrypto
import StrataInfoset
import TestSupport
import Testing

@Suite struct KeyTransportTests {
    /// One RSA key serves all: making one takes long.
    static let key: PrivateKey? = try? PrivateKey.generate(.rsa(bits: 2048))

    static let schemes: [KeyTransport] =
        [.rsa15, .rsaOAEP(digest: .sha1, mgf1: .sha1), .rsaOAEP(digest: .sha256, mgf1: .sha1, label: Bytes("label"))]
        + [DigestAlgorithm.sha224, .sha256, .sha384, .sha512, .sha3_256].map { .rsaOAEP(digest: $0, mgf1: $0) }

    @Test(arguments: schemes) func whatIsEncryptedIsDecrypted(_ scheme: KeyTransport) throws {
        let privateKey = try #require(KeyTransportTests.key)
        for count in [1, 16, 24, 32, 64] {
            let key = try SecretBytes.random(count: count)
            let wrapped = try scheme.encrypt(key, for: privateKey.publicKey())
            #expect(wrapped.count == 256)
            #expect(try scheme.decrypt(wrapped, with: privateKey, keyLength: count) == key)
            #expect(try scheme.encrypt(key, for: privateKey.publicKey()) != wrapped)
        }
    }

    @Test func failuresOfOAEPAreOneFailure() throws {
        let privateKey = try #require(KeyTransportTests.key)
        let scheme = KeyTransport.rsaOAEP(digest: .sha256, mgf1: .sha256, label: Bytes("label"))
        let wrapped = try scheme.encrypt(SecretBytes.random(count: 32), for: privateKey.publicKey())
        #expect(try scheme.decrypt(wrapped, with: privateKey, keyLength: nil).count == 32)
        var errors: Set<CryptoError> = []
        let others = [wrapped.changed(at: 0, by: 0x80), wrapped.changed(at: 255), wrapped[0..<255], Bytes(), Bytes(Array(wrapped) + [0])]
        for octets in others + [Bytes([UInt8](repeating: 255, count: 256)), Bytes([UInt8](repeating: 0, count: 256))] {
            errors.insert(
                try #require(cryptoError { () throws(CryptoError) in try scheme.decrypt(octets, with: privateKey, keyLength: 32) }))
        }
        // Another length of key is no better than another key.
        errors.insert(try #require(cryptoError { () throws(CryptoError) in try scheme.decrypt(wrapped, with: privateKey, keyLength: 16) }))
        #expect(errors.count == 1 && errors.first?.code == .undecryptable && errors.first?.details == [])
        for other in [KeyTransport.rsaOAEP(digest: .sha256, mgf1: .sha256), .rsaOAEP(digest: .sha256, mgf1: .sha1, label: Bytes("label"))] {
            let error = cryptoError { () throws(CryptoError) in try other.decrypt(wrapped, with: privateKey, keyLength: 32) }
            #expect(error?.code == .undecryptable)
        }
    }

    /// Nothing that is sent makes it fail, and what is wrong gives the same key each time, of the length that was asked for.
    @Test func failuresOfRSA15DoNotShow() throws {
        let privateKey = try #require(KeyTransportTests.key)
        let key = try SecretBytes.random(count: 32)
        let wrapped = try KeyTransport.rsa15.encrypt(key, for: privateKey.publicKey())
        let wrong = [
            wrapped.changed(at: 0, by: 0x80), wrapped.changed(at: 255), wrapped[0..<255], Bytes(), Bytes(Array(wrapped) + [0]),
            Bytes([UInt8](repeating: 255, count: 256)), Bytes([UInt8](repeating: 0, count: 256)),
        ]
        var keys: [SecretBytes] = []
        for octets in wrong {
            let substitute = try KeyTransport.rsa15.decrypt(octets, with: privateKey, keyLength: 32)
            #expect(substitute.count == 32 && substitute != key && !keys.contains(substitute))
            #expect(try KeyTransport.rsa15.decrypt(octets, with: privateKey, keyLength: 32) == substitute)
            keys.append(substitute)
        }
        // A key of another length than was asked for.
        for count in [16, 24, 31, 33, 245] {
            let substitute = try KeyTransport.rsa15.decrypt(wrapped, with: privateKey, keyLength: count)
            #expect(substitute.count == count)
            #expect(substitute.revealed[0..<16] != key.revealed[0..<16] && substitute.revealed[count - 16..<count] != key.revealed[16..<32])
        }
        let error = cryptoError { () throws(CryptoError) in try KeyTransport.rsa15.decrypt(wrapped, with: privateKey, keyLength: nil) }
        #expect(error?.code == .invalidConfiguration)
    }

    /// Encoded messages of the test's own, encrypted by the command without a padding: only the one that is right gives its key.
    @Test(.enabled(if: OpenSSLCommand.isPresent)) func everyOctetOfThePaddingCounts() throws {
        let privateKey = try #require(KeyTransportTests.key)
        let key = [UInt8](repeating: 0x5A, count: 32)
        let right = [0, 2] + [UInt8](repeating: 0xA5, count: 256 - 3 - 32) + [0] + key
        var messages = [right]
        for (index, octet) in [(0, 1), (1, 1), (1, 0), (2, 0), (100, 0), (222, 0), (223, 7)] as [(Int, UInt8)] {
            var wrong = right
            wrong[index] = octet
            messages.append(wrong)
        }
        try withFolder { folder in
            try privateKey.publicKey().der.withUnsafeBytes { try Data($0).write(to: folder.appending(path: "key.der")) }
            for (index, message) in messages.enumerated() {
                try Data(message).write(to: folder.appending(path: "in"))
                try OpenSSLCommand.run(
                    [
                        "pkeyutl", "-encrypt", "-pubin", "-keyform", "DER", "-inkey", "key.der", "-pkeyopt", "rsa_padding_mode:none", "-in",
                        "in", "-out", "out",
                    ], in: folder)
                let wrapped = Bytes(Array(try Data(contentsOf: folder.appending(path: "out"))))
                let decrypted = try KeyTransport.rsa15.decrypt(wrapped, with: privateKey, keyLength: 32)
                #expect((decrypted == SecretBytes(key)) == (index == 0), "message \(index)")
            }
        }
    }

    @Test func whatDoesNotFitIsRefused() throws {
        let privateKey = try #require(KeyTransportTests.key)
        let publicKey = try privateKey.publicKey()
        let curve = try PrivateKey.generate(.p256)
        let key = try SecretBytes.random(count: 16)
        for scheme in KeyTransportTests.schemes {
            #expect(cryptoError { () throws(CryptoError) in try scheme.encrypt(key, for: curve.publicKey()) }?.code == .mismatch)
            let error = cryptoError { () throws(CryptoError) in try scheme.decrypt(Bytes("x"), with: curve, keyLength: 16) }
            #expect(error?.code == .mismatch)
            for count in [0, 246] {
                let large = try SecretBytes.random(count: count)
                #expect(cryptoError { () throws(CryptoError) in try scheme.encrypt(large, for: publicKey) }?.code == .mismatch)
                let error = cryptoError { () throws(CryptoError) in try scheme.decrypt(Bytes("x"), with: privateKey, keyLength: count) }
                #expect(error?.code == .mismatch)
            }
        }
    }
}
