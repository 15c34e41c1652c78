import Foundation
import StrataCore
import StrataHTTP
import StrataInfoset
import StrataTextEncoding
import Synchronization
import Testing

/// An encoding that notes whether it was used on the main thread.
private struct WatchedEncoding: EncodingElement {
    final class Seen: Sendable {
        let onMain = Mutex(0)
        let elsewhere = Mutex(0)
        func note() { if Thread.isMainThread { onMain.withLock { $0 += 1 } } else { elsewhere.withLock { $0 += 1 } } }
    }

    let seen: Seen
    let inner = TextEncoding(.soap11)
    var messageVersion: MessageVersion { inner.messageVersion }

    func makeEncoder(_ context: borrowing BindingContext) throws(BindingError) -> any MessageEncoder {
        Encoder(seen: seen, inner: try inner.makeEncoder(context))
    }

    struct Encoder: MessageEncoder {
        let seen: Seen
        var inner: any MessageEncoder
        var messageVersion: MessageVersion { inner.messageVersion }
        var mediaType: String { inner.mediaType }
        func contentType(of message: Message) -> String { inner.contentType(of: message) }
        func supports(contentType: String) -> Bool { inner.supports(contentType: contentType) }
        mutating func encode(_ message: inout Message, into writer: ByteWriter) throws(MessageCodingError) {
            seen.note()
            try inner.encode(&message, into: writer)
        }
        mutating func decode(_ octets: UnsafeRawBufferPointer, contentType: String?) throws(MessageCodingError) -> Message {
            seen.note()
            return try inner.decode(octets, contentType: contentType)
        }
    }
}

@Suite(.serialized, .timeLimit(.minutes(1)))
struct MainActorTests {
    @Test("a call from the main actor neither encodes nor decodes there")
    @MainActor
    func offTheMainActor() async throws {
        let seen = WatchedEncoding.Seen()
        let binding = CustomBinding("watched") {
            WatchedEncoding(seen: seen)
            HTTPTransport()
        }
        let listener = try binding.makeReplyListener(at: EndpointAddress("http://127.0.0.1:0/peer"))
        try await listener.open()
        async let served: Void = listener.serve { request in
            Message(version: .soap11, action: "urn:hot/Reply", body: request.body)
        }
        try await binding.withRequestChannel(to: listener.address) { channel in
            MainActor.assertIsolated()
            let name = ExpandedName("text", namespace: "urn:hot")
            let reply = try await channel.request(Message(version: .soap11, action: "urn:hot/Echo") { $0.element(name, "x") })
            #expect(try reply.bodyContents?.string() == "x")
        }
        try await listener.close()
        try await served
        #expect(seen.onMain.withLock { $0 } == 0)
        #expect(seen.elsewhere.withLock { $0 } == 4)
    }
}
