import StrataCore
@testable import StrataHTTP
import Synchronization
import Testing

/// Cookies of one channel factory (RFC 6265).
@Suite(.timeLimit(.minutes(1))) struct CookieTests {
    private func address(_ text: String) throws -> HTTPAddress {
        try HTTPAddress(text, scheme: text.hasPrefix("https") ? "https" : "http")
    }

    @Test(arguments: [
        ("http://a.example/x/y", "n=v", "http://a.example/x/z", "n=v"), ("http://a.example/x/y", "n=v", "http://a.example/xy", nil),
        ("http://a.example/x/y", "n=v", "http://a.example/x", "n=v"), ("http://a.example/x/y", "n=v", "http://b.a.example/x", nil),
        ("http://a.example/", "n=v; Domain=.A.example", "http://b.a.example/", "n=v"),
        ("http://b.a.example/", "n=v; Domain=a.example", "http://ba.example/", nil),
        ("http://a.example/", "n=v; Domain=b.example", "http://b.example/", nil),
        ("http://a.example/", "n=v; Domain=example", "http://b.example/", nil),
        ("http://10.0.0.1/", "n=v; Domain=0.0.1", "http://9.0.0.1/", nil), ("http://localhost/", "n=v", "http://localhost:99/", "n=v"),
        ("https://a.example/", "n=v; Secure", "https://a.example/", "n=v"), ("https://a.example/", "n=v; Secure", "http://a.example/", nil),
        ("http://a.example/", "n=v; Secure", "https://a.example/", nil), ("http://a.example/", "n=v; Max-Age=0", "http://a.example/", nil),
        ("http://a.example/", "n=v; Max-Age=10", "http://a.example/", "n=v"),
        ("http://a.example/", "n=v; Expires=Thu, 01 Jan 1970 00:16:39 GMT", "http://a.example/", nil),
        ("http://a.example/", "n=v; Expires=Thu, 01-Jan-70 00:16:41 GMT", "http://a.example/", "n=v"),
        ("http://a.example/", "n=v; Expires=Thu, 01 Jan 1970 00:16:39 GMT; Max-Age=9", "http://a.example/", "n=v"),
        ("http://a.example/", "__Host-n=v; Path=/", "http://a.example/", nil),
        ("https://a.example/", "__Host-n=v; Path=/; Secure", "https://a.example/", "__Host-n=v"),
        ("http://a.example/", "n=a,b", "http://a.example/", "n=a,b"),
        ("http://a.example/", "=v", "http://a.example/", nil), ("http://a.example/", "n", "http://a.example/", nil),
        ("http://a.example/", "n=v\u{7F}", "http://a.example/", nil), ("http://a.example/", "n m=v", "http://a.example/", nil),
    ])
    func rules(_ origin: String, _ line: String, _ asked: String, _ expected: String?) throws {
        let jar = CookieJar(now: { 1000 })
        jar.take([line], from: try address(origin))
        #expect(try jar.field(for: address(asked)) == expected)
    }

    @Test func orderReplacementAndExpiry() throws {
        let clock = CookieClock()
        let jar = CookieJar(now: { clock.value })
        let origin = try address("https://a.example/x/y")
        jar.take(["a=1; Path=/", "b=2; Path=/x", "c=3; Path=/; Max-Age=5"], from: origin)
        jar.take(["a=9; Path=/"], from: origin)
        #expect(jar.field(for: origin) == "b=2; a=9; c=3")
        clock.value += 5
        #expect(jar.field(for: origin) == "b=2; a=9")
        // One in the clear does not put itself before a protected one.
        jar.take(["s=1; Secure"], from: origin)
        jar.take(["s=2; Path=/x/y"], from: try address("http://a.example/x/y"))
        #expect(jar.field(for: origin)?.contains("s=2") == false)
        for n in 0..<1000 { jar.take(["n\(n)=v"], from: origin) }
        #expect(jar.count == CookieJar.maxPerDomain)
        for n in 0..<1000 { jar.take(["n=v"], from: try address("http://h\(n).example/")) }
        #expect(jar.count == CookieJar.maxCount)
        jar.take(["big=" + String(repeating: "x", count: CookieJar.maxOctets)], from: try address("http://big.example/"))
        #expect(try jar.field(for: address("http://big.example/")) == nil)
    }

    @Test(
        arguments: [
            ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), ("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777),
            ("Sun Nov  6 08:49:37 1994", 784_111_777), ("Thu, 29 Feb 2024 00:00:00 GMT", 1_709_164_800),
            ("Thu, 29 Feb 2023 00:00:00 GMT", nil), ("Thu, 32 Jan 2023 00:00:00 GMT", nil), ("24:00:00 1 Jan 2023", nil), ("", nil),
        ] as [(String, Int64?)])
    func dates(_ text: String, _ seconds: Int64?) { #expect(CookieDate.parse(text) == seconds) }

    @Test(arguments: [true, false])
    func areKeptOnlyWhenAskedFor(_ allows: Bool) async throws {
        try await withRawServer { server in
            let binding = plainBinding { $0.allowCookies = allows }
            try await binding.withRequestChannel(to: EndpointAddress("http://127.0.0.1:\(server.port)/x")) { channel in
                let first = Task { try await channel.request(Calc.request("1")) }
                let peer = try await server.next()
                #expect(try await peer.requests(1)[0].field("Cookie") == nil)
                try await peer.send(ClientTests.good("1", "Set-Cookie: id=7; Path=/\r\nSet-Cookie: other=8\r\n"))
                _ = try await first.value
                let second = Task { try await channel.request(Calc.request("2")) }
                #expect(try await peer.requests(2)[1].field("Cookie") == (allows ? "id=7; other=8" : nil))
                try await peer.send(ClientTests.good("2"))
                _ = try await second.value
            }
        }
    }

    private final class CookieClock: Sendable {
        // Set by the test.
        private let now = Mutex(Int64(1000))
        var value: Int64 {
            get { now.withLock { $0 } }
            set { now.withLock { $0 = newValue } }
        }
    }
}
