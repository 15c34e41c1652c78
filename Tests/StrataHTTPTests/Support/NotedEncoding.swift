import StrataCore
import StrataCrypto
import StrataInfoset
import StrataTextEncoding
import Synchronization

/// SOAP 1.1 text that notes length and SHA-256 of the octets of each body that it is given to read, as the http1 vectors write them.
struct NotedEncoding: EncodingElement {
    /// A message's own.
    enum Body: MessagePropertyKey { typealias Value = String }

    /// All of them, in their order.
    final class Notes: Sendable {
        private let all = Mutex<[String]>([])
        var bodies: [String] { all.withLock { $0 } }
        func add(_ body: String) { all.withLock { $0.append(body) } }
    }

    let notes = Notes()
    let inner: TextEncoding

    init(_ configuration: TextEncoding.Configuration) { inner = TextEncoding(configuration) }

    var messageVersion: MessageVersion { inner.messageVersion }

    func makeEncoder(_ context: borrowing BindingContext) throws(BindingError) -> any MessageEncoder {
        Encoder(notes: notes, inner: try inner.makeEncoder(context))
    }

    static func note(_ octets: some Sequence<UInt8>) -> String {
        let octets = Array(octets)
        let digest = try? DigestAlgorithm.sha256.digest(Bytes(octets)).withUnsafeBytes { octets in
            octets.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        }
        return "\(octets.count):\(digest ?? "")"
    }

    struct Encoder: MessageEncoder {
        let notes: Notes
        var inner: any MessageEncoder
        var messageVersion: MessageVersion { inner.messageVersion }
        var mediaType: String { inner.mediaType }
        func contentType(of message: Message) -> String { inner.contentType(of: message) }
        func supports(contentType: String) -> Bool { inner.supports(contentType: contentType) }
        mutating func encode(_ message: inout Message, into writer: ByteWriter) throws(MessageCodingError) {
            try inner.encode(&message, into: writer)
        }
        mutating func decode(_ octets: UnsafeRawBufferPointer, contentType: String?) throws(MessageCodingError) -> Message {
            let note = NotedEncoding.note(octets)
            notes.add(note)
            var message = try inner.decode(octets, contentType: contentType)
            message.properties[Body.self] = note
            return message
        }
    }
}
