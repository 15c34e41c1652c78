import StrataCrypto
import StrataInfoset
import TestSupport
import Testing

/// Looks into the memory of the process: nothing of a key or a plaintext is left when the last reference is gone.
///
/// One after the other: while it looks, a test has pieces of the memory in a window of its own, also what another still holds.
@Suite(.serialized, .enabled(if: ProcessMemory.isReadable)) struct WipingTests {
    /// Random octets that stand in memory as their complement, and in clear only in the secret that they make.
    struct Mark {
        let complement: [UInt8]

        /// The first octet is one that is rare in memory, by which the search goes quickly.
        init() throws { complement = [~0xD7] + Array(try SecureRandom.bytes(15)).map { ~$0 } }

        /// A secret that repeats the octets.
        func secret(count: Int) -> SecretBytes {
            SecretBytes(capacity: count) { target in
                for index in 0..<count { target[index] = ~complement[index % 16] }
                return count
            }
        }

        var occurrences: [String] { get throws { try ProcessMemory.occurrences(ofComplement: complement) } }
    }

    @Test func itIsSeenWhileItLives() throws {
        let mark = try Mark()
        let secret = mark.secret(count: 16)
        let places = try mark.occurrences
        #expect(places.count == 1, "\(places)")
        let copy = secret.revealed
        let both = try mark.occurrences
        #expect(both.count == 2, "\(both)")
        withExtendedLifetime((secret, copy)) {}
    }

    @Test(arguments: ContentCipher.allCases) func plaintextAndKeyOfACipher(_ cipher: ContentCipher) throws {
        let plaintext = try Mark()
        let key = try Mark()
        try {
            let secret = key.secret(count: cipher.keyLength)
            let octets = try cipher.encrypt(plaintext.secret(count: 5000).exposed, key: secret)
            let decrypted = try cipher.decrypt(octets, key: secret)
            let exposed = decrypted.exposed[100..<200]
            #expect(try !plaintext.occurrences.isEmpty && !key.occurrences.isEmpty && exposed.count == 100)
            // A failure late in the octets leaves nothing either.
            if cipher.isAuthenticated {
                #expect(throws: CryptoError.self) { try cipher.decrypt(octets.changed(at: octets.count - 1), key: secret) }
            }
        }()
        #expect(try plaintext.occurrences == [])
        #expect(try key.occurrences == [])
    }

    @Test func keysThatAreWrappedTransportedAndDerived() throws {
        let key = try Mark()
        let wrappingKey = try Mark()
        let privateKey = try #require(KeyTransportTests.key)
        try {
            for wrap in KeyWrap.allCases {
                let secret = wrappingKey.secret(count: wrap.keyLength)
                let wrapped = try wrap.wrap(key.secret(count: 32), with: secret)
                #expect(try wrap.unwrap(wrapped, with: secret).count == 32)
                #expect(throws: CryptoError.self) { try wrap.unwrap(wrapped.changed(at: 9), with: secret) }
            }
            for transport in [KeyTransport.rsa15, .rsaOAEP(digest: .sha256, mgf1: .sha256)] {
                let wrapped = try transport.encrypt(key.secret(count: 32), for: privateKey.publicKey())
                #expect(try transport.decrypt(wrapped, with: privateKey, keyLength: 32).count == 32)
            }
            let derivations: [KeyDerivation] = [
                .concat(.sha256, ConcatKDFInfo()), .hkdf(.sha256, salt: Bytes("salt"), info: Bytes()),
                .pbkdf2(.sha256, salt: Bytes("salt"), iterations: 2),
                .pHash(.sha1, label: Bytes("label"), nonce: Bytes("nonce"), offset: 3),
            ]
            for derivation in derivations { #expect(try derivation.key(from: key.secret(count: 48), length: 48).count == 48) }
            #expect(try MessageAuthentication.code(of: Bytes("text"), key: key.secret(count: 48), .sha256).count == 32)
        }()
        #expect(try key.occurrences == [])
        #expect(try wrappingKey.occurrences == [])
    }
}
