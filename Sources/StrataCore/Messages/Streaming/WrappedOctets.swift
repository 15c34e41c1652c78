internal import StrataInfoset

/// Octets with elements around them, as pieces.
struct WrappedOctets<Base: AsyncSequence<Bytes, any Error> & Sendable>: AsyncSequence, Sendable {
    let base: Base
    let path: [ExpandedName]

    struct Iterator: AsyncIteratorProtocol {
        var base: Base.AsyncIterator
        let path: [ExpandedName]
        var begun = 0
        var ended = 0
        var isOver = false

        mutating func next(isolation actor: isolated (any Actor)?) async throws -> InfosetPiece? {
            if begun < path.count {
                begun += 1
                return .start(InfosetStartTag(path[begun - 1]))
            }
            if !isOver {
                if let octets = try await base.next(isolation: actor) { return .octets(octets) }
                isOver = true
            }
            guard ended < path.count else { return nil }
            ended += 1
            return .end
        }

        mutating func next() async throws -> InfosetPiece? { try await next(isolation: #isolation) }
    }

    func makeAsyncIterator() -> Iterator { Iterator(base: base.makeAsyncIterator(), path: path) }
}
