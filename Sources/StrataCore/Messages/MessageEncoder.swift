public import StrataInfoset

/// Turns messages into octets and back. One for each channel; it may keep the state of a session.
///
/// An encoding element makes it; a transport calls it, from one thread at a time.
public protocol MessageEncoder: Sendable {
    /// The version it reads and writes.
    var messageVersion: MessageVersion { get }

    /// The media type without parameters (`application/soap+xml`).
    var mediaType: String { get }

    /// The content type to send with `message`; SOAP 1.2 puts the action here.
    func contentType(of message: Message) -> String

    /// Whether octets of this content type can be decoded.
    func supports(contentType: String) -> Bool

    /// The content coding of what it writes (`gzip`), `nil` for none; a transport never codes a coded body.
    var contentCoding: String? { get }

    /// Appends the sealed message to `writer`.
    mutating func encode(_ message: inout Message, into writer: ByteWriter) throws(MessageCodingError)

    /// Reads a message from octets that are valid during the call only.
    ///
    /// - Parameters:
    ///   - octets: one whole message.
    ///   - contentType: as received; `nil` where the transport has none.
    mutating func decode(_ octets: UnsafeRawBufferPointer, contentType: String?) throws(MessageCodingError) -> Message
}

extension MessageEncoder {
    public var contentCoding: String? { nil }
}
