import Foundation
import StrataCrypto
import StrataInfoset
import Testing

@Suite struct SignatureSchemeTests {
    static let schemes: [(KeyKind, SignatureScheme)] =
        [DigestAlgorithm.sha1, .sha256, .sha512].flatMap { digest in
            [(KeyKind.rsa(bits: 2048), SignatureScheme.rsaPKCS1(digest)), (.rsa(bits: 2048), .rsaPSS(digest))]
                + [KeyKind.p256, .p384, .p521].map { ($0, .ecdsa(digest)) }
        }

    @Test(arguments: schemes) func whatIsSignedIsVerified(_ kind: KeyKind, _ scheme: SignatureScheme) throws {
        let key = try PrivateKey.generate(kind)
        let octets = Bytes("what is signed")
        let signature = try key.signature(of: octets, scheme)
        let publicKey = try key.publicKey()
        #expect(try publicKey.verifies(signature, of: octets, scheme))
        #expect(try !publicKey.verifies(signature, of: Bytes("what is Signed"), scheme))
        for i in [0, signature.count / 2, signature.count - 1] {
            var changed = Array(signature)
            changed[i] ^= 1
            #expect(try !publicKey.verifies(Bytes(changed), of: octets, scheme))
        }
        for wrong in [Bytes(), signature[0..<signature.count - 1], Bytes(Array(signature) + [0])] {
            #expect(try !publicKey.verifies(wrong, of: octets, scheme))
        }
        #expect(try !publicKey.verifies(Bytes([UInt8](repeating: 0, count: signature.count)), of: octets, scheme))
    }

    @Test func keysThatDoNotFit() throws {
        let key = try PrivateKey.generate(.p256)
        #expect { try key.signature(of: Bytes("x"), .rsaPSS(.sha256)) } throws: { ($0 as? CryptoError)?.code == .mismatch }
        let publicKey = try key.publicKey()
        #expect { try publicKey.verifies(Bytes("x"), of: Bytes("x"), .rsaPKCS1(.sha256)) } throws: {
            ($0 as? CryptoError)?.code == .mismatch
        }
    }

    @Test func keysOfCertificatesAndOctets() throws {
        let identity = try CertificateAuthority.make().issue(.server())
        let key = try identity.certificate.publicKey()
        #expect(try key == identity.privateKey.publicKey())
        #expect(try PublicKey(der: key.der) == key)
        #expect(key.der == identity.certificate.subjectPublicKeyInfo)
        #expect { try PublicKey(der: Bytes(Array(key.der) + [0])) } throws: { ($0 as? CryptoError)?.code == .malformed }
        #expect { try PublicKey(der: Bytes()) } throws: { ($0 as? CryptoError)?.code == .malformed }
        #expect { try PublicKey(pem: "nothing") } throws: { ($0 as? CryptoError)?.code == .missing }
    }

    @Test func pointsOffTheCurveAndNumbersThatAreNoKey() throws {
        // The uncompressed point is what the DER of an EC key ends in.
        let der = try PrivateKey.generate(.p256).publicKey().der
        let point = der[der.count - 65..<der.count]
        #expect(try PublicKey(point: point, on: .p256).der == der)
        // The same point compressed: its first octet says whether the second number is odd.
        let head = Array(der[0..<der.count - 66])
        let compressed = head.map { $0 == 0x59 ? 0x39 : $0 == 0x42 ? 0x22 : $0 } + [0, 2 + (point[64] & 1)] + Array(point[1..<33])
        #expect(try PublicKey(der: Bytes(compressed)).point == point)
        var off = Array(point)
        off[64] ^= 1
        for octets in [Bytes(off), point[0..<64], Bytes(), Bytes([UInt8](repeating: 0, count: 65))] {
            #expect(throws: CryptoError.self) { try PublicKey(point: octets, on: .p256) }
        }
        #expect(throws: CryptoError.self) { try PublicKey(point: point, on: .p384) }
        let modulus = Bytes([0x80] + [UInt8](repeating: 1, count: 255))
        #expect(try PublicKey(rsaModulus: modulus, exponent: Bytes([1, 0, 1])).kind == .rsa(bits: 2048))
        for exponent in [[1], [], [0], [2], [1, 0, 0]] as [[UInt8]] {
            #expect(throws: CryptoError.self) { try PublicKey(rsaModulus: modulus, exponent: Bytes(exponent)) }
        }
        for modulus in [Bytes(), Bytes([3]), Bytes([UInt8](repeating: 255, count: 4096))] {
            #expect(throws: CryptoError.self) { try PublicKey(rsaModulus: modulus, exponent: Bytes([1, 0, 1])) }
        }
    }

    /// RFC 4231, test case 2.
    @Test func codesOfMessages() throws {
        let code = try MessageAuthentication.code(of: Bytes("what do ya want for nothing?"), key: SecretBytes("Jefe"), .sha256)
        let digits = code.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        #expect(digits == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    }

    @Test(arguments: DigestAlgorithm.allCases) func digestsPieceByPiece(_ algorithm: DigestAlgorithm) throws {
        let context = try DigestContext(algorithm)
        for _ in 0..<2 {
            context.append(Bytes("a"))
            context.append(Bytes())
            context.append(Bytes("bc"))
            #expect(try context.finish() == algorithm.digest(Bytes("abc")))
        }
    }
}
