public import StrataInfoset

/// Writes the body of one streamed message. An encoder makes it (`MessageEncoder.beginEncoding`); a transport calls it, from one thread
/// at a time.
public protocol StreamedMessageWriter: AnyObject, Sendable {
    /// Appends a piece of the body.
    ///
    /// Throws `.notEncodable` for one that cannot stand there; the message is then lost.
    func write(_ piece: InfosetPiece, into writer: ByteWriter) throws(MessageCodingError)

    /// Appends what stands behind the body.
    func finish(into writer: ByteWriter) throws(MessageCodingError)
}

/// Reads one message whose octets come in pieces. An encoder makes it (`MessageEncoder.beginDecoding`); one owner at a time calls it.
public protocol StreamedMessageReader: AnyObject, Sendable {
    /// Takes octets.
    func append(_ octets: Bytes)

    /// The octets have come to their end.
    func inputEnded()

    /// The message with its headers and an empty body, once; `nil` when more octets are needed.
    func readHead() throws(MessageCodingError) -> Message?

    /// The next piece of the body; `nil` at the end, and when more octets are needed: `isAtEnd` tells which.
    func readPiece() throws(MessageCodingError) -> InfosetPiece?

    /// Whether all was read, to the end of the message.
    var isAtEnd: Bool { get }
}
