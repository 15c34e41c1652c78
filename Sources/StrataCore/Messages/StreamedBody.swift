import Synchronization
public import StrataInfoset

/// The octets of a body that is not held in memory. It can be read once.
///
/// Copies of a message share it: whoever reads first has it, every later reader gets `CommunicationError` `.invalidOperation`.
public final class StreamedBody: Sendable {
    /// The octets, a chunk at a time.
    public typealias Chunks = any AsyncSequence<Bytes, any Error> & Sendable

    /// How many octets it has, where that is known beforehand.
    public let length: Int?
    private let chunks: Mutex<Chunks?>

    /// - Parameters:
    ///   - length: the number of octets, `nil` when unknown.
    ///   - chunks: the octets, in pieces of any size; read once.
    public init(length: Int? = nil, _ chunks: some AsyncSequence<Bytes, any Error> & Sendable) {
        self.length = length
        self.chunks = Mutex(chunks)
    }

    /// Whether somebody has begun to read it.
    public var wasRead: Bool { chunks.withLock { $0 == nil } }

    /// Hands out the octets, once.
    public func read() throws(CommunicationError) -> Chunks {
        let taken = chunks.withLock { chunks -> Chunks? in
            defer { chunks = nil }
            return chunks
        }
        guard let taken else {
            throw CommunicationError(
                .invalidOperation, "the streamed body has been read already: it can be read once; buffer the message to read it again")
        }
        return taken
    }

    /// Reads it into memory; more than `limit` octets are `.quotaExceeded`.
    public func collect(upTo limit: Int) async throws -> Bytes {
        func exceeded() -> CommunicationError {
            CommunicationError(.quotaExceeded, "the streamed body has more octets than the limit of \(limit) given to collect(upTo:)")
        }
        if let length, length > limit { throw exceeded() }
        var collected: [UInt8] = []
        for try await chunk in try read() {
            guard chunk.count <= limit - collected.count else { throw exceeded() }
            collected.append(contentsOf: chunk)
        }
        return Bytes(collected)
    }
}
