@testable import StrataFraming
import TestSupport
import Testing

/// Seeded damage: whatever comes, the readers neither trap nor depend on how it was delivered.
struct FuzzTests {
    static let seeds = [
        "POST /a?b HTTP/1.1\r\nHost: h:1\r\nContent-Type: text/xml; charset=\"utf-8\"\r\n"
            + "Content-Length: 5\r\n\r\nabcdeGET / HTTP/1.1\r\nHost: h\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nConnection: a, keep-alive\r\n\r\n"
            + "5;a=\"b\\\"\";c\r\nabcde\r\n1\r\nf\r\n0\r\nX: y\r\n\r\n",
        "POST http://h/x HTTP/1.1\r\nHost: [::1]:80\r\nExpect: 100-continue\r\nContent-Length: 3\r\nX:\t \r\n\r\nabc",
    ]
    static let responses = [
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        "HTTP/1.0 500\r\nServer: x\r\n\r\n<a/>",
    ]
    static let octetsOfInterest: [UInt8] = [0, 9, 10, 13, 32, 34, 44, 48, 57, 58, 59, 61, 92, 127, 128, 255]

    static func damaged(_ seed: [UInt8], _ g: inout SeededGenerator) -> [UInt8] {
        var x = seed
        for _ in 0..<Int.random(in: 1...5, using: &g) {
            guard !x.isEmpty else { return x }
            let at = Int.random(in: 0..<x.count, using: &g)
            switch Int.random(in: 0..<5, using: &g) {
            case 0: x[at] = octetsOfInterest.randomElement(using: &g) ?? 0
            case 1: x.insert(octetsOfInterest.randomElement(using: &g) ?? 0, at: at)
            case 2: x.remove(at: at)
            case 3: x[at] = UInt8.random(in: 0...255, using: &g)
            default:
                let end = min(at + Int.random(in: 1...30, using: &g), x.count)
                x.insert(contentsOf: Array(x[at..<end]), at: Int.random(in: 0...x.count, using: &g))
            }
        }
        return x
    }

    @Test func damagedRequests() {
        var g = SeededGenerator(seed: 2024)
        for round in 0..<3000 {
            let x = Self.damaged(octets(Self.seeds[round % Self.seeds.count]), &g)
            let whole = Transcript.requests(x, ended: true)
            for delivery in [Delivery.single, .singleWithNeed, .random(UInt64(round))] {
                var t = Transcript.requests(x, delivery, ended: true)
                t.left = whole.left
                #expect(t == whole, "\(x)")
            }
        }
    }

    @Test func damagedResponses() {
        var g = SeededGenerator(seed: 2025)
        for round in 0..<3000 {
            let x = Self.damaged(octets(Self.responses[round % Self.responses.count]), &g)
            let whole = Transcript.responses(x, ended: true)
            for delivery in [Delivery.single, .singleWithNeed, .random(UInt64(round))] {
                var t = Transcript.responses(x, delivery, ended: true)
                t.left = whole.left
                #expect(t == whole, "\(x)")
            }
        }
    }

    @Test func truncatedRequests() {
        for seed in Self.seeds {
            let all = octets(seed)
            for n in 0...all.count {
                let x = Array(all[..<n])
                let t = Transcript.requests(x, ended: true)
                #expect(t.error == nil || t.error?.code == .truncated)
                #expect(t == Transcript.requests(x, .single, ended: true))
            }
        }
    }

    @Test func gatheredBodiesAreTheSame() {
        for seed in Self.seeds {
            let plain = Transcript.requests(octets(seed))
            for delivery in Delivery.all { #expect(Transcript.requests(octets(seed), delivery, gather: 1000) == plain) }
        }
    }

    /// A slow sender costs linear time: each call looks only at octets that no call looked at before.
    @Test func noOctetIsScannedTwice() throws {
        let text = octets(
            "GET /\(String(repeating: "a", count: 3000)) HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "\t b", count: 2000))\r\n\r\n")
        var section = FieldSection()
        var line: Range<Int>?
        for n in 1...text.count {
            try text[..<n].withUnsafeBytes { b in
                let before = section.lines.scanned
                let limits = HTTP1.Limits.defaults
                if line == nil { line = try section.startLine(b, limits, 0) }
                if line != nil {
                    while case .field = try section.next(b, .header, limits, 0) {}
                }
                // All but a carriage return that may begin a line's end is behind it.
                #expect(section.lines.scanned >= n - 1 && section.lines.scanned >= before)
            }
        }
        #expect(section.entries.count == 2)
    }
}
