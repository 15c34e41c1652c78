import StrataCore
import StrataInfoset
import StrataTesting
import Synchronization

/// Octets of a stream with one thing wrong.
struct BrokenOctets: AsyncSequence, Sendable {
    let octets: StreamedOctets
    let flaw: StreamFlaw

    struct Iterator: AsyncIteratorProtocol {
        private var inner: StreamedOctets.Iterator
        private let flaw: StreamFlaw
        private var number = 0
        private var kept: Bytes?
        private var isOver = false

        init(_ octets: StreamedOctets, _ flaw: StreamFlaw) {
            (inner, self.flaw) = (octets.makeAsyncIterator(), flaw)
            if flaw == .keepsRequests || flaw == .keepsReplies { Iterator.heldForEver.withLock { $0.append(Held(iterator: inner)) } }
        }

        /// Never touched again: that is why it may be kept here.
        private struct Held: @unchecked Sendable { let iterator: StreamedOctets.Iterator }
        private static let heldForEver = Mutex<[Held]>([])

        mutating func next() async throws -> Bytes? {
            if let kept {
                self.kept = nil
                return kept
            }
            if isOver { return nil }
            do {
                let piece = try await inner.next()
                number += 1
                guard number == 2, piece != nil else { return piece }
                switch flaw {
                case .losesPieces: return try await inner.next()
                case .repeatsPieces: kept = piece
                case .swapsPieces:
                    guard let later = try await inner.next() else { break }
                    kept = piece
                    return later
                default: break
                }
                return piece
            } catch { return try await treat(error) }
        }

        private mutating func treat(_ error: any Error) async throws -> Bytes? {
            switch flaw {
            case .takesBreaksForEnds:
                isOver = true
                return nil
            case .endsTornRequests where !(error is CancellationError), .endsTornReplies where !(error is CancellationError):
                isOver = true
                return nil
            case .renamesErrors where !(error is CancellationError), .renamesAborts where !(error is CancellationError):
                throw CommunicationError(.connectionLost, "lost")
            case .ignoresCancellation where error is CancellationError:
                // Another task, which nobody cancels.
                await Task { try? await Gate().passed() }.value
                return nil
            default: throw error
            }
        }
    }

    func makeAsyncIterator() -> Iterator { Iterator(octets, flaw) }
}
