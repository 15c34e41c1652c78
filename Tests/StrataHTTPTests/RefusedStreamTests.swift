import StrataCore
import StrataDiagnostics
import StrataFraming
import StrataHTTP
import StrataInfoset
import TestSupport
import Testing

/// Requests that become larger than the service takes are refused alike, whether they were held in memory or read by a handler that lets
/// the error rise which it got.
@Suite(.timeLimit(.minutes(1))) struct RefusedStreamTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var mode: TransferMode
        var isPacked: Bool
        var testDescription: String { "\(mode)\(isPacked ? ", gzip" : "")" }

        static let all = [TransferMode.buffered, .streamed].flatMap { mode in [false, true].map { Case(mode: mode, isPacked: $0) } }
    }

    private static let limit = 100_000

    /// - Parameter letters: of base64, four for three octets. The first do not compress, so that the handler has begun to read before the
    ///   others, which compress to nothing, are too many.
    private static func request(_ operation: String, letters: Int, isPacked: Bool) throws -> [UInt8] {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
        var generator = SeededGenerator(seed: 1)
        let first = String((0..<min(letters, 80_000)).map { _ in alphabet[Int.random(in: 0..<52, using: &generator)] })
        let envelope =
            "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><\(operation) xmlns='urn:peers:calc'><data>"
            + first + String(repeating: "A", count: letters - first.count) + "</data></\(operation)></s:Body></s:Envelope>"
        let body = isPacked ? try CompressionTests.packed(envelope, .gzip) : Array(envelope.utf8)
        // In chunks: that it is too large shows when too much has come.
        let head =
            "POST /peer HTTP/1.1\r\nHost: a\r\nContent-Type: text/xml\r\nSOAPAction: \"urn:peers:calc/IStreams/\(operation)\"\r\n"
            + "Transfer-Encoding: chunked\r\n" + (isPacked ? "Content-Encoding: gzip\r\n" : "") + "\r\n"
        let chunks = stride(from: 0, to: body.count, by: 16_000).map { body[$0..<min($0 + 16_000, body.count)] }
        return Array(head.utf8) + chunks.flatMap { Array("\(String($0.count, radix: 16))\r\n".utf8) + $0 + [13, 10] }
            + Array("0\r\n\r\n".utf8)
    }

    private func answer(_ request: [UInt8], _ mode: TransferMode, _ metrics: Metrics = Metrics()) async throws -> RawAnswer {
        let binding = plainBinding(diagnostics: metrics) {
            $0.transferMode = mode
            $0.maxReceivedMessageSize = Self.limit
        }
        return try await withService(binding, Streams.handler) { listener in
            try await withPeer(port: listener.port) { peer in
                try await peer.send(request)
                return try #require(try await peer.answers(1).first)
            }
        }
    }

    @Test(arguments: Case.all) func areAlikeAndCounted(_ c: Case) async throws {
        let metrics = Metrics()
        let refused = try await answer(Self.request("Upload", letters: 400_000, isPacked: c.isPacked), c.mode, metrics)
        #expect(refused.status == 413 && refused.body == "" && refused.field("content-type") == nil, "\(refused.head)")
        let page = metrics.registry.page
        #expect(page.contains(#"strata_refusals_total{transport="http",side="service",reason="limit"} 1"#), "\(page)")
        #expect(!page.contains(#"reason="malformed"} 1"#), "\(page)")
        let taken = try await answer(Self.request("Upload", letters: 4000, isPacked: c.isPacked), c.mode)
        #expect(taken.status == 200 && taken.body.contains(">3000<"), "\(taken.head)")
    }

    /// A refusal that comes too late to be said: the answer breaks off, and nobody takes a part of it for the whole.
    @Test(arguments: [false, true]) func afterTheAnswerHasBegun(isPacked: Bool) async throws {
        let request = try Self.request("EchoStream", letters: 400_000, isPacked: isPacked)
        let binding = plainBinding {
            $0.transferMode = .streamed
            $0.maxReceivedMessageSize = Self.limit
        }
        try await withService(binding, Streams.handler) { listener in
            try await withPeer(port: listener.port) { peer in
                // The answer begins when the handler has returned, which it does before it has read anything.
                try await peer.send(request.prefix(30_000))
                try await peer.received(1)
                try await peer.send(request.dropFirst(30_000))
                try await peer.end()
                let text = String(decoding: peer.octets, as: UTF8.self)
                #expect(!text.contains("HTTP/1.1 413"), "\(text.prefix(300))")
                #expect(!text.hasSuffix("\r\n0\r\n\r\n"), "\(text.suffix(100))")
            }
        }
    }

    /// What is too large for a call that the handler makes itself is not its caller's doing.
    @Test func anErrorOfTheHandlersOwnCall() async throws {
        let large = plainBinding {
            $0.transferMode = .streamed
            $0.compression = .gzip
        }
        let small = plainBinding {
            $0.transferMode = .streamed
            $0.maxReceivedMessageSize = 1000
        }
        try await withService(large, Streams.handler) { behind in
            let handler: RequestHandler = { _ in
                try await small.withRequestChannel(to: behind.address) { channel in
                    let reply = try await channel.request(Streams.number("Download", "size", 60_000))
                    _ = try await reply.body.stream?.collect(upTo: .max)
                }
                return nil
            }
            try await withService(plainBinding(), handler) { listener in
                try await withPeer(port: listener.port) { peer in
                    try await peer.send(Calc.post("hi"))
                    let answer = try #require(try await peer.answers(1).first)
                    #expect(answer.status == 500 && answer.body.contains("Fault"), "\(answer.head)")
                }
            }
        }
    }
}
