import Foundation
import StrataCrypto
import StrataInfoset
import TestSupport
import Testing

@Suite struct KeyDerivationTests {
    /// RFC 5869, appendix A.1 to A.3.
    @Test(arguments: [
        (
            String(repeating: "0b", count: 22), "000102030405060708090a0b0c", "f0f1f2f3f4f5f6f7f8f9",
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
        ),
        (
            KeyDerivationTests.digits(0x00..<0x50), KeyDerivationTests.digits(0x60..<0xB0), KeyDerivationTests.digits(0xB0..<0x100),
            """
            b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09
            da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87
            """
        ),
        (
            String(repeating: "0b", count: 22), "", "",
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
        ),
    ])
    func vectorsOfRFC5869(_ secret: String, _ salt: String, _ info: String, _ expected: String) throws {
        let derivation = KeyDerivation.hkdf(.sha256, salt: Bytes(hex: salt), info: Bytes(hex: info))
        let expected = Bytes(hex: expected)
        #expect(try derivation.key(from: SecretBytes(hex: secret), length: expected.count).revealed == expected)
    }

    /// RFC 6070 (SHA-1) and RFC 7914, section 11 (SHA-256).
    @Test(arguments: [
        (DigestAlgorithm.sha1, "password", "salt", 1, "0c60c80f961f0e71f3a9b524af6012062fe037a6"),
        (.sha1, "password", "salt", 4096, "4b007901b765489abead49d926f721d065a429c1"),
        (
            .sha1, "passwordPASSWORDpassword", "saltSALTsaltSALTsaltSALTsaltSALTsalt", 4096,
            "3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f07038"
        ),
        (
            .sha256, "passwd", "salt", 1,
            """
            55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc
            49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783
            """
        ),
    ])
    func vectorsOfPBKDF2(_ digest: DigestAlgorithm, _ password: String, _ salt: String, _ iterations: Int, _ expected: String) throws {
        let derivation = KeyDerivation.pbkdf2(digest, salt: Bytes(salt), iterations: iterations)
        let expected = Bytes(hex: expected)
        #expect(try derivation.key(from: SecretBytes(password), length: expected.count).revealed == expected)
    }

    /// The vector of P_SHA256 that the authors of TLS 1.2 published, whole and from every offset.
    @Test func vectorOfTLS() throws {
        let secret = SecretBytes(hex: "9bbe436ba940f017b17652849a71db35")
        let nonce = Bytes(hex: "a0ba9f936cda311827a6f796ffd5198c")
        let expected = Bytes(
            hex: """
                e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a6b301791e90d35c9c9a46b4e14baf9af0fa022f7077def17abfd3797c0564bab
                4fbc91666e9def9b97fce34f796789baa48082d122ee42c5a72e5a5110fff70187347b66
                """)
        for offset in 0..<expected.count {
            let derivation = KeyDerivation.pHash(.sha256, label: Bytes("test label"), nonce: nonce, offset: offset)
            let key = try derivation.key(from: secret, length: expected.count - offset)
            #expect(key.revealed == expected[offset..<expected.count])
            #expect(try derivation.key(from: secret, length: 1).revealed == expected[offset..<offset + 1])
        }
    }

    /// P_SHA-1 and the others as the command has them, in the PRF of TLS 1.2 with the digest.
    @Test(.enabled(if: OpenSSLCommand.isPresent), arguments: [DigestAlgorithm.sha1, .sha256, .sha384, .sha512])
    func pHashAsTheCommandHasIt(_ digest: DigestAlgorithm) throws {
        for length in [16, 20, 33, 100, 300] {
            let secret = try SecureRandom.bytes(length)
            let label = Bytes("WS-SecureConversationWS-SecureConversation")
            let nonce = try SecureRandom.bytes(16)
            let text = try withFolder { folder in
                try OpenSSLCommand.run(
                    [
                        "kdf", "-keylen", "\(length)", "-kdfopt", "digest:\(digest)", "-kdfopt", "hexsecret:\(secret.hex)", "-kdfopt",
                        "hexseed:\(label.hex + nonce.hex)", "TLS1-PRF",
                    ], in: folder)
            }
            let key = try KeyDerivation.pHash(digest, label: label, nonce: nonce, offset: 0).key(
                from: SecretBytes(Array(secret)), length: length)
            #expect(key.revealed.hex == text.lowercased().filter(\.isHexDigit))
        }
    }

