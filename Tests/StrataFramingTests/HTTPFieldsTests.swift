import StrataFraming
import StrataInfoset
import Testing

struct HTTPFieldsTests {
    private func sample() throws -> HTTPFields {
        var f = HTTPFields()
        try f.append("Accept", "a, \"b,c\" ,, d")
        try f.append("X", "  one ")
        try f.append("accept", "e")
        return f
    }

    @Test func looksUpWithoutCase() throws {
        let f = try sample()
        #expect(f.count == 3 && !f.isEmpty)
        #expect(f["ACCEPT"] == "a, \"b,c\" ,, d" && f["x"] == "one" && f["y"] == nil)
        #expect(f.contains("x") && !f.contains("xx"))
        #expect(f.values("Accept") == ["a, \"b,c\" ,, d", "e"] && f.count(of: "accept") == 2)
        #expect(f.combined("X") == "one" && f.combined("accept") == "a, \"b,c\" ,, d, e" && f.combined("z") == nil)
        #expect(f.list("accept") == ["a", "\"b,c\"", "d", "e"] && f.list("z") == [])
        #expect(f.contains("accept", element: "D") && f.contains("accept", element: "E") && !f.contains("accept", element: "b"))
        #expect(f.map(\.name) == ["Accept", "X", "accept"])
        #expect(f.withFirst("x") { $0.count } == 3)
        #expect(f.wireCount == "Accept: a, \"b,c\" ,, d\r\nX: one\r\naccept: e\r\n".utf8.count)
    }

    @Test func changes() throws {
        var f = try sample()
        try f.set("Accept", "z")
        #expect(f.map(\.value) == ["one", "z"])
        try f.setDefault("x", "two")
        try f.setDefault("y", "two")
        #expect(f["x"] == "one" && f["y"] == "two")
        f.remove("ACCEPT")
        #expect(!f.contains("accept") && f.count == 2)
        var g = HTTPFields()
        g.append(contentsOf: f)
        #expect(g == f)
        try g.append("q", "")
        #expect(g != f && g["q"] == "")
        let out = ByteWriter()
        try HTTP1.writeResponseHead(status: 204, fields: f, framing: .none, to: out)
        #expect(String(decoding: out.bytes, as: UTF8.self) == "HTTP/1.1 204 No Content\r\nX: one\r\ny: two\r\n\r\n")
    }

    @Test func octetsAboveASCII() {
        let text = octets("GET / HTTP/1.1\r\nHost: a\r\nU: é\r\nL: ") + [0xe9] + octets("\r\n\r\n")
        let m = Transcript.requests(text).whole.first
        #expect(m?.fields["U"] == "é")
        #expect(m?.fields["L"] == "é")
    }

    @Test(
        arguments: [
            ("example.org", "example.org", nil, false), ("EXAMPLE:80", "example", 80, false), ("a:", "a", nil, false),
            ("[::1]:8080", "::1", 8080, true),
            ("[1:2:3:4:5:6:7:8]", "1:2:3:4:5:6:7:8", nil, true), ("[::ffff:1.2.3.4]", "::ffff:1.2.3.4", nil, true),
            ("127.0.0.1:65535", "127.0.0.1", 65535, false),
            ("a%20b", "a%20b", nil, false), ("[1::]", "1::", nil, true), ("[::]", "::", nil, true),
        ] as [(String, String, Int?, Bool)])
    func authorities(_ text: String, _ host: String, _ port: Int?, _ isIPv6: Bool) {
        let a = HTTP1.Authority(text)
        #expect(a?.host == host && a?.port == port && a?.isIPv6 == isIPv6)
    }

    @Test(arguments: [
        "", ":80", "a:65536", "a:-1", "a:8x", "a:000080", "a b", "a/", "u@a", "a?b", "a\\b", "a,b", "[::1", "::1", "[::g]",
        "[1:2:3:4:5:6:7:8:9]", "[1:2]", "[:::]",
        "[1::2::3]", "[::1]x", "[::1.2.3]", "[::1.2.3.256]", "[::01.2.3.4]", "[1:2:3:4:5:6:7::8:9]", "[fe80::1%25eth0]", "a%2", "a%zz",
        "<a>", "ä", "[]", "[1:]",
        "[12345::]",
    ])
    func noAuthorities(_ text: String) { #expect(HTTP1.Authority(text) == nil) }

    @Test func mediaTypes() throws {
        var m = try #require(MediaType(parsing: "Text/XML; Charset=\"utf\\-8\" ;; a=b;"))
        #expect(m.essence == "text/xml" && m.parameter("charset") == "utf-8" && m.parameter("a") == "b" && m.matches("text", "xml"))
        #expect(m.text == "text/xml; charset=utf-8; a=b")
        m = MediaType("application", "soap+xml", parameters: [.init("Action", "urn:a \"b\"")])
        #expect(m.text == "application/soap+xml; action=\"urn:a \\\"b\\\"\"")
        #expect(MediaType(parsing: m.text) == m)
        for bad in [
            "", "text", "text/", "/xml", "text/xml x", "text/xml; a", "text/xml; a=", "text/xml; a=\"b", "text/xml; a =b",
            "text/xml; a=b c", "text/xml; a=1; A=2", "text/xml, a/b", "text /xml", "text/xml; a=\"\u{1}\"",
        ] {
            #expect(MediaType(parsing: bad) == nil, "\(bad)")
        }
    }
}
