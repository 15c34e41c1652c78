import StrataCore
import StrataInfoset
import StrataTesting

/// An element with one thing wrong with the bodies that stream through it.
struct BrokenStreams: AsyncMessageElement {
    let flaw: StreamFlaw
    static let action = "urn:strata:testing/stream"
    static let path = [ExpandedName("Sample", namespace: "urn:strata:testing")]

    func makeTransform(_ context: borrowing BindingContext) throws(BindingError) -> any AsyncMessageTransform { Transform(flaw: flaw) }

    private struct Transform: AsyncMessageTransform {
        let flaw: StreamFlaw

        func outbound(_ message: inout Message, _ exchange: inout Exchange) async throws {
            if !flaw.isInbound { try await spoil(&message) }
        }

        func inbound(_ message: inout Message, _ exchange: inout Exchange) async throws {
            if flaw.isInbound { try await spoil(&message) }
        }

        private func spoil(_ message: inout Message) async throws {
            guard message.headers.action == BrokenStreams.action, let body = message.body.stream else { return }
            if flaw == .handsOutWholeBodies { return try await message.buffer(upTo: 1 << 30) }
            let octets = try body.octets(in: BrokenStreams.path)
            switch flaw {
            case .holdsRequests, .holdsReplies: message.body = BrokenStreams.body(AsyncThrowingStream(try await octets.held()))
            case .collectsReplies: message.body = BrokenStreams.body(Late(octets: octets))
            case .readsAheadOfRequests, .readsAheadOfReplies: message.body = BrokenStreams.body(octets.readAhead())
            default: message.body = BrokenStreams.body(BrokenOctets(octets: octets, flaw: flaw))
            }
        }
    }

    private static func body(_ octets: some AsyncSequence<Bytes, any Error> & Sendable) -> MessageBody {
        MessageBody(StreamedBody(octets: octets, in: path))
    }
}

extension AsyncThrowingStream<Bytes, any Error> {
    /// Octets that are all there.
    fileprivate init(_ pieces: [Bytes]) {
        self.init { continuation in
            for piece in pieces { continuation.yield(piece) }
            continuation.finish()
        }
    }
}

extension StreamedOctets {
    fileprivate func held() async throws -> [Bytes] {
        var held: [Bytes] = []
        for try await octets in self { held.append(octets) }
        return held
    }

    /// Takes all there is, however slow the reader.
    fileprivate func readAhead() -> AsyncThrowingStream<Bytes, any Error> {
        AsyncThrowingStream { continuation in
            let task = Task {
                do {
                    for try await octets in self { continuation.yield(octets) }
                    continuation.finish()
                } catch { continuation.finish(throwing: error) }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }
}

/// Begins when all of it is there.
private struct Late: AsyncSequence, Sendable {
    let octets: StreamedOctets

    struct Iterator: AsyncIteratorProtocol {
        let octets: StreamedOctets
        var held: [Bytes]?

        mutating func next() async throws -> Bytes? {
            var rest: [Bytes]
            if let held { rest = held } else { rest = try await octets.held().reversed() }
            let next = rest.popLast()
            held = rest
            return next
        }
    }

    func makeAsyncIterator() -> Iterator { Iterator(octets: octets) }
}
