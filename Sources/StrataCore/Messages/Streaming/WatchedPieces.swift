internal import StrataInfoset
internal import Synchronization

/// Says when a stream is over.
final class StreamEnd: Sendable {
    private let action: Mutex<(@Sendable () -> Void)?>

    init(_ action: @escaping @Sendable () -> Void) { self.action = Mutex(action) }

    deinit { reached() }

    func reached() { action.withLock { $0.take() }?() }
}

/// The pieces of a stream whose end somebody waits for.
struct WatchedPieces: AsyncSequence, Sendable {
    let base: StreamedBody.Pieces
    let end: StreamEnd

    struct Iterator: AsyncIteratorProtocol {
        var base: any AsyncIteratorProtocol<InfosetPiece, any Error>
        let end: StreamEnd

        mutating func next() async throws -> InfosetPiece? { try await next(isolation: #isolation) }

        mutating func next(isolation actor: isolated (any Actor)?) async throws -> InfosetPiece? {
            do {
                if let piece = try await base.next(isolation: actor) { return piece }
            } catch {
                end.reached()
                throw error
            }
            end.reached()
            return nil
        }
    }

    func makeAsyncIterator() -> Iterator { Iterator(base: base.makeAsyncIterator(), end: end) }
}
