internal import Synchronization
public import StrataInfoset

/// The contents of a body that is not held in memory: pieces of XML in document order. It can be read once.
///
/// Most streams are octets in one element, a file in an operation's parameter: `init(octets:in:)` makes that, and `octets(in:)` reads it,
/// whatever form the encoding gives it on the wire. Copies of a message share it: whoever reads first has it, every later reader gets
/// `CommunicationError` `.invalidOperation`. Who needs a body more than once, or as a tree, buffers the message (`Message.buffer(upTo:)`).
///
/// Of a received message it is read from the connection while it is read here, so a slow reader slows the sender down; dropping it unread
/// ends the connection, or throws away what is left.
public final class StreamedBody: Sendable {
    /// The contents, piece by piece.
    public typealias Pieces = any AsyncSequence<InfosetPiece, any Error> & Sendable

    private let pieces: Mutex<Pieces?>

    /// - Parameter pieces: the contents: whole elements, each `start` with its `end`; read once.
    public init(_ pieces: some AsyncSequence<InfosetPiece, any Error> & Sendable) { self.pieces = Mutex(pieces) }

    /// Octets in an element.
    ///
    /// - Parameters:
    ///   - octets: the octets, in pieces of any size; read once.
    ///   - path: the elements around them, the outermost first; one at least.
    public convenience init(octets: some AsyncSequence<Bytes, any Error> & Sendable, in path: [ExpandedName]) {
        self.init(WrappedOctets(base: octets, path: path))
    }

    /// Whether somebody has begun to read it, so that it cannot be read again.
    public var wasRead: Bool { pieces.withLock { $0 == nil } }

    /// Hands out the contents, once.
    public func read() throws(CommunicationError) -> Pieces {
        let taken = pieces.withLock { pieces -> Pieces? in
            defer { pieces = nil }
            return pieces
        }
        guard let taken else {
            throw CommunicationError(
                .invalidOperation, "the streamed body has been read already: it can be read once; buffer the message to read it again")
        }
        return taken
    }

    /// Lets go of what nobody has begun to read, whoever holds the message still: it will not be sent.
    package func giveUp() { _ = try? read() }

    /// Calls `body` once: when it has been read to its end, when reading has failed, or when nobody holds it any longer.
    package func whenOver(_ body: @escaping @Sendable () -> Void) {
        let end = StreamEnd(body)
        pieces.withLock { $0 = $0.map { WatchedPieces(base: $0, end: end) } }
    }

    /// Hands out the octets that stand in an element, once. In text XML they are in base64.
    ///
    /// Reading throws `MessageCodingError` `.malformed` when the body has another form.
    ///
    /// - Parameter path: the elements around them, the outermost first.
    public func octets(in path: [ExpandedName]) throws(CommunicationError) -> StreamedOctets {
        StreamedOctets(pieces: try read(), path: path)
    }

    /// Reads it into memory. More than `limit` octets of names, values and text are `.quotaExceeded`.
    public func collect(upTo limit: Int) async throws -> [InfosetPiece] {
        var collected: [InfosetPiece] = []
        var count = 0
        for try await piece in try read() {
            count += piece.size
            guard count <= limit else {
                throw CommunicationError(
                    .quotaExceeded, "the streamed body has more octets than the limit of \(limit) it was to be buffered with")
            }
            collected.append(piece)
        }
        return collected
    }
}

extension InfosetPiece {
    /// About what it takes in memory.
    fileprivate var size: Int {
        switch self {
        case .start(let tag):
            16 + tag.name.localName.utf8.count + tag.attributes.reduce(0) { $0 + $1.value.utf8.count + 16 }
                + tag.declarations.reduce(0) { $0 + $1.namespace.utf8.count + 16 }
        case .text(let bytes), .octets(let bytes): bytes.count + 16
        case .element(let element): 16 * (element.range.upperBound - element.range.lowerBound + 1)
        case .end: 16
        }
    }
}
