import Foundation
import StrataFraming
import StrataInfoset
import Testing

/// The response rows of the shared http1 vectors, judged as far as a reader can judge them: status, body, whether the connection
/// may be used again. Authentication, redirects, retries and what the body means are judged by the client above.
struct ResponseVectorTests {
    @Test(.enabled(if: Vectors.isPresent)) func everyResponseRow() throws {
        let rows = Vectors.rows.filter { $0.direction == "response" }
        #expect(rows.count == 128)
        for row in rows {
            let problem = Self.judge(row, Transcript.responses(try Vectors.octets(row), ended: row.end == "close"))
            #expect(problem == nil, "\(row.id): \(problem ?? "")")
        }
    }

    @Test(.enabled(if: Vectors.isPresent), arguments: Delivery.all)
    func anyDeliveryGivesTheSameParts(_ delivery: Delivery) throws {
        for row in Vectors.rows where row.direction == "response" {
            let data = try Vectors.octets(row)
            let wanted = Transcript.responses(data, ended: row.end == "close")
            var got = Transcript.responses(data, delivery, ended: row.end == "close")
            got.left = wanted.left
            #expect(got == wanted, "\(row.id) \(delivery)")
        }
    }

    @Test(.enabled(if: Vectors.isPresent)) func aConnectionWithMoreThanTheAnswerIsNotUsedAgain() throws {
        let rows = Vectors.rows.filter { $0.tags.contains("no-reuse") && $0.layer == "http" }
        #expect(rows.count >= 8)
        for row in rows {
            let t = Transcript.responses(try Vectors.octets(row), ended: row.end == "close")
            #expect(t.closed, "\(row.id)")
        }
    }

    static func judge(_ row: Vectors.Row, _ t: Transcript) -> String? {
        // Octets behind the answer are an error of the connection, not of the answer.
        let error = t.error?.code == .unsolicited ? nil : t.error
        for m in t.messages where RequestVectorTests.contains(m.body, "SMUGGLED") { return "the smuggled answer was given" }
        let alternatives = row.statuses.components(separatedBy: " / ")
        if row.layer == "coding" {
            guard error == nil, let m = t.whole.first else { return "\(error.map { "\($0)" } ?? "cut")" }
            return judgeCoding(row, m)
        }
        if let error { return alternatives.contains("error") ? nil : "\(error)" }
        guard t.messages.count == 1, let m = t.whole.first else { return "not whole" }
        if row.family == "r-auth" { return m.status == 401 ? nil : "status \(m.status)" }
        guard alternatives.contains("\(m.status)") else { return "status \(m.status), wanted \(row.statuses)" }
        if row.outcome == "reject" { return "accepted" }
        if let n = row.lengths.first, let n, m.body.count != n { return "body of \(m.body.count) octets, wanted \(n)" }
        if let text = row.texts.first, text != "-", !RequestVectorTests.contains(m.body, ">\(text)<") { return "body without its text" }
        return nil
    }

    private static func judgeCoding(_ row: Vectors.Row, _ m: ReadMessage) -> String? {
        guard let name = m.fields["Content-Encoding"], let format = DeflateFormat(contentCoding: name) else {
            return row.outcome == "accept" ? "no coding" : nil
        }
        let out = ByteWriter()
        let inflater = Inflater(format, limits: .init(output: 262144))
        do throws(DeflateError) {
            try m.body.withBuffer { b throws(DeflateError) in try inflater.inflate(b, to: out) }
            try inflater.finish()
        } catch {
            return row.outcome == "accept" ? "\(error)" : nil
        }
        if row.outcome == "reject" { return "decoded" }
        if let n = row.lengths.first, let n, out.count != n { return "decoded to \(out.count) octets, wanted \(n)" }
        return nil
    }
}
