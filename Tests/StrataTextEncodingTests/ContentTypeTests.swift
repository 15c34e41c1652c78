import StrataCore
import StrataInfoset
import Testing

@testable import StrataTextEncoding

@Suite("Content types of text messages")
struct ContentTypeTests {
    private static let body = Array("<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Body/></s:Envelope>".utf8)

    private static let wide = body.reduce(into: [UInt8]()) { $0 += [$1, 0] }

    private func encoder(_ version: MessageVersion = .soap12) -> TextMessageEncoder {
        var configuration = TextEncoding.Configuration()
        configuration.messageVersion = version
        return TextMessageEncoder(configuration)
    }

    private func decode(_ octets: [UInt8], _ contentType: String?) throws -> Message {
        var encoder = encoder()
        return try octets.withUnsafeBytes { try encoder.decode($0, contentType: contentType) }
    }

    @Test(
        "are read in every form that the grammar has",
        arguments: [
            ("application/soap+xml", nil), ("Application/SOAP+XML ; Charset=UTF-8", nil), ("application/soap+xml;charset=\"utf-8\"", nil),
            ("application/soap+xml; charset=utf-8; action=\"urn:a\"", "urn:a"),
            ("application/soap+xml;action=\"a\\\"b\\\\c\";;x=y", "a\"b\\c"),
            ("application/soap+xml; action=token", "token"), ("application/soap+xml; profile=\"a;b\"; charset=utf-8", nil),
            ("application/soap+xml; action=\"\"", nil), ("\tapplication/soap+xml\t;", nil),
        ] as [(String, String?)])
    func forms(_ contentType: String, _ action: String?) throws {
        #expect(encoder().supports(contentType: contentType))
        #expect(try decode(Self.body, contentType).properties.transportAction == action)
    }

    @Test(
        "are refused by name where they are another's, or none",
        arguments: [
            "text/xml", "application/soap+xmlx", "application/soap+xml; charset=klingon", "", "xml", "application/soap+xml charset=utf-8",
            "application/soap+xml; charset=utf-8; charset=utf-8", "application/soap+xml; charset=\"utf-8", "application/soap+xml; charset=",
            "application/soap+xml; action=\"a\r\nb\"", "application/soap+xml, text/xml", "application/soap+xml; charset =utf-8",
        ])
    func refused(_ contentType: String) {
        #expect(!encoder().supports(contentType: contentType))
        let error = #expect(throws: MessageCodingError.self) { try decode(Self.body, contentType) }
        #expect(error?.code == .unsupportedContentType, "\(String(describing: error))")
    }

    @Test(
        "and octets that contradict each other are no message",
        arguments: [
            ("application/soap+xml; charset=utf-16", Self.body), ("application/soap+xml; charset=utf-16le", [0xFE, 0xFF] + Self.body),
            ("application/soap+xml; charset=utf-8", [0xFF, 0xFE] + Self.wide),
            ("application/soap+xml; charset=utf-8", Self.wide),
        ] as [(String, [UInt8])])
    func contradictions(_ contentType: String, _ octets: [UInt8]) {
        let error = #expect(throws: MessageCodingError.self) { try decode(octets, contentType) }
        #expect(error?.code == .malformed, "\(String(describing: error))")
    }

    @Test("utf-16 leaves the order to the mark", arguments: [true, false])
    func utf16(littleEndian: Bool) throws {
        let octets =
            (littleEndian ? [0xFF, 0xFE] : [0xFE, 0xFF]) + Self.body.reduce(into: [UInt8]()) { $0 += littleEndian ? [$1, 0] : [0, $1] }
        #expect(try decode(octets, "application/soap+xml; charset=utf-16").isEmpty)
    }

    @Test("UTF-16 without a mark may begin with white space", arguments: [true, false], ["<", "\n<", " \r\n<"])
    func utf16WithoutMark(littleEndian: Bool, start: String) throws {
        let text = Array(start.utf8) + Self.body.dropFirst()
        let octets = text.reduce(into: [UInt8]()) { $0 += littleEndian ? [$1, 0] : [0, $1] }
        #expect(try decode(octets, "application/soap+xml; charset=utf-16").isEmpty)
        #expect(try decode(octets, "application/soap+xml; charset=utf-16\(littleEndian ? "le" : "be")").isEmpty)
        let error = #expect(throws: MessageCodingError.self) { try decode(octets, "application/soap+xml; charset=utf-8") }
        #expect(error?.code == .malformed)
    }

    @Test("an action with a control character is refused, not written without it", arguments: ["a\r\nX: y", "a\0b", "a\u{7F}"])
    func actions(_ action: String) throws {
        var encoder = encoder()
        var message = Message(version: .soap12, action: action)
        let octets = ByteWriter(capacity: 64)
        let error = #expect(throws: MessageCodingError.self) { try encoder.encode(&message, into: octets) }
        #expect(error?.code == .notEncodable && octets.bytes.isEmpty)
        var quoted = Message(version: .soap12, action: "a\"b\\c")
        try encoder.encode(&quoted, into: octets)
        #expect(encoder.contentType(of: quoted).hasSuffix("action=\"a\\\"b\\\\c\""))
    }

    @Test("quotas of the encoding hold, and name themselves; no DOCTYPE and no processing instruction passes")
    func quotas() throws {
        var configuration = TextEncoding.Configuration()
        configuration.messageVersion = .soap12
        configuration.readerQuotas.maxDepth = 4
        var encoder = TextMessageEncoder(configuration)
        func decode(_ inner: String, before: String = "") throws -> Message {
            let text = "\(before)<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Body>\(inner)</s:Body></s:Envelope>"
            return try Array(text.utf8).withUnsafeBytes { try encoder.decode($0, contentType: "application/soap+xml") }
        }
        #expect(try decode("<a><b/></a>").bodyContents?.localName == "a")
        let error = #expect(throws: MessageCodingError.self) { try decode("<a><b><c/></b></a>") }
        #expect(error?.code == .quotaExceeded && error?.reason.contains("maxDepth") == true, "\(String(describing: error))")
        for (inner, before) in [("", "<!DOCTYPE a>"), ("<?a b?>", ""), ("<a>&ent;</a>", "")] {
            let error = #expect(throws: MessageCodingError.self) { try decode(inner, before: before) }
            #expect(error?.code == .malformed, "\(inner) \(before)")
        }
    }
}
