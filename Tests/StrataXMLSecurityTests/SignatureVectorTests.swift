import Foundation
import StrataCrypto
import StrataInfoset
import StrataXMLSecurity
import Testing

/// The published signatures of other stacks, each row with the suite's verdict, or with the reason why it is refused here.
@Suite struct SignatureVectorTests {
    @Test(.enabled(if: Vectors.arePresent))
    func everyRowOfTheInteropSuites() throws {
        var found: [SignatureOutcome: Int] = [:]
        for row in try Vectors.rows("xmldsig") {
            let (outcome, detail) = try InteropSignature(row).outcome()
            found[outcome, default: 0] += 1
            let comment = Comment(rawValue: "\(row["case", default: ""]): \(outcome), \(detail)")
            switch row["expected"] {
            case "success": #expect(!SignatureOutcome.wrong.contains(outcome), comment)
            case "fail": #expect(outcome != .verified, comment)
            default: Issue.record(comment)
            }
        }
        #expect(found == [:])
    }

    @Test(.enabled(if: Vectors.arePresent))
    func everyRowOfOtherStacks() throws {
        var found: [SignatureOutcome: Int] = [:]
        for row in try Vectors.rows("xmldsig-foreign") {
            let outcomes = try ForeignSignature(row).outcomes()
            for (outcome, _) in outcomes { found[outcome, default: 0] += 1 }
            let comment = Comment(rawValue: "\(row["case", default: ""]): \(outcomes)")
            switch row["expected"] {
            case "verify": #expect(!outcomes.isEmpty && !outcomes.contains { SignatureOutcome.wrong.contains($0.0) }, comment)
            case "refuse": #expect(outcomes.contains { $0.0 != .verified }, comment)
            default: #expect(outcomes.isEmpty, comment)
            }
        }
        #expect(found == [:])
    }
}
