public import StrataInfoset

/// The octets that stand in one element of a streamed body, in pieces as they come. Read it once.
public struct StreamedOctets: AsyncSequence, Sendable {
    let pieces: StreamedBody.Pieces
    let path: [ExpandedName]

    /// Reads them; throws `MessageCodingError` `.malformed` for a body of another form, and what the stream throws.
    public struct Iterator: AsyncIteratorProtocol {
        private var pieces: any AsyncIteratorProtocol<InfosetPiece, any Error>
        private let path: [ExpandedName]
        /// Elements that have begun, and that have ended.
        private var begun = 0
        private var ended = 0
        private var decoder = StreamedBase64()
        private var isOver = false

        init(_ pieces: any AsyncIteratorProtocol<InfosetPiece, any Error>, path: [ExpandedName]) {
            self.pieces = pieces
            self.path = path
        }

        /// The next octets, at least one; `nil` when the body has come to its end.
        public mutating func next() async throws -> Bytes? { try await next(isolation: #isolation) }

        /// The next octets, at least one; `nil` when the body has come to its end.
        public mutating func next(isolation actor: isolated (any Actor)?) async throws -> Bytes? {
            while !isOver {
                guard let piece = try await pieces.next(isolation: actor) else {
                    isOver = true
                    guard ended == path.count else { throw unlike("it ends before the element <\(path.last?.localName ?? "?")>") }
                    break
                }
                if let octets = try take(piece), !octets.isEmpty { return octets }
            }
            return nil
        }

        private mutating func take(_ piece: InfosetPiece) throws(MessageCodingError) -> Bytes? {
            switch piece {
            case .start(let tag):
                guard ended == 0, begun < path.count, tag.name == path[begun] else {
                    throw unlike("it has an element <\(tag.name.localName)> of namespace '\(tag.name.namespace)'")
                }
                begun += 1
            case .end:
                if ended == 0, !decoder.isWhole { throw unlike("the base64 in it is not whole") }
                ended += 1
                guard begun == path.count else { throw unlike("it ends before the element <\(path.last?.localName ?? "?")>") }
            case .text(let text):
                if begun == path.count, ended == 0 {
                    guard let octets = decoder.decode(text) else { throw unlike("what is in it is not base64") }
                    return octets
                }
                guard text.allSatisfy({ [32, 9, 10, 13].contains($0) }) else { throw unlike("it has text beside the octets") }
            case .octets(let octets):
                guard begun == path.count, ended == 0 else { throw unlike("it has octets elsewhere") }
                return octets
            case .element: throw unlike("it has other elements")
            }
            return nil
        }

        private func unlike(_ why: String) -> MessageCodingError {
            MessageCodingError(
                .malformed, "the streamed body is not octets in \(path.map { "<\($0.localName)>" }.joined()): \(why)")
        }
    }

    public func makeAsyncIterator() -> Iterator { Iterator(pieces.makeAsyncIterator(), path: path) }
}
