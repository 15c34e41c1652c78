import StrataFraming
import Testing

/// Event tables: what octets come to what parts, or to which error at which octet.
struct RequestReaderTests {
    struct Refused: Sendable, CustomTestStringConvertible {
        var text: String
        var code: HTTP1.MessageError.Code
        var status = 400
        var offset: Int
        var testDescription: String { String(text.prefix(60)) }

        init(_ text: String, _ code: HTTP1.MessageError.Code = .malformed, _ status: Int = 400, at offset: Int) {
            (self.text, self.code, self.status, self.offset) = (text, code, status, offset)
        }
    }

    static let refused: [Refused] = [
        // Request line
        Refused("\n", at: 0), Refused("\rX", at: 0), Refused("\r\n\r\nGET / HTTP/1.1\r\n", at: 0),
        Refused(" GET / HTTP/1.1\r\n", at: 0), Refused("G@T / HTTP/1.1\r\n", at: 1), Refused("GET  / HTTP/1.1\r\n", at: 4),
        Refused("GET /\r\n", at: 4), Refused("GET / \r\n", at: 6), Refused("GET / HTTP/1.1 \r\n", at: 6),
        Refused("GET / HTTP/1.1\n", at: 14),
        Refused("GET / HTTP/1.1\rX", at: 14), Refused("GET / http/1.1\r\n", at: 6), Refused("GET / HTTP/1.10\r\n", at: 6),
        Refused("GET / HTTP/2.0\r\n", .unsupportedVersion, 505, at: 6), Refused("\u{16}\u{3}\u{1}", at: 0),
        // Target
        Refused("GET x HTTP/1.1\r\n", at: 4), Refused("GET * HTTP/1.1\r\n", at: 4), Refused("GET /{ HTTP/1.1\r\n", at: 5),
        Refused("GET /#a HTTP/1.1\r\n", at: 5), Refused("GET /%4 HTTP/1.1\r\n", at: 5), Refused("GET /?%zz HTTP/1.1\r\n", at: 6),
        Refused("GET ftp://h/ HTTP/1.1\r\n", at: 4), Refused("GET http:///x HTTP/1.1\r\n", at: 11),
        Refused("GET http://u@h/ HTTP/1.1\r\n", at: 11),
        Refused("GET h:80 HTTP/1.1\r\n", at: 4), Refused("CONNECT / HTTP/1.1\r\n", at: 8), Refused("CONNECT h HTTP/1.1\r\n", at: 8),
        // Fields
        Refused("GET / HTTP/1.1\r\nA : b\r\n", at: 17), Refused("GET / HTTP/1.1\r\n A: b\r\n", at: 16),
        Refused("GET / HTTP/1.1\r\nA: b\r\n c\r\n", at: 22),
        Refused("GET / HTTP/1.1\r\n: b\r\n", at: 16), Refused("GET / HTTP/1.1\r\nAb\r\n", at: 16),
        Refused("GET / HTTP/1.1\r\nA: b\u{0}\r\n", at: 20),
        Refused("GET / HTTP/1.1\r\nA: b\n", at: 20), Refused("GET / HTTP/1.1\r\nA: b\rc", at: 20),
        Refused("GET / HTTP/1.1\r\nA: \u{7f}\r\n", at: 19),
        // Host
        Refused("GET / HTTP/1.1\r\n\r\n", at: 0), Refused("GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n", at: 25),
        Refused("GET / HTTP/1.0\r\nHost: a\r\nhost: b\r\n", at: 25), Refused("GET / HTTP/1.1\r\nHost: a b\r\n\r\n", at: 22),
        Refused("GET / HTTP/1.1\r\nHost:\r\n\r\n", at: 21), Refused("GET / HTTP/1.1\r\nHost: a,b\r\n\r\n", at: 22),
        // Lengths
        Refused("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n", .conflictingLengths, at: 45),
        Refused("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n", at: 26),
        Refused("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n", at: 26),
        Refused("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n", at: 26),
        Refused("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9223372036854775808\r\n", at: 26),
        Refused("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9223372036854775807\r\n\r\n", .limitExceeded, 413, at: 26),
        Refused("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", .conflictingLengths, at: 26),
        Refused("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n", .unsupportedCoding, 501, at: 26),
        Refused("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, chunked\r\n", at: 26),
        Refused("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", at: 54),
        Refused("POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", at: 0),
        // Connection, Expect
        Refused("GET / HTTP/1.1\r\nHost: a\r\nConnection: a b\r\n", at: 25),
        Refused("POST / HTTP/1.1\r\nHost: a\r\nExpect: x\r\nContent-Length: 1\r\n\r\n", .unsupportedExpectation, 417, at: 26),
        Refused("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue, 100-continue\r\n\r\n", .unsupportedExpectation, 417, at: 26),
    ]

