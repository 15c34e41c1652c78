import Foundation
import StrataFraming
import StrataInfoset
import TestSupport
import Testing

/// The request rows of the shared http1 vectors, judged as far as a reader can judge them.
struct RequestVectorTests {
    /// Rows whose last word is the server's: the reader's part is judged here, the rest there.
    static let serverRows: [String: String] = [
        "004": "a server may ask for a length (411)",
        "267": "CONNECT is refused by the server; the reader gives the request",
        "268": "what OPTIONS * is answered is the server's",
        "333": "that 100 is sent before the body comes is the server's; the reader reports the expectation",
        "335": "as 333",
        "336": "as 333",
        "337": "that no 100 is sent is the server's; the reader reports no expectation",
        "342": "as 333, twice",
        "483": "the answer after a half close is the server's; the reader gives the whole request",
        "488": "whether a cut request is answered is the server's; the reader reports it as truncated",
        "489": "as 488", "491": "as 488", "493": "as 488", "495": "as 488",
        "494": "nothing was sent: closing is the server's",
        "496": "that later connections are served is the server's", "497": "as 496", "498": "as 496",
        "261": "whether https is misdirected is the server's",
        "275": "whether an encoded path is found is the server's", "297": "as 275", "298": "as 275", "299": "as 275", "300": "as 275",
    ]

    @Test func theVectorsAreThere() {
        // Without the folder the other tests of this suite are skipped; where everything must run that is a fault.
        if SharedData.isRequired { #expect(Vectors.isPresent) }
    }

    @Test(.enabled(if: Vectors.isPresent)) func everyRequestRow() throws {
        let rows = Vectors.rows.filter { $0.direction == "request" }
        #expect(rows.count == 350)
        for id in Self.serverRows.keys { #expect(rows.contains { $0.id == id }, "\(id)") }
        for row in rows {
            let data = try Vectors.octets(row)
            let wanted = Transcript.requests(data, ended: row.end != "hold")
            let problem = Self.judge(row, wanted)
            #expect(problem == nil, "\(row.id): \(problem ?? "")")
        }
    }

    @Test(.enabled(if: Vectors.isPresent), arguments: Delivery.all)
    func anyDeliveryGivesTheSameParts(_ delivery: Delivery) throws {
        for row in Vectors.rows where row.direction == "request" {
            let data = try Vectors.octets(row)
            let wanted = Transcript.requests(data, ended: row.end != "hold")
            var got = Transcript.requests(data, delivery, ended: row.end != "hold")
            if got.error != nil { got.left = wanted.left }  // what lay behind the fault depends on the pieces
            #expect(got == wanted, "\(row.id) \(delivery)")
        }
    }

    @Test(.enabled(if: Vectors.isPresent)) func theCutsOfTheRows() throws {
        for row in Vectors.rows where row.direction == "request" && !row.splits.isEmpty && row.splits != "*" {
            let cuts = row.splits.split(separator: ",").compactMap { Int($0.prefix { $0.isNumber }) }
            let data = try Vectors.octets(row)
            let problem = Self.judge(row, Transcript.requests(data, .cut(cuts), ended: row.end != "hold"))
            #expect(problem == nil, "\(row.id): \(problem ?? "")")
        }
    }

    @Test(.enabled(if: Vectors.isPresent)) func expectations() throws {
        for row in Vectors.rows where row.direction == "request" && row.family == "expect" {
            let t = Transcript.requests(try Vectors.octets(row))
            if row.tags.contains("need-100") { #expect(t.messages.first?.expectsContinue == true, "\(row.id)") }
            if row.tags.contains("no-100") { #expect(t.messages.first?.expectsContinue != true, "\(row.id)") }
        }
    }

    /// Nil, or what is wrong.
    static func judge(_ row: Vectors.Row, _ t: Transcript) -> String? {
        for m in t.whole where contains(m.body, "SMUGGLED") { return "the smuggled request was given" }
        if row.end == "close" { return t.error?.code == .truncated ? nil : "not reported as truncated" }

        // What a server would answer: 200 for each whole request that it serves, the error's status, then the close.
        var statuses: [Int?] = []
        for m in t.whole { statuses.append(row.layer == "http" ? (m.method == "CONNECT" ? 501 : 200) : nil) }
        if let e = t.error { statuses.append(e.status) }
        let fits = row.statuses.components(separatedBy: " / ").contains { alternative in
            let closes = alternative.hasSuffix("!")
            let body = closes ? String(alternative.dropLast()) : alternative
            let wanted = body == "-" ? [] : body.components(separatedBy: ",")
            if row.end == "half", body == "-" { return t.whole.isEmpty }
            guard wanted.count == statuses.count, !closes || t.closed || row.end == "half" else { return false }
            return zip(wanted, statuses).allSatisfy { allows($0, $1) }
        }
        guard fits else { return "gives \(statuses) \(t.error.map { "\($0)" } ?? ""), closed \(t.closed), wanted \(row.statuses)" }
        guard row.outcome != "accept" || t.error == nil else { return "refused" }

        for (i, m) in t.whole.enumerated() {
            if row.layer == "coding", i == 0 {
                if let problem = judgeCoding(row, m) { return problem }
                continue
            }
            if i < row.lengths.count, let n = row.lengths[i], m.body.count != n {
                return "body \(i) of \(m.body.count) octets, wanted \(n)"
            }
            if i < row.texts.count, row.texts[i] != "-", !contains(m.body, ">\(row.texts[i])<") { return "body \(i) without its text" }
        }
        return nil
    }

    /// Undoes the coding of the first request's body as the row says.
    private static func judgeCoding(_ row: Vectors.Row, _ m: ReadMessage) -> String? {
        let codings = m.fields.list("Content-Encoding")
        guard codings.count == 1, let format = DeflateFormat(contentCoding: codings[0]), row.tags.contains("needs-gzip") else { return nil }
        let out = ByteWriter()
        let inflater = Inflater(format, limits: .init(output: 262144))
        let error: DeflateError?
        do throws(DeflateError) {
            try m.body.withBuffer { b throws(DeflateError) in try inflater.inflate(b, to: out) }
            try inflater.finish()
            error = nil
        } catch let e {
            error = e
        }
        if error == nil, row.id == "391" {  // two layers: the inner one is still a coding
            return out.count < 262144 ? nil : "a bomb"
        }
        switch row.outcome {
        case "accept":
            if let error { return "\(error)" }
            if let n = row.lengths.first, let n, n != out.count { return "decoded to \(out.count) octets, wanted \(n)" }
            if let t = row.texts.first, t != "-", !contains(Array(out.bytes), ">\(t)<") { return "decoded without its text" }
        case "reject":
            if error == nil { return "decoded" }
        default: break
        }
        return nil
    }

    private static func allows(_ wanted: String, _ status: Int?) -> Bool {
        guard let status else { return true }
        return wanted.components(separatedBy: "|").contains {
            $0 == "any" || $0 == "\(status)" || ($0.hasSuffix("xx") && "\(status)".hasPrefix($0.prefix(1)))
        }
    }

    static func contains(_ body: [UInt8], _ text: String) -> Bool { String(decoding: body, as: UTF8.self).contains(text) }
}

extension [UInt8] {
    /// `withUnsafeBytes` with typed errors.
    func withBuffer<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        let r: Result<R, E> = withUnsafeBytes { b in
            do throws(E) { return .success(try body(b)) } catch { return .failure(error) }
        }
        return try r.get()
    }
}
