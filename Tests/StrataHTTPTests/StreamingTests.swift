import StrataCore
@testable import StrataHTTP
import StrataInfoset
import StrataTextEncoding
import StrataTesting
import Synchronization
import Testing

/// The three modes that let bodies pass while they are written and read.
@Suite(.timeLimit(.minutes(1))) struct StreamingTests {
    /// A carrier, and how bodies pass over it.
    struct Way: Sendable, CustomTestStringConvertible {
        var carrier: Carrier
        var mode: TransferMode
        var testDescription: String { "\(carrier) \(mode)" }

        static func all(_ modes: TransferMode...) -> [Way] {
            Carrier.allCases.flatMap { carrier in modes.map { Way(carrier: carrier, mode: $0) } }
        }
    }

    private func binding(
        _ mode: TransferMode = .streamed, configure: (inout HTTPTransport.Configuration) -> Void = { _ in }
    ) -> CustomBinding {
        plainBinding {
            $0.transferMode = mode
            $0.maxReceivedMessageSize = 1 << 30
            configure(&$0)
        }
    }

    /// The same at both ends, with TLS or without.
    private func withStreams<Value>(
        over way: Way, _ handler: @escaping RequestHandler = Streams.handler,
        _ body: (any RequestChannel, any ChannelListener<any ReplyChannel>) async throws -> Value
    ) async throws -> Value {
        let set: (inout HTTPTransport.Configuration) -> Void = {
            $0.transferMode = way.mode
            $0.maxReceivedMessageSize = 1 << 30
        }
        let client = try way.carrier.binding(isService: false, configure: set)
        return try await withService(
            way.carrier.binding(isService: true, configure: set), scheme: way.carrier.rawValue, handler
        ) { listener in
            try await client.withRequestChannel(to: listener.address) { try await body($0, listener) }
        }
    }

    private func withStreams<Value>(
        _ service: CustomBinding, _ client: CustomBinding, _ handler: @escaping RequestHandler = Streams.handler,
        _ body: (any RequestChannel, any ChannelListener<any ReplyChannel>) async throws -> Value
    ) async throws -> Value {
        try await withService(service, handler) { listener in
            try await client.withRequestChannel(to: listener.address) { try await body($0, listener) }
        }
    }

    private func read(_ octets: StreamedOctets) async throws -> Int {
        var count = 0
        for try await piece in octets {
            #expect(isPattern(piece, from: count))
            count += piece.count
        }
        return count
    }

    // MARK: What passes

    @Test(arguments: Way.all(.streamed, .streamedRequest), [0, 1, 2, 3, 100_000, 5_000_000])
    func upload(_ way: Way, _ size: Int) async throws {
        try await withStreams(over: way) { channel, _ in
            var reply = try await channel.request(Streams.message("Upload", "data", Pattern(size: size)))
            try await reply.buffer(upTo: 1000)
            #expect(try reply.bodyContents?.firstChild?.int() == size)
        }
    }

    @Test(arguments: Way.all(.streamed, .streamedResponse), [0, 1, 100_000, 5_000_000])
    func download(_ way: Way, _ size: Int) async throws {
        try await withStreams(over: way) { channel, _ in
            let reply = try await channel.request(Streams.number("Download", "size", size))
            let body = try #require(reply.body.stream)
            #expect(try await read(body.octets(in: Streams.path("DownloadResponse", "DownloadResult"))) == size)
        }
    }

    /// Octets come back while others still go: neither end waits for the other's last.
    @Test(arguments: Way.all(.streamed)) func bothWaysAtOnce(_ way: Way) async throws {
        try await withStreams(over: way) { channel, _ in
            let reply = try await channel.request(Streams.message("EchoStream", "data", Pattern(size: 3_000_000)))
            let body = try #require(reply.body.stream)
            #expect(try await read(body.octets(in: Streams.path("EchoStreamResponse", "EchoStreamResult"))) == 3_000_000)
        }
    }

    /// What one end streams, the other may hold in memory.
    @Test func oneEndOnly() async throws {
        let buffered = plainBinding { $0.maxReceivedMessageSize = 1 << 20 }
        try await withStreams(buffered, binding(.streamedRequest)) { channel, _ in
            let reply = try await channel.request(Streams.message("Upload", "data", Pattern(size: 10_000)))
            #expect(try reply.bodyContents?.firstChild?.int() == 10_000)
        }
        try await withStreams(binding(.streamedResponse), buffered) { channel, _ in
            let reply = try await channel.request(Streams.number("Download", "size", 10_000))
            #expect(try reply.bodyContents?.firstChild?.base64().count == 10_000)
        }
    }

    @Test func compressed() async throws {
        let mode = binding { $0.compression = .gzip }
        try await withStreams(mode, mode) { channel, _ in
            let reply = try await channel.request(Streams.message("EchoStream", "data", Pattern(size: 1_000_000)))
            let body = try #require(reply.body.stream)
            #expect(try await read(body.octets(in: Streams.path("EchoStreamResponse", "EchoStreamResult"))) == 1_000_000)
        }
    }

    /// Pieces of any XML, what stands on the envelope included, and faults as ever.
    @Test func anyContents() async throws {
        let item = ExpandedName("item", namespace: "urn:items")
        let handler: RequestHandler = { request in
            guard let body = request.body.stream else { throw FaultError(.sender("no stream")) }
            if request.properties[TransportAction.self] == "urn:fault" { throw FaultError(.sender("no")) }
            return Message(version: .soap11, action: "urn:back", body: MessageBody(StreamedBody(Passing(pieces: try body.read()))))
        }
        try await withStreams(binding(), binding(), handler) { channel, _ in
            let pieces = AsyncThrowingStream<InfosetPiece, any Error> { continuation in
                continuation.yield(.start(InfosetStartTag(ExpandedName("items", namespace: "urn:items"), attributes: [(item, "1")])))
                for text in ["a", "<&>", "é😀"] {
                    continuation.yield(.start(InfosetStartTag(item)))
                    continuation.yield(.text(Bytes(text)))
                    continuation.yield(.end)
                }
                continuation.yield(.end)
                continuation.finish()
            }
            var reply = try await channel.request(
                Message(version: .soap11, action: "urn:a", body: MessageBody(StreamedBody(pieces))))
            try await reply.buffer(upTo: 10_000)
            let items = try #require(reply.bodyContents)
            #expect(items.attribute(item) == "1")
            #expect(try items.children.map { try $0.string() } == ["a", "<&>", "é😀"])
            let fault = try await channel.request(
                Message(version: .soap11, action: "urn:fault", body: MessageBody(StreamedBody(octets: Pattern(size: 10), in: [item]))))
            #expect(fault.isFault)
        }
    }

    private struct Passing: AsyncSequence, Sendable {
        let pieces: StreamedBody.Pieces
        struct Iterator: AsyncIteratorProtocol {
            var inner: any AsyncIteratorProtocol<InfosetPiece, any Error>
            mutating func next() async throws -> InfosetPiece? { try await inner.next(isolation: #isolation) }
        }
        func makeAsyncIterator() -> Iterator { Iterator(inner: pieces.makeAsyncIterator()) }
    }

    // MARK: Back pressure

    /// The producer is never far ahead of the slowest reader, in either direction.
    @Test(arguments: Way.all(.streamed), [true, false]) func backPressure(_ way: Way, _ isUpload: Bool) async throws {
        let size = 24 << 20
        let pattern = Pattern(size: size)
        let ahead = Mutex(0)
        @Sendable func note(_ consumed: Int) { ahead.withLock { $0 = max($0, pattern.produced.count - consumed) } }
        let handler: RequestHandler = { request in
            guard isUpload, let body = request.body.stream else { return Streams.message("DownloadResponse", "DownloadResult", pattern) }
            var count = 0
            for try await octets in try body.octets(in: Streams.path("Upload", "data")) {
                count += octets.count
                note(count)
                await Task.yield()
            }
            return Streams.number("UploadResponse", "UploadResult", count)
        }
        try await withStreams(over: way, handler) { channel, _ in
            if isUpload {
                var reply = try await channel.request(Streams.message("Upload", "data", pattern))
                try await reply.buffer(upTo: 1000)
                #expect(try reply.bodyContents?.firstChild?.int() == size)
            } else {
                let reply = try await channel.request(Streams.number("Download", "size", size))
                var count = 0
                for try await octets in try #require(reply.body.stream).octets(in: Streams.path("DownloadResponse", "DownloadResult")) {
                    count += octets.count
                    note(count)
                    await Task.yield()
                }
                #expect(count == size)
            }
        }
        // Our buffers and the system's.
        #expect(ahead.withLock { $0 } < 12 << 20)
    }

    // MARK: Endings

    /// A connection whose streams were read whole is used again; one whose reply was dropped ends.
    @Test func connectionsAfterStreams() async throws {
        let ports = Mutex(Set<Int>())
        let handler: RequestHandler = { request in
            if let remote = request.properties[RemoteEndpoint.self] { _ = ports.withLock { $0.insert(remote.port) } }
            return try await Streams.handler(request)
        }
        // One at a time: what was read whole may be given back a moment after its reader has gone on.
        let single = binding { $0.maxOutboundConnectionsPerEndpoint = 1 }
        try await withStreams(binding(), single, handler) { channel, _ in
            for _ in 0..<3 {
                let reply = try await channel.request(Streams.message("EchoStream", "data", Pattern(size: 200_000)))
                let body = try #require(reply.body.stream)
                #expect(try await read(body.octets(in: Streams.path("EchoStreamResponse", "EchoStreamResult"))) == 200_000)
            }
            #expect(ports.withLock { $0.count } == 1)
            _ = try await channel.request(Streams.message("EchoStream", "data", Pattern(size: 8_000_000)))
            var reply = try await channel.request(Streams.message("Upload", "data", Pattern(size: 10)))
            try await reply.buffer(upTo: 1000)
            #expect(ports.withLock { $0.count } == 2)
        }
    }

    /// A handler that answers without reading: its caller gets the answer.
    @Test(arguments: Way.all(.streamed)) func unreadRequests(_ way: Way) async throws {
        let handler: RequestHandler = { _ in Streams.number("UploadResponse", "UploadResult", -1) }
        try await withStreams(over: way, handler) { channel, _ in
            for size in [10, 100_000] {
                var reply = try await channel.request(Streams.message("Upload", "data", Pattern(size: size)))
                try await reply.buffer(upTo: 1000)
                #expect(try reply.bodyContents?.firstChild?.int() == -1)
            }
        }
    }

    /// A caller that gives up in the middle ends the service's stream with an error, not with an end.
    @Test func aCancelledUpload() async throws {
        let outcome = Completion<String>()
        let started = Completion<Void>()
        let handler: RequestHandler = { request in
            do {
                var count = 0
                for try await octets in try #require(request.body.stream).octets(in: Streams.path("Upload", "data")) {
                    count += octets.count
                    started.succeed(())
                }
                outcome.succeed("whole")
            } catch {
                outcome.succeed("broken")
                throw error
            }
            return nil
        }
        try await withStreams(binding(), binding(), handler) { channel, _ in
            let call = Task { try await channel.request(Streams.message("Upload", "data", Endless())) }
            try await started.value()
            call.cancel()
            await #expect(throws: CancellationError.self) { _ = try await call.value }
            #expect(try await outcome.value() == "broken")
        }
    }

    private struct Endless: AsyncSequence, Sendable {
        struct Iterator: AsyncIteratorProtocol {
            mutating func next() async throws -> Bytes? {
                try Task.checkCancellation()
                await Task.yield()
                return Bytes([UInt8](repeating: 7, count: 1000))
            }
        }
        func makeAsyncIterator() -> Iterator { Iterator() }
    }

    /// What a producer throws reaches the caller of an upload; the reader of a download sees the connection break.
    @Test func producersThatFail() async throws {
        struct Torn: Error {}
        @Sendable func torn() -> AsyncThrowingStream<Bytes, any Error> {
            AsyncThrowingStream { continuation in
                continuation.yield(Bytes([1, 2, 3]))
                continuation.finish(throwing: Torn())
            }
        }
        let handler: RequestHandler = { request in
            if request.headers.action?.hasSuffix("Upload") ?? request.properties[TransportAction.self]?.hasSuffix("Upload") ?? false {
                _ = try await request.body.stream?.collect(upTo: 1000)
                return nil
            }
            return Streams.message("DownloadResponse", "DownloadResult", torn())
        }
        try await withStreams(binding(), binding(), handler) { channel, _ in
            await #expect(throws: Torn.self) { _ = try await channel.request(Streams.message("Upload", "data", torn())) }
            await #expect {
                let reply = try await channel.request(Streams.number("Download", "size", 1))
                _ = try await reply.body.stream?.collect(upTo: 1000)
            } throws: { ($0 as? CommunicationError)?.code == .connectionLost }
        }
    }

    /// Aborting a channel ends a reply that is being read.
    @Test(arguments: Way.all(.streamed)) func abort(_ way: Way) async throws {
        try await withStreams(over: way) { channel, _ in
            let reply = try await channel.request(Streams.number("Download", "size", 30_000_000))
            let octets = try #require(reply.body.stream).octets(in: Streams.path("DownloadResponse", "DownloadResult"))
            var iterator = octets.makeAsyncIterator()
            _ = try await iterator.next()
            channel.abort()
            await #expect {
                while try await iterator.next() != nil {}
            } throws: { ($0 as? CommunicationError)?.code == .aborted }
        }
    }

    /// One way: taken when the body was.
    @Test func oneWay() async throws {
        let service = binding()
        let listener = try service.makeInputListener(at: EndpointAddress("http://127.0.0.1:0/peer"))
        try await listener.open()
        let input = try #require(try await listener.accept())
        let client = binding()
        async let sent: Void = client.withOutputChannel(to: listener.address) { channel in
            try await channel.send(Streams.message("Upload", "data", Pattern(size: 1_000_000)))
        }
        let message = try #require(try await input.receive())
        let body = try #require(message.body.stream)
        #expect(try await read(body.octets(in: Streams.path("Upload", "data"))) == 1_000_000)
        try await sent
        try await listener.close()
    }
}