    @Test(arguments: refused) func refuses(_ r: Refused) {
        for delivery in Delivery.all {
            let t = Transcript.requests(octets(r.text), delivery)
            #expect(t.messages.isEmpty)
            #expect(t.error?.code == r.code)
            #expect(t.error?.status == r.status)
            #expect(t.error?.offset == r.offset, "\(String(describing: t.error))")
        }
    }

    static let chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"

    static let refusedChunks: [(String, Int)] = [
        ("\r\n", 0), (";a\r\n", 0), ("g\r\n", 0), ("-1\r\n", 0), ("0x1\r\n", 1), (" 1\r\n", 0), ("1 \r\n", 2), ("1;\r\n", 2),
        ("1;a=\r\n", 4),
        ("1;a=\"b\r\n", 6), ("1;a b\r\n", 4), ("1;a\n", 3), ("1\rx", 1), ("10000000000000000\r\n", 16), ("7fffffffffffffff\r\n", 15),
        ("1\r\nabc", 4), ("1\r\na\nb", 4), ("1\r\na\rx", 4), ("0\r\nA : b\r\n", 4), ("0\r\n a\r\n", 3), ("0\r\nContent-Length: 1\r\n", 3),
        ("0\r\nHost: a\r\n", 3), ("0\r\nTransfer-Encoding: chunked\r\n", 3), ("0\r\nAuthorization: a\r\n", 3),
        ("0\r\nContent-Encoding: gzip\r\n", 3),
        ("0\r\nSOAPAction: a\r\n", 3), ("0\r\nA: b\n", 7),
    ]

    @Test(arguments: refusedChunks) func refusesChunks(_ text: String, _ offset: Int) {
        for delivery in Delivery.all {
            let t = Transcript.requests(octets(Self.chunked + text), delivery)
            #expect(t.messages.count == 1)
            #expect(t.whole.isEmpty)
            #expect(t.error?.offset == Self.chunked.utf8.count + offset, "\(String(describing: t.error))")
        }
    }

    @Test(arguments: [
        ("3\r\nabc\r\n0\r\n\r\n", "abc"), ("1\r\na\r\n2\r\nbc\r\n000\r\n\r\n", "abc"),
        ("3;a;b=c;d=\"e;\\\"\"\r\nabc\r\n0;x\r\n\r\n", "abc"),
        ("3 ; a = b\r\nabc\r\n0\r\n\r\n", "abc"), ("0\r\n\r\n", ""), ("A\r\n0123456789\r\n0\r\n\r\n", "0123456789"),
    ])
    func readsChunks(_ text: String, _ body: String) {
        for delivery in Delivery.all {
            let t = Transcript.requests(octets(Self.chunked + text), delivery)
            #expect(t.error == nil)
            #expect(t.whole.first?.body == octets(body))
            #expect(t.whole.first?.trailers == nil)
        }
    }

    @Test func givesTrailersApart() throws {
        let t = Transcript.requests(octets(Self.chunked + "1\r\na\r\n0\r\nX-Sum: 1\r\nY:2\r\n\r\n"))
        let m = try #require(t.whole.first)
        #expect(m.trailers?["x-sum"] == "1")
        #expect(m.trailers?["y"] == "2")
        #expect(m.fields["x-sum"] == nil)
    }

    @Test(arguments: [
        ("HTTP/1.1", "", true), ("HTTP/1.1", "Connection: close\r\n", false), ("HTTP/1.1", "Connection: a, CLOSE\r\n", false),
        ("HTTP/1.1", "Connection: keep-alive\r\nConnection: ,close,\r\n", false), ("HTTP/1.1", "Connection: closed\r\n", true),
        ("HTTP/1.0", "", false), ("HTTP/1.0", "Connection: Keep-Alive\r\n", true), ("HTTP/1.0", "Connection: keep-alive, close\r\n", false),
        ("HTTP/1.3", "", true),
    ])
    func persistence(_ version: String, _ field: String, _ keepsAlive: Bool) {
        let request = "GET / \(version)\r\nHost: a\r\n\(field)\r\n"
        let t = Transcript.requests(octets(request + request))
        #expect(t.error == nil)
        #expect(t.messages.first?.keepAlive == keepsAlive)
        #expect(t.whole.count == (keepsAlive ? 2 : 1))
        #expect(t.left == 0)
    }

