import StrataCore
import StrataInfoset

/// What goes over a connection, one in each direction: four lines (what it is, the content type, the action, how many octets follow), and
/// the message.
struct Parcel: Sendable {
    enum Kind: String, Sendable {
        /// A message that wants an answer, and one that wants none.
        case request, message
        /// The answer, that there is none, and that the service cannot or will not.
        case reply, done, refused
    }

    var kind: Kind
    var contentType = ""
    var action = ""
    var body: [UInt8] = []

    /// As they travel.
    func octets() throws(CommunicationError) -> [UInt8] {
        guard !(contentType + action).utf8.contains(UInt8(ascii: "\n")) else {
            throw CommunicationError(.invalidOperation, "neither the action nor the content type may have a line end in it", retry: .safe)
        }
        return Array("\(kind.rawValue)\n\(contentType)\n\(action)\n\(body.count)\n".utf8) + body
    }

    init(_ kind: Kind) { self.kind = kind }

    /// A parcel as it came. One that is cut short is no parcel: then the peer has died, or was told to stop.
    init(_ octets: [UInt8]) throws(CommunicationError) {
        let parts = octets.split(separator: UInt8(ascii: "\n"), maxSplits: 4, omittingEmptySubsequences: false)
        let lines = parts.prefix(4).map { String(decoding: $0, as: UTF8.self) }
        guard parts.count == 5, let kind = Kind(rawValue: lines[0]), let count = Int(lines[3]), count == parts[4].count else {
            throw octets.isEmpty || parts.count < 5 || (Int(lines[3]) ?? 0) > parts[4].count
                ? CommunicationError(.connectionLost, "the connection ended within a parcel")
                : CommunicationError(.protocolViolation, "not a parcel")
        }
        (self.kind, contentType, action, body) = (kind, lines[1], lines[2], Array(parts[4]))
    }

    /// A message in a parcel, with an encoder of its own.
    init(_ kind: Kind, _ message: Message, _ stack: Stack) throws {
        var (message, encoder) = (message, try stack.makeEncoder())
        let writer = ByteWriter()
        try encoder.encode(&message, into: writer)
        self.kind = kind
        (contentType, action, body) = (encoder.contentType(of: message), message.headers.action ?? "", Array(writer.bytes))
    }

    /// The message in it.
    func message(_ stack: Stack) throws -> Message {
        var encoder = try stack.makeEncoder()
        guard encoder.supports(contentType: contentType) else {
            throw MessageCodingError(.unsupportedContentType, "'\(contentType)' is not '\(encoder.mediaType)'")
        }
        var message = try body.withUnsafeBytes { (octets) throws(MessageCodingError) in
            try encoder.decode(octets, contentType: contentType)
        }
        message.properties.transportAction = action
        return message
    }
}