    /// RFC 7518, appendix C, which is the same function.
    @Test func vectorOfRFC7518() throws {
        let secret = SecretBytes([
            158, 86, 217, 29, 129, 113, 53, 211, 114, 131, 66, 131, 191, 132, 38, 156, 251, 49, 110, 163, 218, 128, 106, 72, 246, 218, 167,
            121, 140, 254, 144, 196,
        ])
        func counted(_ text: String) -> BitString { BitString(octets: Bytes([0, 0, 0, UInt8(text.utf8.count)] + Array(text.utf8))) }
        let info = ConcatKDFInfo(
            algorithmID: counted("A128GCM"), partyUInfo: counted("Alice"), partyVInfo: counted("Bob"),
            suppPubInfo: BitString(octets: Bytes([0, 0, 0, 128])))
        let key = try KeyDerivation.concat(.sha256, info).key(from: secret, length: 16)
        #expect(key.revealed.hex == "56aa8deaf8236d205c2228cd71a7101a")
    }

    /// Parts that end within an octet are joined as bits (XML Encryption 1.1, section 5.4.1).
    @Test func bits() throws {
        func part(_ prefixed: String) throws -> BitString { try BitString(prefixed: Bytes(hex: prefixed)) }
        let secret = SecretBytes("agreed")
        func key(_ parts: [String]) throws -> SecretBytes {
            let bits = try parts.map { try part($0) }
            let info = ConcatKDFInfo(
                algorithmID: bits[0], partyUInfo: bits[1], partyVInfo: bits[2], suppPubInfo: bits[3], suppPrivInfo: bits[4])
            return try KeyDerivation.concat(.sha256, info).key(from: secret, length: 32)
        }
        // 101 + 10011 + 0110 1110 1 + 1111 111 = 1011 0011 0110 1110 1111 1111
        #expect(try key(["05a0", "0398", "076e80", "01fe", "00"]) == key(["00b36eff", "", "00", "", ""]))
        #expect(try key(["05a0", "0398", "00", "", "00"]) == key(["00b3", "", "00", "", ""]))
        #expect(try key(["04a0", "", "0430", "", "00ff"]) == key(["", "00a3", "", "00ff", ""]))
        #expect(try part("05a0").prefixed.hex == "05a0" && part("00").prefixed.hex == "00" && part("").octets.isEmpty)
        for wrong in ["08ff", "01", "07", "0101", "04a8", "ff00"] {
            #expect(throws: CryptoError.self, "\(wrong)") { try part(wrong) }
        }
        #expect { try key(["05a0", "", "", "", ""]) } throws: { ($0 as? CryptoError)?.code == .unsupported }
    }

    @Test func limits() throws {
        let secret = SecretBytes("secret")
        let derivations: [KeyDerivation] = [
            .concat(.sha256, ConcatKDFInfo()), .hkdf(.sha256, salt: Bytes(), info: Bytes()),
            .pbkdf2(.sha256, salt: Bytes("salt"), iterations: 1), .pHash(.sha1, label: Bytes(), nonce: Bytes(), offset: 0),
        ]
        for derivation in derivations {
            for length in [Int.min, -1, 0, KeyDerivation.longest + 1, .max] {
                #expect(cryptoError { () throws(CryptoError) in try derivation.key(from: secret, length: length) }?.code == .unsupported)
            }
            #expect(try derivation.key(from: secret, length: 8160).count == 8160)
            // A shorter key is the start of a longer one.
            #expect(try derivation.key(from: secret, length: 100).revealed == derivation.key(from: secret, length: 500).revealed[0..<100])
        }
        let refused: [(KeyDerivation, Int)] = [
            (.hkdf(.sha1, salt: Bytes(), info: Bytes()), 255 * 20 + 1),
            (.hkdf(.sha1, salt: Bytes(), info: Bytes([UInt8](repeating: 0, count: 1025))), 16),
            (.pbkdf2(.sha1, salt: Bytes(), iterations: 0), 16), (.pbkdf2(.sha1, salt: Bytes(), iterations: .max), 16),
            (.pHash(.sha1, label: Bytes(), nonce: Bytes(), offset: -1), 16),
            (.pHash(.sha1, label: Bytes(), nonce: Bytes(), offset: .max), 16),
            (.pHash(.sha1, label: Bytes(), nonce: Bytes(), offset: KeyDerivation.longest - 15), 16),
        ]
        for (derivation, length) in refused {
            #expect(cryptoError { () throws(CryptoError) in try derivation.key(from: secret, length: length) }?.code == .unsupported)
        }
        let empty = SecretBytes("")
        #expect(cryptoError { () throws(CryptoError) in try derivations[0].key(from: empty, length: 16) }?.code == .mismatch)
        #expect(cryptoError { () throws(CryptoError) in try derivations[1].key(from: empty, length: 16) }?.code == .mismatch)
        #expect(try derivations[2].key(from: empty, length: 16).count == 16 && derivations[3].key(from: empty, length: 16).count == 16)
    }

    static func digits(_ octets: Range<Int>) -> String { Bytes(octets.map { UInt8($0) }).hex }
}