    @Test func targets() throws {
        func head(_ line: String, host: String = "h:8080") throws -> HTTP1.RequestHead {
            var reader = HTTP1.RequestReader()
            let text = octets("\(line) HTTP/1.1\r\nHost: \(host)\r\n\r\n")
            let step = try text.withBuffer { b throws(HTTP1.MessageError) in try reader.next(b) }
            guard case .head(let h) = step.part else { throw HTTP1.MessageError(.malformed, "no head") }
            return h
        }
        var h = try head("POST /a/b%20c?d=e?f")
        #expect(h.targetForm == .origin && h.path == "/a/b%20c" && h.query == "d=e?f" && h.target == "/a/b%20c?d=e?f")
        #expect(h.authority == HTTP1.Authority("H:8080"))
        h = try head("GET HTTP://Other:1/x?")
        #expect(h.targetForm == .absolute && h.path == "/x" && h.query == "" && h.authority?.host == "other" && h.authority?.port == 1)
        h = try head("GET https://[::1]")
        #expect(h.path == "/" && h.query == nil && h.authority?.host == "::1" && h.authority?.isIPv6 == true)
        h = try head("CONNECT h:443")
        #expect(h.targetForm == .authority && h.path == "" && h.authority?.port == 443)
        h = try head("OPTIONS *")
        #expect(h.targetForm == .asterisk && h.path == "" && h.target == "*")
        #expect(h.withPath { $0.count } == 0)
    }

    @Test func upgradeIsOfferedOnlyWhenConnectionNamesIt() throws {
        for (fields, version, offered) in [
            ("Connection: Upgrade\r\nUpgrade: websocket\r\n", "1.1", true), ("Upgrade: websocket\r\n", "1.1", false),
            ("Connection: Upgrade\r\n", "1.1", false), ("Connection: Upgrade\r\nUpgrade: websocket\r\n", "1.0", false),
        ] {
            var reader = HTTP1.RequestReader()
            let step = try octets("GET / HTTP/\(version)\r\nHost: a\r\n\(fields)\r\n").withBuffer { b throws(HTTP1.MessageError) in
                try reader.next(b)
            }
            guard case .head(let h) = step.part else { throw HTTP1.MessageError(.malformed, "no head") }
            #expect(h.offersUpgrade == offered)
        }
    }

    @Test func asksForWhatItNeeds() throws {
        var reader = HTTP1.RequestReader()
        reader.gather = 100
        func next(_ s: String) throws -> HTTP1.Progress<HTTP1.RequestPart> {
            try octets(s).withBuffer { b throws(HTTP1.MessageError) in try reader.next(b) }
        }
        var step = try next("POST / HT")
        #expect(step.part == nil && step.consumed == 0 && step.need == 10)
        step = try next("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab")
        #expect(step.part != nil && step.consumed == 47)
        step = try next("ab")
        #expect(step.part == nil && step.consumed == 0 && step.need == 5)
        step = try next("abcdeX")
        #expect(step.consumed == 5)
        step = try next("")
        guard case .end = step.part else { throw HTTP1.MessageError(.malformed, "no end") }
        #expect(reader.isIdle)
        step = try next("")
        #expect(step.part == nil && step.need == 1)
    }

    @Test func anErrorStays() {
        var reader = HTTP1.RequestReader()
        for text in ["X\n", "GET / HTTP/1.1\r\nHost: a\r\n\r\n"] {
            #expect(throws: HTTP1.MessageError.self) { try octets(text).withBuffer { b throws(HTTP1.MessageError) in try reader.next(b) } }
        }
        #expect(throws: HTTP1.MessageError.self) { try reader.inputEnded() }
    }

    @Test func theServerCanEndAndLimit() throws {
        var reader = HTTP1.RequestReader()
        let request = octets("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabcde")
        var parts = 0
        let two = request + request
        let taken = try two.withBuffer { b throws(HTTP1.MessageError) in
            try reader.read(b) { part in
                parts += 1
                if case .end = part { return false }
                return true
            }
        }
        #expect(taken.consumed == request.count && parts == 3)
        reader.finishAfterCurrent()
        #expect(reader.isFinished)
        let rest = try request.withBuffer { b throws(HTTP1.MessageError) in try reader.next(b) }
        #expect(rest.part == nil && rest.consumed == request.count)

        reader = HTTP1.RequestReader()
        _ = try request.withBuffer { b throws(HTTP1.MessageError) in try reader.next(b) }
        #expect(throws: HTTP1.MessageError.self) { try reader.limitBody(to: 4) }
        reader = HTTP1.RequestReader()
        _ = try request.withBuffer { b throws(HTTP1.MessageError) in try reader.next(b) }
        try reader.limitBody(to: 5)

        // A chunk that was announced is above from its first octet on.
        let chunked = octets("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n8\r\nc")
        for limit in [9, 10] {
            reader = HTTP1.RequestReader()
            _ = try chunked.withBuffer { b throws(HTTP1.MessageError) in try reader.read(b) { _ in true } }
            if limit == 10 {
                try reader.limitBody(to: limit)
            } else {
                #expect(throws: HTTP1.MessageError.self) { try reader.limitBody(to: limit) }
            }
        }
    }

    @Test func theEndOfTheStream() throws {
        let request = octets("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab")
        for n in 0...request.count {
            let t = Transcript.requests(Array(request[..<n]), ended: true)
            if n == 0 || n == request.count { #expect(t.error == nil) } else { #expect(t.error?.code == .truncated) }
        }
    }
}
