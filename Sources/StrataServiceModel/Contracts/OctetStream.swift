public import StrataInfoset

/// Octets that pass through an operation without being held in memory: .NET's `Stream` as a parameter or result. Read it once.
public struct OctetStream: AsyncSequence, Sendable {
    /// Pieces of any size.
    public typealias Element = Bytes
    private let pieces: any AsyncSequence<Bytes, any Error> & Sendable

    /// The octets, where they are in memory: these travel over any binding, others over one that streams.
    var inMemory: Bytes? { (pieces as? OnePiece)?.octets }

    /// The octets of a sequence of pieces. To be sent they need a transfer mode that streams in that direction.
    public init(_ pieces: some AsyncSequence<Bytes, any Error> & Sendable) { self.pieces = pieces }

    /// Octets that are in memory, for a binding of any transfer mode.
    public init(_ octets: Bytes) { pieces = OnePiece(octets: octets) }

    /// Reads the pieces; throws what the sequence throws.
    public struct Iterator: AsyncIteratorProtocol {
        private var base: any AsyncIteratorProtocol<Bytes, any Error>

        init(_ base: any AsyncIteratorProtocol<Bytes, any Error>) { self.base = base }

        /// The next piece; `nil` at the end.
        public mutating func next() async throws -> Bytes? { try await next(isolation: #isolation) }

        /// The next piece; `nil` at the end.
        public mutating func next(isolation actor: isolated (any Actor)?) async throws -> Bytes? { try await base.next(isolation: actor) }
    }

    /// Begins to read.
    public func makeAsyncIterator() -> Iterator { Iterator(pieces.makeAsyncIterator()) }
}

private struct OnePiece: AsyncSequence, Sendable {
    let octets: Bytes

    struct Iterator: AsyncIteratorProtocol {
        var octets: Bytes?

        mutating func next() async throws -> Bytes? { try await next(isolation: #isolation) }

        mutating func next(isolation actor: isolated (any Actor)?) async throws -> Bytes? {
            defer { octets = nil }
            return octets
        }
    }

    func makeAsyncIterator() -> Iterator { Iterator(octets: octets.isEmpty ? nil : octets) }
}
