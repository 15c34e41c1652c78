internal import StrataInfoset

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
        for observer in observers { observer.observe(made, .sent, contentType: inner.contentType(of: message)) }
    }

    mutating func decode(_ octets: UnsafeRawBufferPointer, contentType: String?) throws(MessageCodingError) -> Message {
        for observer in observers { observer.observe(octets, .received, contentType: contentType) }
        return try inner.decode(octets, contentType: contentType)
    }
}
