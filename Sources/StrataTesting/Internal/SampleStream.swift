internal import StrataCore
internal import StrataInfoset

/// The octets of a streamed body that a check sends. What each is follows from its place; the check sees how many were asked for, and when
/// whoever asked has let go of them.
struct SampleStream: AsyncSequence, Sendable {
    /// What comes behind the octets.
    enum Ending: Sendable {
        case whole
        /// An error of the producer, once that gate is open.
        case torn(Gate)
        /// Nothing, until whoever waits is cancelled.
        case waits
    }

    /// What a producer throws that fails in the middle.
    struct Torn: Error, CustomStringConvertible {
        var description: String { "only-the-producer-knows" }
    }

    static let action = "urn:strata:testing/stream"
    static let path = [SampleMessage.name]
    static let piece = 16_000
    /// A prime, and none of `piece`: so two pieces that follow one another differ.
    private static let period = 251
    private static let octets = Bytes((0..<period + piece).map { UInt8($0 % period) })

    let size: Int
    let ending: Ending
    /// A step for each piece; it can be told to stop.
    let progress = Progress()
    /// Open when nobody holds what reads it any more.
    let letGo = Gate()

    init(_ size: Int, _ ending: Ending = .whole) { (self.size, self.ending) = (size, ending) }

    /// Octets that were asked for.
    var count: Int { Swift.min(size, progress.count * SampleStream.piece) }

    /// Those of a place, at most a piece.
    private static func octets(_ count: Int, at position: Int) -> Bytes {
        let start = position % period
        return octets[start..<start + Swift.min(count, piece)]
    }

    /// Whether octets are those of that place.
    static func holds(_ received: Bytes, at position: Int) -> Bool {
        var at = 0
        while at < received.count {
            let expected = octets(received.count - at, at: position + at)
            guard received[at..<at + expected.count] == expected else { return false }
            at += expected.count
        }
        return true
    }

    /// Opens its gate when the last copy of an iterator is gone.
    private final class Hold: Sendable {
        let gate: Gate
        init(_ gate: Gate) { self.gate = gate }
        deinit { gate.open() }
    }

    struct Iterator: AsyncIteratorProtocol {
        private let stream: SampleStream
        private let hold: Hold
        private var position = 0

        fileprivate init(_ stream: SampleStream) { (self.stream, hold) = (stream, Hold(stream.letGo)) }

        mutating func next() async throws -> Bytes? { try await next(isolation: #isolation) }

        mutating func next(isolation actor: isolated (any Actor)?) async throws -> Bytes? {
            // So that whoever reads along has a turn.
            await Task.yield()
            if stream.progress.isStopped { return nil }
            guard position < stream.size else {
                stream.progress.finish()
                switch stream.ending {
                case .whole: return nil
                case .torn(let gate):
                    try await gate.passed()
                    throw Torn()
                case .waits:
                    try await Gate().passed()
                    return nil
                }
            }
            let octets = SampleStream.octets(stream.size - position, at: position)
            position += octets.count
            stream.progress.step()
            return octets
        }
    }

    func makeAsyncIterator() -> Iterator { Iterator(self) }
}

extension StackUnderTest {
    /// A message whose body is that stream.
    func streamed(_ stream: SampleStream) -> Message {
        Message(
            version: version, action: SampleStream.action, body: MessageBody(StreamedBody(octets: stream, in: SampleStream.path)))
    }

    /// Reads a streamed body to its end, and returns how many octets it had.
    ///
    /// - Parameter each: called when octets have come; `false` leaves in the middle.
    static func readStream(_ message: Message, _ expect: Expectations, each: () -> Bool = { true }) async throws -> Int {
        guard let body = message.body.stream else { throw expect.fail("the body is handed out as a stream, and is none") }
        var position = 0
        for try await octets in try body.octets(in: SampleStream.path) {
            try expect.isTrue(
                SampleStream.holds(octets, at: position), "the octets arrive once and in their order, from octet \(position) on they do not"
            )
            position += octets.count
            guard each() else { break }
        }
        return position
    }
}
