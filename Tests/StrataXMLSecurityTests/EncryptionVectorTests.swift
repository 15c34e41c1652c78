import StrataCrypto
import StrataInfoset
import StrataXMLSecurity
import Testing

/// The published encryptions of other stacks, each row with the suite's verdict, or with the reason why it is refused here.
@Suite struct EncryptionVectorTests {
    /// Rows that decrypt elsewhere and are refused here, and why.
    private static func refusal(_ row: [String: String]) -> EncryptionOutcome? {
        let name = row["case", default: ""]
        if row["dtd"] == "yes" { return .documentType }
        // X25519, and Diffie-Hellman over the integers with 1024 bits.
        if name.contains("x25519") || name.contains("DH-1024") { return .notPerformed }
        // The key under a content cipher, where a change would not be noticed.
        if name.hasSuffix("enc-des3cbc-aes192-keyname") { return .notPerformed }
        // Keys of 32 octets for AES-128-GCM, of which xmlsec takes the first 16.
        let others = ["sha1", "sha512", "sha3_224", "sha3_384", "sha3_512", "sha224", "sha384"]
        if name.contains("enc_ecdh_p256_"), !name.contains("hkdf"), others.contains(where: { name.contains("_\($0)_kw") }) {
            return .undecryptable
        }
        return nil
    }

    @Test(.enabled(if: Vectors.arePresent))
    func everyRow() throws {
        var found: [EncryptionOutcome: Int] = [:]
        for row in try Vectors.rows("xmlenc") {
            let name = row["case", default: ""]
            let (outcome, detail) = try InteropEncryption(row).outcome()
            found[outcome, default: 0] += 1
            let comment = Comment(rawValue: "\(name): \(outcome), \(detail.prefix(400))")
            switch row["expected"] {
            case "success": #expect(outcome == EncryptionVectorTests.refusal(row) ?? .decrypted, comment)
            // With a tag that is wrong; and two whose key is not among those that are given, or is none.
            case "fail": #expect(outcome == (name.contains("kt-rsa1_5") ? .noKey : .undecryptable), comment)
            default: Issue.record(comment)
            }
        }
        #expect(found == [.decrypted: 137, .documentType: 9, .notPerformed: 7, .undecryptable: 58, .noKey: 1])
    }
}
