import StrataCore
@testable import StrataHTTP
import Testing

/// The small parts: addresses, dates, Base64, challenges.
@Suite struct PartsTests {
    @Test(arguments: [
        ("http://a", "a", 80, "/", "", "a", "http://a/"), ("HTTP://A:80/x", "a", 80, "/x", "", "a", "http://a/x"),
        ("http://a:8080/x/?q=1?2", "a", 8080, "/x/", "?q=1?2", "a:8080", "http://a:8080/x/?q=1?2"),
        ("http://[::1]:81", "::1", 81, "/", "", "[::1]:81", "http://[::1]:81/"),
        ("http://[::1]", "::1", 80, "/", "", "[::1]", "http://[::1]/"),
        ("http://a?q", "a", 80, "/", "?q", "a", "http://a/?q"), ("http://a:/x", "a", 80, "/x", "", "a", "http://a/x"),
    ])
    func addresses(
        _ text: String, _ host: String, _ port: UInt16, _ path: String, _ query: String, _ authority: String, _ whole: String
    ) throws {
        let address = try HTTPAddress(text, scheme: "http")
        #expect(address.host == host)
        #expect(address.port == port)
        #expect(address.path == path)
        #expect(address.query == query)
        #expect(address.authority == authority)
        #expect(address.text == whole)
    }

    @Test(arguments: [
        "", "a", "a/b", "http:", "http:/a", "http://", "http:///x", "http://a#f", "http://u@a/", "http://a:99999/", "http://a:-1/",
        "http://a:1x/",
        "http://[::1/", "http://[::1]x/", "http://a b/", "http://a/\r\n", "http://ä/", "http://a/ä", "https://a/", "ftp://a/",
        "http://a\\b/",
        "http://a/\"", "http://:80/",
    ])
    func addressesThatAreNone(_ text: String) {
        #expect { try HTTPAddress(text, scheme: "http") } throws: { ($0 as? BindingError)?.code == .invalidAddress }
    }

    @Test(arguments: [
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
        (1_709_164_799, "Wed, 28 Feb 2024 23:59:59 GMT"), (4_102_444_800, "Fri, 01 Jan 2100 00:00:00 GMT"),
    ])
    func dates(_ seconds: Int64, _ text: String) { #expect(HTTPDate.format(seconds) == text) }

    /// RFC 4648, 10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
    func base64(_ text: String, _ encoded: String) {
        #expect(Base64.encode(Array(text.utf8)) == encoded)
        #expect(Base64.decode(Array(encoded.utf8)) == Array(text.utf8))
    }

    @Test(arguments: [
        "=", "A", "AA", "AAA", "AA=", "A===", "====", "=AAA", "AA=A", "AAAA====", "AA==AAAA", "AA A", "AA\nA", "AAA-", "AAA_",
    ])
    func base64ThatIsNone(_ text: String) { #expect(Base64.decode(Array(text.utf8)) == nil) }

    @Test(
        arguments: [
            (["Basic realm=\"a\""], true), (["basic"], true), (["Digest realm=\"Basic \", nonce=x, Basic realm=y"], true),
            (["Digest realm=\"a, Basic b\""], false), (["Bearer"], false), ([""], false), ([","], false), ([], false),
            (["Basic realm=\"a"], false),
            (["Negotiate abc==, Basic realm=x"], true), (["Basic realm=a, realm=b"], false), (["Bearer", "Basic realm=x"], true),
            (["Basicx realm=a"], false), (["=, Basic realm=a"], false),
        ] as [([String], Bool)])
    func challenges(_ values: [String], _ isBasic: Bool) { #expect(BasicAuthentication.isChallenge(values) == isBasic) }

    @Test func aRealmCannotLeaveItsQuotes() {
        #expect(BasicAuthentication.challenge(realm: "a\"b\\c\r\nX: y") == "Basic realm=\"a\\\"b\\\\cX: y\", charset=\"UTF-8\"")
    }

    @Test func headersAreAListWithoutCase() {
        var headers: HTTPHeaders = ["A": "1", "b": "2"]
        headers.add("a", "3")
        #expect(headers["a"] == "1, 3")
        #expect(headers.values(of: "A") == ["1", "3"])
        #expect(headers.count == 3)
        headers["A"] = "4"
        #expect(headers.values(of: "a") == ["4"])
        headers["a"] = nil
        #expect(headers["A"] == nil)
        #expect(headers.map(\.name) == ["b"])
        #expect("\(headers)" == "[b]")
        #expect(HTTPHeaders().isEmpty)
    }
}
