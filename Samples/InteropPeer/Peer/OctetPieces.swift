public import Strata

/// Octets that are cut, or made, a piece at a time when they are asked for.
public struct OctetPieces: AsyncSequence, Sendable {
    private let size: Int
    private let piece: @Sendable (Range<Int>) -> Bytes

    private init(size: Int, piece: @escaping @Sendable (Range<Int>) -> Bytes) {
        self.size = size
        self.piece = piece
    }

    /// These octets.
    public init(_ octets: Bytes) { self.init(size: octets.count) { octets[$0] } }

    /// As many octets, each its index modulo 256.
    public init(patternOf size: Int) { self.init(size: size, piece: Self.pattern) }

    /// That part of the pattern.
    public static func pattern(_ range: Range<Int>) -> Bytes { Bytes(range.map { UInt8(truncatingIfNeeded: $0) }) }

    public struct Iterator: AsyncIteratorProtocol {
        fileprivate let octets: OctetPieces
        private var position = 0

        fileprivate init(_ octets: OctetPieces) { self.octets = octets }

        public mutating func next() async throws -> Bytes? { try await next(isolation: #isolation) }

        public mutating func next(isolation actor: isolated (any Actor)?) async throws -> Bytes? {
            guard position < octets.size else { return nil }
            let range = position..<Swift.min(position + 65536, octets.size)
            position = range.upperBound
            return octets.piece(range)
        }
    }

    public func makeAsyncIterator() -> Iterator { Iterator(self) }
}
