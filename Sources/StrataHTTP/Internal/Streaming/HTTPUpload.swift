internal import StrataCore
internal import StrataFraming
internal import StrataInfoset
internal import StrataNet
internal import Synchronization

/// The streamed body of one request. It can be sent once; until it has begun, the request can be made again.
final class HTTPUpload: Sendable {
    private let first: Bytes
    private let writer: any StreamedMessageWriter
    private let body: StreamedBody
    private let compression: HTTPContentCoding?
    private let stall: BodyPump.Stall
    private let begun = Atomic(false)

    /// - Parameters:
    ///   - first: what stands before the body's contents.
    ///   - stall: how long a peer may take too little of what waits for it, and which setting says so.
    init(first: Bytes, _ writer: any StreamedMessageWriter, _ body: StreamedBody, compression: HTTPContentCoding?, stall: BodyPump.Stall) {
        self.first = first
        self.writer = writer
        self.body = body
        self.compression = compression
        self.stall = stall
    }

    /// Whether an octet of it may have been sent.
    var hasBegun: Bool { begun.load(ordering: .acquiring) }

    /// On the loop. Sends it; `done` is called there, with the octets that were written.
    func start(on stream: ByteStream, done: @escaping @Sendable (Result<Int, any Error>) -> Void) -> BackgroundTask {
        begun.store(true, ordering: .releasing)
        return Background.startImmediately(on: stream.loop) { [self] in
            let result: Result<Int, any Error>
            do {
                let pump = BodyPump(stream, writer, try body.read(), compression: compression, isChunked: true, stall: stall)
                try await pump.run(first: first)
                result = .success(pump.octets)
            } catch { result = .failure(error) }
            if stream.loop.isCurrent { done(result) } else { stream.loop.execute { done(result) } }
        }
    }
}

/// A reply whose body is still to come.
struct HTTPStreamedReply: Sendable {
    let head: HTTP1.ResponseHead
    let source: any OctetSource
    /// Who the peer is by TLS.
    let identity: RemoteIdentity?
}
