import StrataCore
import Testing

@Suite("Address filters")
struct AddressFilterTests {
    static let rows: [(to: String, matches: Bool)] = [
        ("http://localhost:8080/peer", true),
        ("HTTP://LOCALHOST:8080/peer", true),
        ("http://localhost:8080/peer#fragment", true),
        ("http://localhost:8080/Peer", false),
        ("http://localhost:8080/peer/", false),
        ("http://localhost:8080/peer?x=1", false),
        ("http://localhost:8080/peer/more", false),
        ("http://localhost/peer", false),
        ("https://localhost:8080/peer", false),
        ("http://other:8080/peer", false),
        ("http://localhost:8080/x/../peer", false),
        ("http://localhost:8080/./peer", false),
        ("http://localhost:8080/x/..;a=b/peer", false),
        ("http://localhost:8080/x/%2e%2e/peer", false),
        ("http://localhost:8080/peer%00", false),
        ("http://localhost:8080/peer%", false),
        ("http://localhost:8080//peer", false),
        ("http://localhost.:8080/peer", false),
        ("http://localhost:08080/peer", false),
        ("http://LOCALHO\u{17F}T:8080/peer", false),
        ("//localhost:8080/peer", false),
        ("http://localhost:8080/%70eer", false),
        ("http://localhost:8080/x%2f..%2fpeer", false),
        ("http://localhost:8080\\peer", false),
        ("http://localhost:8080/p\u{0435}er", false),
        ("http://user@localhost:8080/peer", false),
        ("http://localhost:8080/peer ", false),
        ("http://localhost:8080/pe\u{0}er", false),
        ("http://local%68ost:8080/peer", false),
        ("/peer", false),
        ("", false),
    ]

    @Test("an exact address is matched in one reading only", arguments: rows)
    func exact(_ row: (to: String, matches: Bool)) {
        #expect(AddressFilter.exact("http://localhost:8080/peer").matches(row.to) == row.matches)
    }

    @Test("the scheme's port may be left out, the host may not count")
    func hosts() {
        #expect(AddressFilter.exact("http://localhost/a").matches("http://localhost:80/a"))
        #expect(AddressFilter.exact("https://localhost:443/a").matches("https://localhost/a"))
        #expect(AddressFilter.exact("net.tcp://localhost/a").matches("net.tcp://localhost:808/a"))
        #expect(AddressFilter.exact("http://0.0.0.0/a", comparesHost: false).matches("http://elsewhere:99/a"))
        #expect(!AddressFilter.exact("http://0.0.0.0/a", comparesHost: false).matches("http://elsewhere:99/b"))
        #expect(AddressFilter.exact("urn:x:y").matches("urn:x:y"))
        #expect(!AddressFilter.exact("urn:x:y").matches("urn:x:z"))
    }

    @Test("a prefix ends at a segment")
    func prefix() {
        let filter = AddressFilter.prefix("http://h/a")
        #expect(filter.matches("http://h/a"))
        #expect(filter.matches("http://h/a/b"))
        #expect(filter.matches("http://h/a?q"))
        #expect(!filter.matches("http://h/ab"))
        #expect(!filter.matches("http://h/a/../b"))
        #expect(!filter.matches("http://h/a/..;x/b"))
        #expect(!filter.matches("http://h/a/%2e%2e/b"))
        #expect(!filter.matches("http://h/a%2fb"))
    }

    @Test("To may have to be what the transport was called at")
    func via() {
        var properties = MessageProperties()
        #expect(!AddressFilter.via().matches("http://h/a", properties))
        properties.via = "http://h/a"
        #expect(AddressFilter.via().matches("http://h/a", properties))
        #expect(!AddressFilter.via().matches("http://other/a", properties))
        #expect(AddressFilter.via(comparesHost: false).matches("http://other/a", properties))
        #expect(AddressFilter.any.matches("anything", properties))
        #expect(AddressFilter { to, _ in to.hasSuffix("x") }.matches("urn:x"))
    }
}
