internal import StrataCore
internal import StrataInfoset
internal import Synchronization

/// A message on its way.
struct Frame: Sendable {
    enum Content: Sendable {
        case octets(Bytes, contentType: String)
        case message(Message)
    }

    var content: Content
    /// The action, beside the message as HTTP carries it.
    var action: String?
    /// The address that the sender used.
    var via: String
    /// Where the sender can be reached, or who it is.
    var sender: String
}

/// Makes messages into frames and back; keeps the encoder of one channel.
final class FrameCodec: Sendable {
    private let encoder: Mutex<(any MessageEncoder)?>

    /// - Parameter encoder: `nil` to pass messages as they are.
    init(_ encoder: (any MessageEncoder)?) { self.encoder = Mutex(encoder) }

    /// Makes a frame and hands it on before another can be made: a session's encoder counts on that order.
    func encode(_ message: Message, via: String, sender: String, place: (Frame) -> Void) throws {
        try encoder.withLock { encoder throws in
            var message = message
            guard encoder != nil else {
                message.properties = MessageProperties()
                place(Frame(content: .message(message), action: message.headers.action, via: via, sender: sender))
                return
            }
            let writer = ByteWriter()
            try encoder?.encode(&message, into: writer)
            let contentType = encoder?.contentType(of: message) ?? ""
            place(
                Frame(
                    content: .octets(writer.take(), contentType: contentType), action: message.headers.action, via: via, sender: sender))
        }
    }

    func decode(_ frame: Frame) throws -> Message {
        var message: Message
        switch frame.content {
        case .message(let sent): message = sent
        case .octets(let octets, let contentType):
            message = try encoder.withLock { encoder throws in
                guard encoder != nil else {
                    throw MessageCodingError(.unsupportedContentType, "the peer encodes its messages and this side does not")
                }
                guard encoder?.supports(contentType: contentType) == true else {
                    throw MessageCodingError(.unsupportedContentType, "the encoding cannot read '\(contentType)'")
                }
                guard
                    let message = try unsafe octets.withUnsafeBytes({ buffer throws(MessageCodingError) in
                        try unsafe encoder?.decode(buffer, contentType: contentType)
                    })
                else { throw MessageCodingError(.malformed, "no message") }
                return message
            }
        }
        message.properties.transportAction = frame.action
        message.properties.via = frame.via
        message.properties.remote = RemoteEndpoint(host: frame.sender, port: 0)
        return message
    }
}
