internal import StrataInfoset
internal import Synchronization

/// An encoder with observers around it.
struct ObservedEncoder: MessageEncoder {
    private var inner: any MessageEncoder
    private let observers: [any MessageObserver]

    init(_ inner: any MessageEncoder, _ observers: [any MessageObserver]) { (self.inner, self.observers) = (inner, observers) }

    var messageVersion: MessageVersion { inner.messageVersion }
    var mediaType: String { inner.mediaType }
    var contentCoding: String? { inner.contentCoding }
    func contentType(of message: Message) -> String { inner.contentType(of: message) }
    func supports(contentType: String) -> Bool { inner.supports(contentType: contentType) }

    mutating func encode(_ message: inout Message, into writer: ByteWriter) throws(MessageCodingError) {
        let start = writer.count
        try inner.encode(&message, into: writer)
        let made = UnsafeRawBufferPointer(rebasing: writer.bytes[start...])
        for observer in observers { observer.observe(made, .sent, contentType: inner.contentType(of: message), isStreamed: false) }
    }

    mutating func decode(_ octets: UnsafeRawBufferPointer, contentType: String?) throws(MessageCodingError) -> Message {
        for observer in observers { observer.observe(octets, .received, contentType: contentType, isStreamed: false) }
        return try inner.decode(octets, contentType: contentType)
    }

    /// Of a streamed message what stands before the body's contents is seen.
    mutating func beginEncoding(_ message: inout Message, into writer: ByteWriter) throws(MessageCodingError) -> any StreamedMessageWriter {
        let start = writer.count
        let body = try inner.beginEncoding(&message, into: writer)
        let made = UnsafeRawBufferPointer(rebasing: writer.bytes[start...])
        for observer in observers { observer.observe(made, .sent, contentType: inner.contentType(of: message), isStreamed: true) }
        return body
    }

    func beginDecoding(contentType: String?, maxBufferSize: Int) throws(MessageCodingError) -> any StreamedMessageReader {
        ObservedReader(try inner.beginDecoding(contentType: contentType, maxBufferSize: maxBufferSize), observers, contentType)
    }
}

/// Shows the octets that come up to the end of the head.
private final class ObservedReader: StreamedMessageReader {
    private let inner: any StreamedMessageReader
    private let observers: [any MessageObserver]
    private let contentType: String?
    /// What has come; `nil` once it was shown.
    private let head = Mutex<ByteWriter?>(ByteWriter())

    init(_ inner: any StreamedMessageReader, _ observers: [any MessageObserver], _ contentType: String?) {
        (self.inner, self.observers, self.contentType) = (inner, observers, contentType)
    }

    var isAtEnd: Bool { inner.isAtEnd }
    func inputEnded() { inner.inputEnded() }
    func readPiece() throws(MessageCodingError) -> InfosetPiece? { try inner.readPiece() }

    func append(_ octets: Bytes) {
        head.withLock { $0?.append(octets) }
        inner.append(octets)
    }

    func readHead() throws(MessageCodingError) -> Message? {
        do throws(MessageCodingError) {
            guard let message = try inner.readHead() else { return nil }
            show()
            return message
        } catch {
            show()
            throw error
        }
    }

    private func show() {
        let seen = head.withLock { head -> Bytes? in
            defer { head = nil }
            return head?.take()
        }
        seen?.withUnsafeBytes { octets in
            for observer in observers { observer.observe(octets, .received, contentType: contentType, isStreamed: true) }
        }
    }
}
