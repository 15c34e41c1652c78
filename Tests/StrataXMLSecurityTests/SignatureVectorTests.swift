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
        // Those that are not trusted: one that has expired, which is what the row shows, and four with keys of 1024 bits.
        #expect(
            found == [
                .verified: 58, .notPerformed: 73, .keyElsewhere: 7, .external: 5, .shortCode: 4, .documentType: 1, .untrusted: 5,
                .signatureMismatch: 1,
            ])
    }

    @Test(.enabled(if: Vectors.arePresent))
    func everyRowOfOtherStacks() throws {
        var found: [SignatureOutcome: Int] = [:]
        for row in try Vectors.rows("xmldsig-foreign") {
            let outcomes = try ForeignSignature(row).outcomes()
            for (outcome, _) in outcomes { found[outcome, default: 0] += 1 }
            let comment = Comment(rawValue: "\(row["case", default: ""]): \(outcomes)")
            switch row["expected"] {
            case "verify":
                let isExpected = outcomes.contains { $0.0 == .verified } || !outcomes.contains { SignatureOutcome.wrong.contains($0.0) }
                #expect(!outcomes.isEmpty && isExpected, comment)
            case "refuse": #expect(outcomes.contains { $0.0 != .verified }, comment)
            default: #expect(outcomes.isEmpty, comment)
            }
        }
        #expect(
            found == [
                .verified: 20, .relativeNamespace: 6, .malformed: 3, .external: 2, .duplicate: 2, .keyElsewhere: 1, .indented: 1,
                .signatureMismatch: 5, .digestMismatch: 2,
            ])
    }
}
