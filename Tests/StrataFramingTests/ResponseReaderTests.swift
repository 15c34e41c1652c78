import StrataFraming
import Testing

/// Event tables of the client's side.
struct ResponseReaderTests {
    @Test(arguments: [
        ("GET", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab", "ab", true),
        ("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", "", true),
        ("HEAD", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "", true), ("POST", "HTTP/1.1 204 x\r\n\r\n", "", true),
        ("POST", "HTTP/1.1 304 x\r\nContent-Length: 7\r\n\r\n", "", true),
        ("POST", "HTTP/1.1 500\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n", "a", true),
        ("POST", "HTTP/1.1 202 Accepted\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", "", false),
        ("POST", "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\na", "a", false),
        ("POST", "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\na", "a", true),
        ("POST", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 x\r\nLink: y\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na", "a", true),
    ])
    func reads(_ method: String, _ text: String, _ body: String, _ reusable: Bool) {
        for delivery in Delivery.all {
            let t = Transcript.responses(octets(text), delivery, method: method)
            #expect(t.error == nil)
            #expect(t.whole.first?.body == octets(body))
            #expect(t.closed == !reusable)
            #expect(t.left == 0)
        }
    }

    @Test func readsToTheClose() {
        let head = "HTTP/1.1 200 OK\r\n\r\n"
        for delivery in Delivery.all {
            let open = Transcript.responses(octets(head + "abc"), delivery)
            #expect(open.whole.isEmpty && open.messages.first?.body == octets("abc"))
            let closed = Transcript.responses(octets(head + "abc"), delivery, ended: true)
            #expect(closed.whole.first?.body == octets("abc") && closed.error == nil && closed.closed)
        }
    }

    @Test(arguments: [
        ("HTTP/1.1 20\r\n", HTTP1.MessageError.Code.malformed), ("HTTP/1.1 099 x\r\n", .malformed), ("HTTP/1.1 2000 x\r\n", .malformed),
        ("HTTP/1.1  200 x\r\n", .malformed), ("HTTP/2.0 200 x\r\n", .unsupportedVersion), ("http/1.1 200 x\r\n", .malformed),
        ("\r\nHTTP/1.1 200 x\r\n", .malformed), ("HTTP/1.1 101 x\r\n\r\n", .malformed),
        ("HTTP/1.1 200 x\r\nContent-Length: 1\r\nContent-Length: 1\r\n", .conflictingLengths),
        ("HTTP/1.1 200 x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", .conflictingLengths),
        ("HTTP/1.0 200 x\r\nTransfer-Encoding: chunked\r\n\r\n", .malformed),
        ("HTTP/1.1 200 x\r\nTransfer-Encoding: gzip, chunked\r\n", .malformed),
        ("HTTP/1.1 200 x\r\nContent-Length: 1\r\n\r\nab", .unsolicited), ("HTTP/1.1 204 x\r\n\r\na", .unsolicited),
    ])
    func refuses(_ text: String, _ code: HTTP1.MessageError.Code) {
        for delivery in Delivery.all {
            let t = Transcript.responses(octets(text), delivery)
            #expect(t.error?.code == code, "\(delivery)")
        }
    }

    @Test func nothingIsTakenUnasked() throws {
        var reader = HTTP1.ResponseReader()
        let response = octets("HTTP/1.1 204 x\r\n\r\n")
        #expect(reader.isIdle && !reader.hasBegun)
        #expect(throws: HTTP1.MessageError.self) { try response.withBuffer { b throws(HTTP1.MessageError) in try reader.next(b) } }
        reader = HTTP1.ResponseReader()
        try reader.begin(method: "GET")
        #expect(throws: HTTP1.MessageError.self) { try reader.begin(method: "GET") }
        var ends = 0
        let taken = try (response + response).withBuffer { b throws(HTTP1.MessageError) in
            try reader.read(b) {
                if case .end = $0 { ends += 1 }
                return true
            }
        }
        #expect(taken.consumed == response.count && ends == 1 && reader.isIdle)
        try reader.begin(method: "GET")
        #expect(!reader.hasBegun)
        _ = try octets("HTT").withBuffer { b throws(HTTP1.MessageError) in try reader.next(b) }
        #expect(reader.hasBegun)
    }

    @Test func switchesProtocols() throws {
        for (method, upgrade, text) in [
            ("GET", true, "HTTP/1.1 101 x\r\nUpgrade: y\r\n\r\n"), ("CONNECT", false, "HTTP/1.1 200 x\r\nContent-Length: 3\r\n\r\n"),
        ] {
            var reader = HTTP1.ResponseReader()
            try reader.begin(method: method, asksUpgrade: upgrade)
            let taken = try octets(text + "abc").withBuffer { b throws(HTTP1.MessageError) in try reader.read(b) { _ in true } }
            #expect(taken.consumed == text.utf8.count)
            #expect(reader.isSwitched && !reader.isIdle)
            let more = try octets("abc").withBuffer { b throws(HTTP1.MessageError) in try reader.next(b) }
            #expect(more.part == nil && more.consumed == 0)
        }
    }

    @Test func truncationAtEveryOctet() {
        for text in [
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\nA: b\r\n\r\n",
        ] {
            let all = octets(text)
            for n in 0..<all.count {
                let t = Transcript.responses(Array(all[..<n]), ended: true)
                #expect(t.error?.code == .truncated && t.whole.isEmpty)
            }
            #expect(Transcript.responses(all, ended: true).error == nil)
        }
    }
}
