import StrataCore
import StrataInfoset
import Testing

@testable import StrataTextEncoding

@Suite("Messages as text, there and back")
struct RoundTripTests {
    static let versions: [MessageVersion] = [
        .none, .soap11, .soap12, .soap11Addressing10, .soap12Addressing10, .soap11AddressingAugust2004, .soap12AddressingAugust2004,
    ]

    @Test(arguments: versions, [XMLCharacterEncoding.utf8, .utf16LittleEndian, .utf16BigEndian])
    func everyVersionInEveryEncoding(version: MessageVersion, encoding: XMLCharacterEncoding) throws {
        var configuration = TextEncoding.Configuration()
        configuration.messageVersion = version
        configuration.writeEncoding = encoding
        var encoder = TextMessageEncoder(configuration)
        let text = "grüße, \u{1F600} <&>"
        var message = Message(version: version, action: "urn:example:say") {
            $0.element(ExpandedName("say", namespace: "urn:example"), text)
        }
        let octets = ByteWriter(capacity: 64)
        try encoder.encode(&message, into: octets)
        let contentType = encoder.contentType(of: message)
        #expect(encoder.supports(contentType: contentType))
        let received = try encoder.decode(octets.bytes, contentType: contentType)
        #expect(received.version == version)
        if version.envelope != .none { #expect(try received.bodyContents?.string() == text) }
        if version.addressing != .none { #expect(received.headers.action == "urn:example:say") }
        if version.envelope == .soap12 { #expect(contentType.contains("action=\"urn:example:say\"")) }
    }

    @Test("a streamed body is refused, not sent as an empty one; read into memory it is not")
    func streamedBody() async throws {
        var encoder = TextMessageEncoder(TextEncoding.Configuration())
        let stream = StreamedBody(
            octets: AsyncThrowingStream<Bytes, any Error> { $0.finish() }, in: [ExpandedName("data", namespace: "urn:a")])
        var message = Message(version: encoder.messageVersion, action: "urn:a", body: MessageBody(stream))
        let octets = ByteWriter(capacity: 64)
        let error = #expect(throws: MessageCodingError.self) { try encoder.encode(&message, into: octets) }
        #expect(error?.code == .notEncodable)
        #expect(error?.reason.contains("buffer(upTo:)") == true)
        #expect(octets.bytes.isEmpty && !stream.wasRead)
        try await message.buffer(upTo: 1000)
        try encoder.encode(&message, into: octets)
        let written = String(octets.take())
        #expect(written.contains("<data xmlns=\"urn:a\"/>") && written.contains(">urn:a<"))
    }
}
