import Synchronization
public import StrataInfoset

/// The octets of a body that is not held in memory. It can be read once; after `Message.buffer(upTo:)` any number of times.
///
/// Copies of a message share it: whoever reads first has it, every later reader gets `CommunicationError` `.invalidOperation`.
public final class StreamedBody: Sendable {
    /// The octets, a chunk at a time.
    public typealias Chunks = any AsyncSequence<Bytes, any Error> & Sendable

    /// How many octets it has, where that is known beforehand.
    public let length: Int?
    private let chunks: Mutex<Chunks?>
    /// What is in memory after all; then there is no stream.
    private let octets: Bytes?

    /// - Parameters:
    ///   - length: the number of octets, `nil` when unknown.
    ///   - chunks: the octets, in pieces of any size; read once.
    public init(length: Int? = nil, _ chunks: some AsyncSequence<Bytes, any Error> & Sendable) {
        self.length = length
        self.chunks = Mutex(chunks)
        octets = nil
    }

    /// Octets in memory where a stream is asked for: they can be read any number of times.
    public init(_ octets: Bytes) {
        length = octets.count
        chunks = Mutex(nil)
        self.octets = octets
    }

    /// Whether somebody has begun to read it, so that it cannot be read again; never for octets in memory.
    public var wasRead: Bool { octets == nil && chunks.withLock { $0 == nil } }

    /// Hands out the octets, once where they are not in memory.
    public func read() throws(CommunicationError) -> Chunks {
        if let octets {
            return AsyncThrowingStream<Bytes, any Error> { continuation in
                if !octets.isEmpty { continuation.yield(octets) }
                continuation.finish()
            }
        }
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

    /// Reads it into memory. More than `limit` octets are `.quotaExceeded`.
    public func collect(upTo limit: Int) async throws -> Bytes {
        func exceeded() -> CommunicationError {
            CommunicationError(.quotaExceeded, "the streamed body has more octets than the limit of \(limit) given to collect(upTo:)")
        }
        if let length, length > limit { throw exceeded() }
        if let octets { return octets }
        var collected: [UInt8] = []
        for try await chunk in try read() {
            guard chunk.count <= limit - collected.count else { throw exceeded() }
            collected.append(contentsOf: chunk)
        }
        return Bytes(collected)
    }
}
