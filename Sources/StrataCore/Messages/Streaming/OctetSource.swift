public import StrataInfoset

/// Octets of a message that come one piece after the other, for one reader. A transport makes it; dropping it says that nobody reads on.
public protocol OctetSource: AnyObject, Sendable {
    /// The next octets, at least one; `nil` at the end. Suspends until they come; throws when they cannot.
    func next() async throws -> Bytes?
}

extension Message {
    /// Reads a message whose body goes on coming: its headers now, its body when somebody reads it.
    ///
    /// For transports. Throws `MessageCodingError` for octets that are no message, and what `source` throws.
    ///
    /// - Parameters:
    ///   - source: the octets of the message.
    ///   - reader: what the stack's encoder has begun (`MessageEncoder.beginDecoding`).
    public static func receive(from source: any OctetSource, by reader: any StreamedMessageReader) async throws -> Message {
        while true {
            if let message = try reader.readHead() {
                return message.streaming(StreamedBody(ReceivedPieces(reader: reader, source: source)))
            }
            guard let octets = try await source.next() else {
                reader.inputEnded()
                guard let message = try reader.readHead() else {
                    throw MessageCodingError(.malformed, "the message ends before its body")
                }
                return message.streaming(StreamedBody(ReceivedPieces(reader: reader, source: source)))
            }
            reader.append(octets)
        }
    }

    /// The same headers with a body that is still to come; what stood on the envelope's elements stays known.
    private func streaming(_ stream: StreamedBody) -> Message {
        var message = self
        var head: InfosetCursor?
        if case .received(let body) = body.content { head = body }
        message.replaceBody(MessageBody(content: .streamed(stream, head: head)))
        return message
    }
}

/// What a reader makes of a source.
private struct ReceivedPieces: AsyncSequence, Sendable {
    let reader: any StreamedMessageReader
    let source: any OctetSource

    struct Iterator: AsyncIteratorProtocol {
        let reader: any StreamedMessageReader
        let source: any OctetSource

        mutating func next() async throws -> InfosetPiece? { try await next(isolation: #isolation) }

        mutating func next(isolation actor: isolated (any Actor)?) async throws -> InfosetPiece? {
            while true {
                if let piece = try reader.readPiece() { return piece }
                if reader.isAtEnd { return nil }
                if let octets = try await source.next() { reader.append(octets) } else { reader.inputEnded() }
            }
        }
    }

    func makeAsyncIterator() -> Iterator { Iterator(reader: reader, source: source) }
}
