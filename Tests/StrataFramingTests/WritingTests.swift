import StrataFraming
import StrataInfoset
import TestSupport
import Testing

/// Writers: golden octets, what is refused, and that readers read what they write.
struct WritingTests {
    private func text(_ body: (ByteWriter) throws -> Void) rethrows -> String {
        let out = ByteWriter()
        try body(out)
        return String(decoding: out.bytes, as: UTF8.self)
    }

    private func fields(_ list: (String, String)...) throws -> HTTPFields {
        var f = HTTPFields()
        for (n, v) in list { try f.append(n, v) }
        return f
    }

    @Test func requests() throws {
        let f = try fields(("Content-Type", "text/xml"), ("SOAPAction", "\"a\""))
        let sized = try text {
            try HTTP1.writeRequestHead(.init(method: "POST", target: "/a?b", host: "h:1"), fields: f, framing: .length(3), to: $0)
        }
        #expect(sized == "POST /a?b HTTP/1.1\r\nHost: h:1\r\nContent-Type: text/xml\r\nSOAPAction: \"a\"\r\nContent-Length: 3\r\n\r\n")
        let chunked = try text {
            try HTTP1.writeRequestHead(
                .init(method: "POST", target: "/", host: "[::1]"), fields: HTTPFields(), framing: .chunked, connection: .close, to: $0)
            HTTP1.writeChunk(UnsafeRawBufferPointer(start: nil, count: 0), to: $0)
            octets("abcdefghijklmnop").withUnsafeBytes { [out = $0] b in HTTP1.writeChunk(b, to: out) }
            try HTTP1.writeLastChunk(trailers: try fields(("X", "y")), to: $0)
        }
        #expect(
            chunked
                == "POST / HTTP/1.1\r\nHost: [::1]\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                + "10\r\nabcdefghijklmnop\r\n0\r\nX: y\r\n\r\n"
        )
        let bare = try text {
            try HTTP1.writeRequestHead(.init(method: "GET", target: "/", host: "h"), fields: HTTPFields(), framing: .none, to: $0)
        }
        #expect(bare == "GET / HTTP/1.1\r\nHost: h\r\n\r\n")
    }

    @Test func responses() throws {
        let f = try fields(("A", "b"))
        func head(_ status: Int, _ framing: HTTP1.BodyFraming, _ connection: HTTP1.ConnectionOption = .none, reason: String? = nil) throws
            -> String
        {
            try text {
                try HTTP1.writeResponseHead(status: status, reason: reason, fields: f, framing: framing, connection: connection, to: $0)
            }
        }
        #expect(try head(200, .length(2)) == "HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 2\r\n\r\n")
        #expect(try head(202, .none) == "HTTP/1.1 202 Accepted\r\nA: b\r\nContent-Length: 0\r\n\r\n")
        #expect(try head(204, .none, .close) == "HTTP/1.1 204 No Content\r\nA: b\r\nConnection: close\r\n\r\n")
        #expect(
            try head(500, .chunked, .keepAlive, reason: "Oh")
                == "HTTP/1.1 500 Oh\r\nA: b\r\nTransfer-Encoding: chunked\r\nConnection: keep-alive\r\n\r\n")
        #expect(try head(304, .length(7)) == "HTTP/1.1 304 Not Modified\r\nA: b\r\nContent-Length: 7\r\n\r\n")
        #expect(try head(299, .untilClose, .close) == "HTTP/1.1 299 \r\nA: b\r\nConnection: close\r\n\r\n")
        #expect(text { HTTP1.writeContinue(to: $0) } == "HTTP/1.1 100 Continue\r\n\r\n")
        #expect(throws: HTTP1.MessageError.self) { try head(204, .length(0)) }
        #expect(throws: HTTP1.MessageError.self) { try head(100, .chunked) }
        #expect(throws: HTTP1.MessageError.self) { try head(99, .none) }
        #expect(throws: HTTP1.MessageError.self) { try head(1000, .none) }
        #expect(throws: HTTP1.MessageError.self) { try head(200, .untilClose) }
        #expect(throws: HTTP1.MessageError.self) { try head(200, .none, reason: "a\r\nb: c") }
    }

    static let bad = ["a\r\nb", "a\nb", "a\rb", "a\u{0}b", "\r\n", "a\u{1b}", "a\u{7f}"]

    @Test(arguments: bad) func nothingCanBeInjected(_ s: String) {
        var f = HTTPFields()
        #expect(throws: HTTP1.MessageError.self) { try f.append("A", s) }
        #expect(throws: HTTP1.MessageError.self) { try f.append(s, "a") }
        #expect(throws: HTTP1.MessageError.self) { try f.set("A", s) }
        #expect(f.isEmpty)
        let out = ByteWriter()
        #expect(throws: HTTP1.MessageError.self) {
            try HTTP1.writeRequestHead(.init(method: s, target: "/", host: "h"), fields: f, framing: .none, to: out)
        }
        #expect(throws: HTTP1.MessageError.self) {
            try HTTP1.writeRequestHead(.init(method: "GET", target: "/" + s, host: "h"), fields: f, framing: .none, to: out)
        }
        #expect(throws: HTTP1.MessageError.self) {
            try HTTP1.writeRequestHead(.init(method: "GET", target: "/", host: s), fields: f, framing: .none, to: out)
        }
        #expect(throws: HTTP1.MessageError.self) { try HTTP1.writeResponseHead(status: 200, reason: s, fields: f, framing: .none, to: out) }
        #expect(out.count == 0)
    }

    @Test(arguments: ["", "a b", "a:", "ä", "a\t", "("]) func namesAreTokens(_ s: String) {
        var f = HTTPFields()
        #expect(throws: HTTP1.MessageError.self) { try f.append(s, "a") }
    }

    @Test(arguments: ["", " ", "/ ", "/a b", "/ä", "/\"", "/<", "/#a", "/a\u{7f}"]) func targetsAreChecked(_ s: String) {
        let out = ByteWriter()
        #expect(throws: HTTP1.MessageError.self) {
            try HTTP1.writeRequestHead(.init(method: "GET", target: s, host: "h"), fields: HTTPFields(), framing: .none, to: out)
        }
        #expect(out.count == 0)
    }

    @Test(arguments: ["Content-Length", "transfer-encoding", "HOST"]) func framingIsTheWriters(_ name: String) throws {
        let f = try fields((name, "1"))
        let out = ByteWriter()
        #expect(throws: HTTP1.MessageError.self) {
            try HTTP1.writeRequestHead(.init(method: "GET", target: "/", host: "h"), fields: f, framing: .none, to: out)
        }
        if name != "HOST" {
            #expect(throws: HTTP1.MessageError.self) { try HTTP1.writeResponseHead(status: 200, fields: f, framing: .none, to: out) }
        }
        #expect(throws: HTTP1.MessageError.self) { try HTTP1.writeLastChunk(trailers: f, to: out) }
        #expect(out.count == 0)
    }

    @Test func whatIsWrittenIsRead() throws {
        var g = SeededGenerator(seed: 7)
        for round in 0..<200 {
            var f = HTTPFields()
            for i in 0..<Int.random(in: 0...10, using: &g) {
                let value = String(
                    (0..<Int.random(in: 0...30, using: &g)).map { _ in Character(Unicode.Scalar(UInt8.random(in: 33...126, using: &g))) })
                try f.append("X-\(i)", value)
            }
            let body = (0..<Int.random(in: 0...3000, using: &g)).map { _ in UInt8.random(in: 0...255, using: &g) }
            let out = ByteWriter()
            let isChunked = Bool.random(using: &g)
            try HTTP1.writeRequestHead(
                .init(method: "POST", target: "/x", host: "h"), fields: f, framing: isChunked ? .chunked : .length(body.count), to: out)
            if isChunked {
                var at = 0
                while at < body.count {
                    let n = min(Int.random(in: 1...500, using: &g), body.count - at)
                    Array(body[at..<at + n]).withUnsafeBytes { HTTP1.writeChunk($0, to: out) }
                    at += n
                }
                try HTTP1.writeLastChunk(to: out)
            } else {
                body.withUnsafeBytes { out.append($0) }
            }
            let t = Transcript.requests(Array(out.bytes), .random(UInt64(round)))
            let m = try #require(t.whole.first)
            #expect(t.error == nil && m.body == body)
            for field in f { #expect(m.fields[field.name] == field.value) }
        }
    }
}
