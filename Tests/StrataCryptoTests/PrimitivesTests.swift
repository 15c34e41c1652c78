import StrataCrypto
import StrataInfoset
import Testing

@Suite struct PrimitivesTests {
    @Test func digestsOfFIPS180() throws {
        func hex(_ octets: Bytes) -> String {
            octets.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        }
        #expect(try hex(DigestAlgorithm.sha1.digest(Bytes("abc"))) == "a9993e364706816aba3e25717850c26c9cd0d89d")
        #expect(
            try hex(DigestAlgorithm.sha256.digest(Bytes("abc"))) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(try hex(DigestAlgorithm.sha256.digest(Bytes())) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        for algorithm in DigestAlgorithm.allCases { #expect(try algorithm.digest(Bytes("x")).count == algorithm.length) }
    }

    @Test func randomOctetsDiffer() throws {
        #expect(try SecureRandom.bytes(0).isEmpty)
        #expect(try SecureRandom.bytes(32) != SecureRandom.bytes(32))
        #expect(try SecureRandom.secret(32) != SecureRandom.secret(32))
    }

    @Test func comparison() {
        #expect(ConstantTime.equal(Bytes(), Bytes()))
        #expect(ConstantTime.equal("secret", "secret"))
        #expect(!ConstantTime.equal("secret", "secres"))
        #expect(!ConstantTime.equal("secret", "secre"))
        #expect(SecretBytes("a") == SecretBytes("a") && SecretBytes("a") != SecretBytes("b") && SecretBytes("") == SecretBytes(""))
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z"), (4_102_444_799, "2099-12-31T23:59:59Z"),
            (-1, "1969-12-31T23:59:59Z"),
        ] as [(Int64, String)])
    func dates(_ seconds: Int64, _ text: String) {
        #expect(CertificateDate(secondsSince1970: seconds).description == text)
    }

    @Test func datesBeyondReachAreNumbers() {
        #expect(CertificateDate(secondsSince1970: .max).description == "\(Int64.max) s")
    }

    @Test func identitiesMustFit() throws {
        let authority = try CertificateAuthority.make()
        let one = try authority.issue(.server())
        let two = try authority.issue(.server())
        #expect { try CertificateIdentity(chain: one.chain, privateKey: two.privateKey) } throws: {
            ($0 as? CryptoError)?.code == .mismatch
        }
        #expect { try CertificateIdentity(chain: [], privateKey: two.privateKey) } throws: { ($0 as? CryptoError)?.code == .missing }
        #expect { try CertificateIdentity(chain: [one.certificate, two.certificate], privateKey: one.privateKey) } throws: {
            ($0 as? CryptoError)?.code == .mismatch
        }
        #expect { try CertificateAuthority(identity: one) } throws: { ($0 as? CryptoError)?.code == .mismatch }
        let pem = try one.privateKey.pem().text + one.certificate.pem + authority.certificate.pem
        #expect(try CertificateIdentity(chainPEM: pem, privateKeyPEM: pem).chain == [one.certificate, authority.certificate])
    }

    @Test func manyThreadsAtOnce() async throws {
        let authority = try CertificateAuthority.make()
        let trust = CertificateTrust.roots([authority.certificate])
        try await withThrowingTaskGroup { group in
            for index in 0..<32 {
                group.addTask {
                    let identity = try authority.issue(.client(name: "client \(index)"))
                    try trust.verify(identity.chain, for: .client)
                    return try Certificate(pem: identity.certificate.pem).subject.commonName == "client \(index)"
                }
            }
            for try await right in group { #expect(right) }
        }
    }
}
