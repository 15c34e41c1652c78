import Foundation
import StrataInfoset
import TestSupport
import Testing

/// The W3C XML conformance suite and a collection of hostile documents, each row with its verdict.
/// They stand beside the project; where they do not, the tests are skipped.
@Suite struct ConformanceVectorTests {
    @Test func vectorsArePresentInContinuousIntegration() {
        if SharedData.isRequired { #expect(SharedData.has("vectors")) }
    }

    /// Rows whose verdict is not ours to give, with the reason.
    static let notApplicable: [String: String] = [
        "old-edition": "the verdict is that of an edition of XML 1.0 before the fifth; the row is only read for robustness",
        "xml11": "XML 1.1 is not read; refusing the version is right",
    ]

    /// Rows whose expectation was made from a wrong premise, with the right one.
    static let corrected: [String: (expected: String, reason: String)] = [
        "o-p15pass1": ("accept", "`<!DOCTYPE` stands in a comment only; the document has no document type declaration"),
        "o-p16pass1": ("accept", "`<!DOCTYPE` stands in a processing instruction only; the document has no document type declaration"),
    ]

    @Test(.enabled(if: SharedData.isExpected("vectors")))
    func everyRowOfTheConformanceSuite() throws {
        var counts: [String: Int] = [:]
        for row in try SharedData.rows("vectors/xml-conformance/cases.tsv") {
            let id = row["case", default: ""]
            let expected = Self.corrected[id]?.expected ?? row["expected", default: ""]
            let octets = try SharedData.octets("vectors/xml-conformance/" + row["file", default: ""])
            let result = Result { () throws(InfosetError) in try XMLTextReader.read(Bytes(octets), quotas: .maximum) }
            counts[expected, default: 0] += 1
            switch (expected, result) {
            case ("accept", .success(let infoset)):
                if let output = row["output"], !output.isEmpty {
                    let wanted = try SharedData.octets("vectors/xml-conformance/" + output)
                    #expect(ClarkForm.octets(of: infoset) == wanted, "\(id): canonical form differs")
                }
                try expectRoundTrip(infoset, id)
            case ("accept", .failure(let error)): Issue.record("\(id) is refused: \(error)")
            case ("accept-ns-off", .failure(let error)): #expect(error.code == .namespace, "\(id): \(error)")
            case ("reject", .success), ("reject-dtd", .success), ("accept-ns-off", .success): Issue.record("\(id) is accepted")
            case ("reject", .failure(let error)):
                #expect(error.offset >= 0 && error.offset <= octets.count && error.line > 0, "\(id)")
            case ("reject-dtd", .failure(let error)):
                #expect(error.code == .documentTypeForbidden || error.code == .unsupportedEncoding, "\(id): \(error)")
            case ("either", _), ("old-edition", _), ("xml11", _):
                if case .success(let infoset) = result { try expectRoundTrip(infoset, id) }
            default: Issue.record("\(id): unknown expectation \(expected)")
            }
        }
        #expect(counts["accept"] == 57)
        #expect(counts.values.reduce(0, +) == 1818)
    }

    @Test(.enabled(if: SharedData.isExpected("vectors")))
    func everyRowOfTheHostileDocuments() throws {
        var count = 0
        for row in try SharedData.rows("vectors/hostile-xml/cases.tsv") {
            let id = row["case", default: ""]
            let expected = row["expected", default: ""]
            let octets = try SharedData.octets("vectors/hostile-xml/" + row["file", default: ""])
            let result = Result { () throws(InfosetError) in try XMLTextReader.read(Bytes(octets)) }
            count += 1
            expectLittleWork(octets, result, expected, id)
            switch (expected, result) {
            case ("accept", .failure(let error)): Issue.record("\(id) is refused: \(error)")
            case ("reject", .success), ("reject-dtd", .success): Issue.record("\(id) is accepted")
            case ("reject-dtd", .failure(let error)):
                #expect(error.code == .documentTypeForbidden || error.code == .unsupportedEncoding, "\(id): \(error)")
            case ("accept or namespace error", .failure(let error)):
                #expect(error.code == .namespace || error.code == .duplicateAttribute, "\(id): \(error)")
            case (_, .success(let infoset)): try expectRoundTrip(infoset, id)
            default: break
            }
        }
        #expect(count == 238)
    }

    /// What a reading has done, without a clock: a document type was refused where it begins, so that nothing in it was read; and what was
    /// read is no larger than what was given.
    private func expectLittleWork(_ octets: [UInt8], _ result: Result<Infoset, InfosetError>, _ expected: String, _ id: String) {
        switch result {
        case .failure(let error):
            #expect(error.offset >= 0 && error.offset <= octets.count, "\(id): \(error)")
            guard error.code == .documentTypeForbidden else { return }
            // In UTF-16 too.
            let text = octets.filter { $0 != 0 }
            let mark = Array("<!DOCTYPE".utf8)
            let start = text.indices.first { text[$0...].starts(with: mark) }
            let width = text.count < octets.count ? 2 : 1
            let limit = start.map { ($0 + mark.count) * width + 4 }
            #expect(
                limit.map { error.offset <= $0 } == true, "\(id): refused at \(error.offset), it begins at \(String(describing: start))")
        case .success(let infoset):
            // Text in UTF-16 may take more octets in UTF-8: three for two.
            let work = InfosetSize(infoset)
            #expect(work.nodes <= octets.count && work.text <= 2 * octets.count, "\(id): \(work) of \(octets.count) octets")
        }
    }

    /// What was written reads as the same document, and writes as the same octets.
    private func expectRoundTrip(_ infoset: Infoset, _ id: String) throws {
        let writer = ByteWriter()
        XMLTextWriter.write(infoset, to: writer)
        let text = writer.take()
        let again = try XMLTextReader.read(text, quotas: .maximum)
        #expect(ClarkForm.octets(of: again) == ClarkForm.octets(of: infoset), "\(id): round trip")
        XMLTextWriter.write(again, to: writer)
        #expect(writer.take() == text, "\(id): second writing differs")
    }
}
