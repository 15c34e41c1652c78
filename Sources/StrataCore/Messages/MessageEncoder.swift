public import StrataInfoset

/// Turns messages into octets and back.
///
/// An encoding element makes it, for messages without a session (`makeEncoder`: it keeps nothing from one message to the next) or for one
/// direction of a session (`makeSessionEncoder`: it may keep what the messages of that direction share). A transport calls it, from one
/// thread at a time.
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

    /// Appends the sealed message to `writer`. When it throws, nothing that was appended is sent, and the state of a session's encoder is
    /// as it was before.
    mutating func encode(_ message: inout Message, into writer: ByteWriter) throws(MessageCodingError)

    /// Reads a message from octets that are valid during the call only.
    ///
    /// - Parameters:
    ///   - octets: one whole message.
    ///   - contentType: as received; `nil` where the transport has none.
    mutating func decode(_ octets: UnsafeRawBufferPointer, contentType: String?) throws(MessageCodingError) -> Message

    /// Begins to write a message whose body is a stream: appends all that stands before the body's contents.
    ///
    /// Throws `.notEncodable` unless implemented, as do encoders that must see whole messages.
    ///
    /// - Returns: what writes the rest; the caller reads the body's stream and hands over its pieces.
    mutating func beginEncoding(_ message: inout Message, into writer: ByteWriter) throws(MessageCodingError) -> any StreamedMessageWriter

    /// Begins to read a message whose octets come in pieces.
    ///
    /// Throws `.unsupportedContentType` for octets that it does not read, `.notEncodable` unless implemented.
    ///
    /// - Parameters:
    ///   - contentType: as received; `nil` where the transport has none.
    ///   - maxBufferSize: how many octets it may hold before the body's contents.
    func beginDecoding(contentType: String?, maxBufferSize: Int) throws(MessageCodingError) -> any StreamedMessageReader
}

extension MessageEncoder {
    public var contentCoding: String? { nil }

    public mutating func beginEncoding(
        _ message: inout Message, into writer: ByteWriter
    ) throws(MessageCodingError) -> any StreamedMessageWriter {
        throw MessageCodingError(
            .notEncodable, "the body is a stream, which this encoder of '\(mediaType)' cannot write; read it first (Message.buffer(upTo:))")
    }

    public func beginDecoding(contentType: String?, maxBufferSize: Int) throws(MessageCodingError) -> any StreamedMessageReader {
        throw MessageCodingError(.notEncodable, "this encoder of '\(mediaType)' reads whole messages only")
    }
}
