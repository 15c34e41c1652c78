import StrataCrypto
import StrataInfoset
import StrataXMLSecurity
import Testing

/// The published encryptions of other stacks, each row with the suite's verdict, or with the reason why it is refused here.
@Suite struct EncryptionVectorTests {
    /// What is refused by choice, by row.
    static let refused: [String: EncryptionOutcome] = [:]

    @Test(.enabled(if: Vectors.arePresent))
    func everyRow() throws {
        var found: [EncryptionOutcome: Int] = [:]
        for row in try Vectors.rows("xmlenc") {
            let name = row["case", default: ""]
            let (outcome, detail) = try InteropEncryption(row).outcome()
            found[outcome, default: 0] += 1
            let comment = Comment(rawValue: "\(name): \(outcome), \(detail.prefix(400))")
            switch row["expected"] {
            case "success": #expect(outcome == EncryptionVectorTests.refused[name] ?? .decrypted, comment)
            case "fail": #expect(outcome != .decrypted && outcome != .otherPlaintext, comment)
            default: Issue.record(comment)
            }
        }
        #expect(found == [:])
    }
}
