import StrataCore
import StrataFraming
@testable import StrataHTTP
import StrataInfoset
import Synchronization
import Testing

/// Compressed bodies that stream: what becomes too much on the way, and what is damaged. A part of it was read by then.
@Suite(.timeLimit(.minutes(1))) struct StreamedCompressionTests {
    private func streamed(_ configure: (inout HTTPTransport.Configuration) -> Void = { _ in }) -> CustomBinding {
        plainBinding {
            $0.transferMode = .streamed
            $0.maxReceivedMessageSize = 1 << 30
            configure(&$0)
        }
    }

    /// An envelope of octets in base64: three for each four of `As`.
    private static func envelope(_ element: String, _ inner: String, _ octets: Int) -> String {
        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><\(element) xmlns='urn:peers:calc'><\(inner)>"
            + String(repeating: "AAAA", count: octets / 3) + "</\(inner)></\(element)></s:Body></s:Envelope>"
    }

    private static func upload(_ octets: Int) -> String { envelope("Upload", "data", octets) }
    private static func download(_ octets: Int) -> String { envelope("DownloadResponse", "DownloadResult", octets) }

    private static func request(_ packed: [UInt8]) -> [UInt8] {
        Array(
            ("POST /peer HTTP/1.1\r\nHost: a\r\nContent-Type: text/xml\r\nSOAPAction: \"urn:peers:calc/IStreams/Upload\"\r\n"
                + "Content-Encoding: gzip\r\nContent-Length: \(packed.count)\r\n\r\n").utf8) + packed
    }

    private static func answer(_ packed: [UInt8]) -> [UInt8] {
        Array(
            "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Encoding: gzip\r\nContent-Length: \(packed.count)\r\n\r\n".utf8) + packed
    }

    /// What became of a stream: the octets that were read, and how it ended.
    private struct Outcome: Sendable {
        var count = 0
        var error: (any Error)?
        var code: CommunicationError.Code? { (error as? CommunicationError)?.code }
        var text: String { error.map { "\($0)" } ?? "" }
    }

    private static func read(_ message: Message, _ path: [ExpandedName]) async -> Outcome {
        var outcome = Outcome()
        do {
            for try await octets in try #require(message.body.stream).octets(in: path) { outcome.count += octets.count }
        } catch { outcome.error = error }
        return outcome
    }

    /// What a service's handler makes of a request, and what its sender is answered.
    private func serve(_ packed: [UInt8], _ binding: CustomBinding) async throws -> (Outcome?, RawAnswer) {
        let seen = Mutex<Outcome?>(nil)
        let handler: RequestHandler = { request in
            let outcome = await Self.read(request, Streams.path("Upload", "data"))
            seen.withLock { $0 = outcome }
            if let error = outcome.error { throw error }
            return Streams.number("UploadResponse", "UploadResult", outcome.count)
        }
        let answer = try await withService(binding, handler) { listener in
            try await withPeer(port: listener.port) { peer in
                try await peer.send(Self.request(packed))
                return try #require(try await peer.answers(1).first)
            }
        }
        return (seen.withLock { $0 }, answer)
    }

    /// What a client makes of a reply; an error of the call itself is the outcome too.
    private func fetch(_ packed: [UInt8], _ binding: CustomBinding) async throws -> Outcome {
        try await withRawServer { server in
            try await binding.withRequestChannel(to: EndpointAddress("http://127.0.0.1:\(server.port)/peer")) { channel in
                let call = Task { try await channel.request(Streams.number("Download", "size", 1)) }
                let peer = try await server.next()
                _ = try await peer.requests(1)
                try await peer.send(Self.answer(packed))
                do { return await Self.read(try await call.value, Streams.path("DownloadResponse", "DownloadResult")) } catch {
                    return Outcome(error: error)
                }
            }
        }
    }

    // MARK: Too much

    /// 76: not an octet above the ratio reaches who reads, and the setting that raises it is named.
    @Test func aBombSentToAService() async throws {
        let size = 6 << 20
        let bomb = try CompressionTests.packed(Self.upload(size), .gzip)
        #expect(bomb.count < 1 << 16)
        let (outcome, answer) = try await serve(bomb, streamed())
        #expect(
            outcome?.code == .quotaExceeded && outcome?.text.contains("limits.maxInflationRatio (200)") == true, "\(outcome?.text ?? "")")
        #expect((outcome?.count ?? .max) < max(1 << 20, bomb.count * 200))
        #expect(answer.status == 413)
        let (wide, taken) = try await serve(bomb, streamed { $0.limits.maxInflationRatio = 2000 })
        #expect(wide?.count == size && taken.status == 200)
    }

    @Test func aBombSentToAClient() async throws {
        let size = 6 << 20
        let bomb = try CompressionTests.packed(Self.download(size), .gzip)
        let outcome = try await fetch(bomb, streamed())
        #expect(outcome.code == .quotaExceeded && outcome.text.contains("limits.maxInflationRatio (200)"), "\(outcome.text)")
        #expect(outcome.count < max(1 << 20, bomb.count * 200))
        let wide = try await fetch(bomb, streamed { $0.limits.maxInflationRatio = 2000 })
        #expect(wide.count == size && wide.error == nil)
    }

    /// Below the ratio the limit of a message holds for what it becomes.
    @Test func moreThanAMessageMayBe() async throws {
        let packed = (
            up: try CompressionTests.packed(Self.upload(300_000), .gzip), down: try CompressionTests.packed(Self.download(300_000), .gzip)
        )
        let small = streamed { $0.maxReceivedMessageSize = 100_000 }
        let (served, answer) = try await serve(packed.up, small)
        let fetched = try await fetch(packed.down, small)
        for outcome in [served, fetched].compactMap({ $0 }) {
            #expect(outcome.code == .quotaExceeded && outcome.text.contains("maxReceivedMessageSize (100000)"), "\(outcome.text)")
            #expect(outcome.count < 100_000)
        }
        // Whether it was too much before the head was read, or in the hands of a handler that let the error rise.
        #expect(answer.status == 413)
    }

    // MARK: Damaged

    /// Cut off anywhere, a wrong checksum or length, octets behind the end: whoever reads to the end is told, though the message before it
    /// was whole.
    private static func damaged(_ whole: [UInt8]) -> [(String, [UInt8])] {
        var all = (1..<whole.count).map { ("cut at \($0)", Array(whole.prefix($0))) }
        for index in whole.count - 8..<whole.count {
            var wrong = whole
            wrong[index] ^= 1
            all.append(("octet \(index) of \(whole.count) changed", wrong))
        }
        return all + [("more behind it", whole + [1])]
    }

    @Test func damagedRequests() async throws {
        let whole = try CompressionTests.packed(Self.upload(300), .gzip)
        for (what, octets) in Self.damaged(whole) {
            let (outcome, answer) = try await serve(octets, streamed())
            #expect(answer.status == 400, "\(what): \(answer.head)")
            if let outcome { #expect(outcome.code == .protocolViolation, "\(what): \(outcome.text)") }
        }
        let (outcome, answer) = try await serve(whole, streamed())
        #expect(outcome?.count == 300 && outcome?.error == nil && answer.status == 200)
    }

    @Test func damagedReplies() async throws {
        let whole = try CompressionTests.packed(Self.download(300), .gzip)
        for (what, octets) in Self.damaged(whole) {
            let outcome = try await fetch(octets, streamed())
            #expect(outcome.code == .protocolViolation, "\(what): \(outcome.text)")
        }
        let outcome = try await fetch(whole, streamed())
        #expect(outcome.count == 300 && outcome.error == nil)
    }
}
