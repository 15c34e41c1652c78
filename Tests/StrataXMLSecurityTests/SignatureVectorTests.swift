import Foundation
import StrataCrypto
import StrataInfoset
import StrataXMLSecurity
import Testing

/// The published signatures of other stacks, each row with its own outcome: the suite's verdict, or the reason why it is refused here.
@Suite struct SignatureVectorTests {
    @Test(.enabled(if: Vectors.arePresent))
    func everyRowOfTheInteropSuites() throws {
        let rows = try Vectors.rows("xmldsig")
        #expect(rows.count == SignatureRowOutcomes.interop.count)
        for row in rows {
            let name = row["case", default: ""]
            let outcomes = try InteropSignature(row).outcomes()
            try compare(name, outcomes, SignatureRowOutcomes.interop)
            switch row["expected"] {
            case "success": #expect(outcomes.allSatisfy { $0.isReasonable }, "\(name): \(outcomes)")
            case "fail": #expect(!outcomes.contains(.verified), "\(name)")
            default: Issue.record("\(name)")
            }
        }
    }

    @Test(.enabled(if: Vectors.arePresent))
    func everyRowOfOtherStacks() throws {
        let rows = try Vectors.rows("xmldsig-foreign")
        #expect(rows.count == SignatureRowOutcomes.foreign.count)
        for row in rows {
            let name = row["case", default: ""]
            let outcomes = try ForeignSignature(row).outcomes()
            try compare(name, outcomes, SignatureRowOutcomes.foreign)
            switch row["expected"] {
            case "verify": #expect(outcomes.contains { $0.isReasonable }, "\(name)")
            case "refuse": #expect(outcomes.contains { $0 != .verified }, "\(name)")
            default: #expect(outcomes.isEmpty, "\(name)")
            }
        }
    }

    /// What is refused for a relative namespace name alone has its suite's verdict with the setting that accepts such names.
    @Test(.enabled(if: Vectors.arePresent))
    func rowsWithRelativeNamespaceNames() throws {
        let rows = try Vectors.rows("xmldsig-foreign").filter {
            SignatureRowOutcomes.foreign[$0["case", default: ""]] == "relativeNamespace"
        }
        #expect(rows.count == 11)
        for row in rows {
            let name = row["case", default: ""]
            let outcomes = try ForeignSignature(row).outcomes(acceptsRelativeNames: true)
            try compare(name, outcomes, SignatureRowOutcomes.foreignWithRelativeNames)
            #expect((row["expected"] == "verify") == outcomes.allSatisfy { $0 == .verified }, "\(name): \(outcomes)")
        }
    }

    private func compare(_ name: String, _ outcomes: [SignatureOutcome], _ table: [String: String]) throws {
        let found = outcomes.map(\.description).joined(separator: "; ")
        #expect(found == table[name], "\(name): \(outcomes.map(\.detail))")
    }
}
