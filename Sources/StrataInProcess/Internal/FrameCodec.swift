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

/// Makes messages into frames and back; keeps the encoders of one channel, one for each direction.
final class FrameCodec: Sendable {
    private let writer: Mutex<(any MessageEncoder)?>
    private let reader: Mutex<(any MessageEncoder)?>

    init(writer: any MessageEncoder, reader: any MessageEncoder) {
        self.writer = Mutex(writer)
        self.reader = Mutex(reader)
    }

    /// Passes messages as they are.
    init() {
        writer = Mutex(nil)
        reader = Mutex(nil)
    }

    /// Makes a frame and hands it on before another can be made: a session's encoder counts on that order.
    func encode(_ message: Message, via: String, sender: String, place: (Frame) -> Void) throws {
        try writer.withLock { encoder throws in
            var message = message
            let content: Frame.Content
            if encoder != nil {
                let octets = ByteWriter()
                try encoder?.encode(&message, into: octets)
                content = .octets(octets.take(), contentType: encoder?.contentType(of: message) ?? "")
            } else {
                content = .message(try FrameCodec.received(message))
            }
            place(Frame(content: content, action: message.headers.action, via: via, sender: sender))
        }
    }

    /// The message as a receiver of octets would have it: sealed, without what travelled beside it on this side. What it cannot hold in
    /// memory stays a stream.
    private static func received(_ message: Message) throws -> Message {
        var message = message
        message.properties = MessageProperties()
        // Without an envelope an empty body is no document.
        if message.body.stream != nil || (message.version.envelope == .none && message.isEmpty) { return message }
        return try Message(received: try message.seal(), version: message.version)
    }

    func decode(_ frame: Frame) throws -> Message {
        var message: Message
        switch frame.content {
        case .message(let sent): message = sent
        case .octets(let octets, let contentType):
            message = try reader.withLock { encoder throws in
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
