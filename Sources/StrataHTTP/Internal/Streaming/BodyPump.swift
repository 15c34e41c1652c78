internal import StrataCore
internal import StrataFraming
internal import StrataInfoset
internal import StrataNet
internal import Synchronization

/// Writes a streamed body to a connection, as fast as its reader takes it.
///
/// Runs in a task that prefers the loop of the stream; what touches the stream hops there where it is not. Each piece leaves as a chunk
/// of its own, in one write with what else the burst has to say.
///
/// The deflater is touched on the loop only, and the rest is immutable: that is why it is `@unchecked Sendable`.
final class BodyPump: @unchecked Sendable {
    private let stream: ByteStream
    private let writer: any StreamedMessageWriter
    private let pieces: StreamedBody.Pieces
    private let deflater: Deflater?
    private let isChunked: Bool
    private let stall: Stall
    private let count = Atomic(0)

    /// - Parameters:
    ///   - stall: how long a peer may take too little of what waits for it, and which setting says so.
    ///   - isChunked: else the end of the connection is the end of the body.
    init(
        _ stream: ByteStream, _ writer: any StreamedMessageWriter, _ pieces: StreamedBody.Pieces, compression: HTTPContentCoding?,
        isChunked: Bool, stall: Stall
    ) {
        self.stream = stream
        self.writer = writer
        self.pieces = pieces
        self.isChunked = isChunked
        self.stall = stall
        deflater = compression.map { Deflater($0 == .gzip ? .gzip : .zlib) }
    }

    /// How long, and by which setting.
    struct Stall: Sendable {
        var span: Duration
        var setting: String
    }

    /// Octets of the message that were written.
    var octets: Int { count.load(ordering: .relaxed) }

    /// Writes what stands before the body, then piece by piece the body, and the end. Throws what the stream of pieces throws, and
    /// `IOError` when the connection has ended or its reader stands still.
    func run(first: Bytes) async throws {
        try await send(first, isLast: false)
        let text = ByteWriter(capacity: 4096)
        for try await piece in pieces {
            try writer.write(piece, into: text)
            if !text.isEmpty { try await send(text.take(), isLast: false) }
        }
        try writer.finish(into: text)
        try await send(text.take(), isLast: true)
    }

    private func send(_ octets: Bytes, isLast: Bool) async throws {
        count.wrappingAdd(octets.count, ordering: .relaxed)
        let isFull = try await stream.loop.run { [self] in
            guard !stream.isClosed else { throw IOError.closed }
            try write(octets, isLast: isLast)
            stream.written()
            return stream.bufferedOutput > stream.high
        }
        if isFull { try await waitForReader() }
    }

    /// On the loop.
    private func write(_ octets: Bytes, isLast: Bool) throws {
        let out = stream.writeBuffer
        if let deflater {
            let packed = ByteWriter(capacity: 4096)
            try octets.withUnsafeBytes { (raw) throws(DeflateError) in try deflater.deflate(raw, to: packed) }
            if isLast { try deflater.finish(to: packed) }
            write(chunk: packed.bytes, to: out)
        } else {
            octets.withUnsafeBytes { write(chunk: $0, to: out) }
        }
        if isLast, isChunked { try HTTP1.writeLastChunk(to: out) }
    }

    private func write(chunk octets: UnsafeRawBufferPointer, to out: ByteWriter) {
        if isChunked { HTTP1.writeChunk(octets, to: out) } else { out.append(octets) }
    }

    private func waitForReader() async throws {
        let watch = StallWatch(stream, stall)
        try await stream.loop.run { watch.begin() }
        defer { stream.loop.execute { watch.end() } }
        try await stream.writable()
    }
}

/// Fails a stream whose peer takes too little of what waits for it. Confined to the stream's loop: that is what `@unchecked Sendable`
/// vouches for.
private final class StallWatch: @unchecked Sendable {
    private let stream: ByteStream
    private let stall: BodyPump.Stall
    private var timer: LoopTimer?

    init(_ stream: ByteStream, _ stall: BodyPump.Stall) {
        self.stream = stream
        self.stall = stall
    }

    func begin() {
        let waiting = stream.bufferedOutput
        timer = stream.loop.after(stall.span) { [self] in
            guard !stream.isClosed else { return }
            if waiting - stream.bufferedOutput >= stream.leastOutput { return begin() }
            stream.fail(
                IOError(
                    .timedOut, "write to", address: stream.remoteAddress.map { "\($0)" },
                    reason: "the peer took too little of a streamed body for \(stall.setting) (\(stall.span))"))
        }
    }

    func end() {
        if let timer { stream.loop.cancel(timer) }
        timer = nil
    }
}
