import StrataCore
@testable import StrataHTTP
import StrataInfoset
import Synchronization
import Testing

/// What a stream meets on the way: limits, credentials, peers that break off.
@Suite(.timeLimit(.minutes(1))) struct StreamingLimitTests {
    private let upload = Streams.path("Upload", "data")

    private func streamed(_ configure: (inout HTTPTransport.Configuration) -> Void = { _ in }) -> CustomBinding {
        plainBinding {
            $0.transferMode = .streamed
            configure(&$0)
        }
    }

    private func head(_ rest: String) -> String {
        "POST /peer HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\nSOAPAction: \"urn:peers:calc/IStreams/Upload\"\r\n\(rest)\r\n"
    }

    private let open =
        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><Upload xmlns='urn:peers:calc'><data>"

    private func chunk(_ text: String) -> String { "\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n" }

    /// The limit of a received message holds for streams, and both ends name it.
    @Test func maxReceivedMessageSize() async throws {
        let seen = Completion<String>()
        let handler: RequestHandler = { request in
            do { return try await Streams.handler(request) } catch {
                seen.succeed("\(error)")
                throw error
            }
        }
        let big = streamed { $0.maxReceivedMessageSize = 1 << 30 }
        try await withService(streamed { $0.maxReceivedMessageSize = 200_000 }, handler) { listener in
            try await big.withRequestChannel(to: listener.address) { channel in
                await #expect(throws: CommunicationError.self) {
                    _ = try await channel.request(Streams.message("Upload", "data", Pattern(size: 1_000_000)))
                }
                let said = try await seen.value()
                #expect(said.contains("maxReceivedMessageSize (200000)"))
            }
        }
        try await withService(big, Streams.handler) { listener in
            try await streamed().withRequestChannel(to: listener.address) { channel in
                let reply = try await channel.request(Streams.number("Download", "size", 1_000_000))
                await #expect { _ = try await reply.body.stream?.collect(upTo: .max) } throws: {
                    guard let error = $0 as? CommunicationError else { return false }
                    return error.code == .quotaExceeded && error.message.contains("maxReceivedMessageSize")
                }
            }
        }
    }

    @Test func maxBufferSize() async throws {
        let small = streamed { $0.maxBufferSize = 60 }
        try await withService(small, Streams.handler) { listener in
            let answer = try await withPeer(port: listener.port) { peer in
                try await peer.send(head("Transfer-Encoding: chunked\r\n") + chunk(open + "AAAA") + "0\r\n\r\n")
                return try #require(try await peer.answers(1).first)
            }
            #expect(answer.status >= 400)
        }
        try await withService(streamed(), Streams.handler) { listener in
            try await small.withRequestChannel(to: listener.address) { channel in
                await #expect { _ = try await channel.request(Streams.number("Download", "size", 1)) } throws: {
                    guard let error = $0 as? CommunicationError else { return false }
                    return error.code == .quotaExceeded && error.message.contains("maxBufferSize (60)")
                }
            }
        }
    }

    /// The handler sees what breaks off as an error; the bad octets of a body are a fault of the sender.
    @Test func brokenRequests() async throws {
        let outcomes = Mutex<[String]>([])
        let ended = Mutex<Completion<Void>>(Completion())
        let begun = Mutex<Completion<Void>>(Completion())
        let handler: RequestHandler = { request in
            defer { ended.withLock { $0 }.succeed(()) }
            do {
                for try await _ in try #require(request.body.stream).octets(in: Streams.path("Upload", "data")) {
                    begun.withLock { $0 }.succeed(())
                }
                outcomes.withLock { $0.append("whole") }
                return Streams.number("UploadResponse", "UploadResult", 0)
            } catch {
                outcomes.withLock { $0.append("\((error as? CommunicationError)?.code.description ?? "coding")") }
                throw FaultError(.sender("a broken stream"))
            }
        }
        try await withService(streamed(), handler) { listener in
            /// What follows when the handler has begun to read; nothing breaks the connection off.
            func run(then rest: String?) async throws -> RawAnswer? {
                ended.withLock { $0 = Completion() }
                begun.withLock { $0 = Completion() }
                let answer: RawAnswer? = try await withPeer(port: listener.port) { peer -> RawAnswer? in
                    try await peer.send(head("Transfer-Encoding: chunked\r\n") + chunk(open + "AAAA"))
                    try await begun.withLock { $0 }.value()
                    guard let rest else {
                        try await peer.vanish()
                        return nil
                    }
                    try await peer.send(rest)
                    return try await peer.answers(1).first
                }
                try await ended.withLock { $0 }.value()
                return answer
            }
            _ = try await run(then: nil)
            let malformed = try await run(then: chunk("</oops>") + "0\r\n\r\n")
            #expect(malformed?.status == 500)
            let framing = try await run(then: "zz\r\n")
            #expect(framing?.status == 400)
            let good = try await run(then: chunk("</data></Upload></s:Body></s:Envelope>") + "0\r\n\r\n")
            #expect(good?.status == 200)
        }
        #expect(outcomes.withLock { $0 } == ["connectionLost", "coding", "protocolViolation", "whole"])
    }

    /// A reply that ends before its end is no reply.
    @Test func brokenReplies() async throws {
        try await withRawServer { server in
            try await streamed().withRequestChannel(to: EndpointAddress("http://127.0.0.1:\(server.port)/peer")) { channel in
                let call = Task { try await channel.request(Streams.number("Download", "size", 1)) }
                let peer = try await server.next()
                _ = try await peer.requests(1)
                let begin = open.replacing("Upload", with: "DownloadResponse").replacing("<data>", with: "<DownloadResult>")
                try await peer.send(
                    "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk(begin + "AAAA"))
                let reply = try await call.value
                let octets = try #require(reply.body.stream).octets(in: Streams.path("DownloadResponse", "DownloadResult"))
                var iterator = octets.makeAsyncIterator()
                let first = try await iterator.next()
                #expect(first?.count == 3)
                try await peer.close()
                await #expect { _ = try await iterator.next() } throws: { ($0 as? CommunicationError)?.code == .connectionLost }
            }
        }
    }

    /// With Digest the body waits until the service has asked for it, so that it can be sent with credentials.
    @Test func digestAsksFirst() async throws {
        let digest = streamed {
            $0.authenticationScheme = .digest
            $0.digestValidator = DigestTests.Users()
            $0.credentials = HTTPCredentials(userName: "alice", password: "secret")
            $0.maxReceivedMessageSize = 1 << 24
        }
        try await withService(digest, Streams.handler) { listener in
            try await digest.withRequestChannel(to: listener.address) { channel in
                for size in [100_000, 5] {
                    var reply = try await channel.request(Streams.message("Upload", "data", Pattern(size: size)))
                    try await reply.buffer(upTo: 1000)
                    #expect(try reply.bodyContents?.firstChild?.int() == size)
                }
            }
        }
    }

    /// A wrong password is told before a handler sees anything.
    @Test func refusedCredentials() async throws {
        let service = streamed {
            $0.authenticationScheme = .basic
            $0.userNameValidator = OneUser()
        }
        let client = streamed {
            $0.authenticationScheme = .basic
            $0.credentials = HTTPCredentials(userName: "alice", password: "wrong")
        }
        try await withService(service, { _ in throw FaultError(.sender("called")) }) { listener in
            try await client.withRequestChannel(to: listener.address) { channel in
                await #expect { _ = try await channel.request(Streams.message("Upload", "data", Pattern(size: 1000))) } throws: {
                    guard let error = $0 as? CommunicationError else { return false }
                    return error.code == .securityRejected && error.message.contains("stream that had begun")
                }
            }
        }
    }

    /// A stream cannot be held in memory without being asked to.
    @Test func bufferedModesSaySo() async throws {
        try await withService(plainBinding(), Streams.handler) { listener in
            try await plainBinding().withRequestChannel(to: listener.address) { channel in
                await #expect { _ = try await channel.request(Streams.message("Upload", "data", Pattern(size: 1))) } throws: {
                    ($0 as? MessageCodingError)?.reason.contains("transferMode") == true
                }
            }
        }
    }

    /// HTTP/1.0 has no chunks: the end of the connection is the end of the reply.
    @Test func oldClients() async throws {
        try await withService(streamed(), Streams.handler) { listener in
            try await withPeer(port: listener.port) { peer in
                let body =
                    "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><Download xmlns='urn:peers:calc'><size>3</size>"
                    + "</Download></s:Body></s:Envelope>"
                try await peer.send(
                    "POST /peer HTTP/1.0\r\nHost: localhost\r\nContent-Type: text/xml\r\nSOAPAction: \"urn:peers:calc/IStreams/Download\"\r\n"
                        + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
                try await peer.end()
                let answer = String(decoding: peer.octets, as: UTF8.self)
                #expect(answer.contains("Connection: close") && answer.contains(">AAEC<") && answer.hasSuffix("</s:Envelope>"))
            }
        }
    }

    /// Bodies of known length, of which the last octets fill the pipe: nothing comes behind them to tell the end.
    @Test func knownLengths() async throws {
        func envelope(_ element: String, _ inner: String, _ octets: Int) -> String {
            "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><\(element) xmlns='urn:peers:calc'><\(inner)>"
                + String(repeating: "AAAA", count: octets / 3) + "</\(inner)></\(element)></s:Body></s:Envelope>"
        }
        let sizes = stride(from: 48_000, to: 96_000, by: 3_000)
        let large = streamed { $0.maxReceivedMessageSize = 1 << 24 }
        try await withService(large, Streams.handler) { listener in
            try await withPeer(port: listener.port) { peer in
                for (index, size) in sizes.enumerated() {
                    let body = envelope("Upload", "data", size)
                    try await peer.send(head("Content-Length: \(body.utf8.count)\r\n") + body)
                    let answers = try await peer.answers(index + 1)
                    #expect(answers.last?.body.contains(">\(size)<") == true)
                }
            }
        }
        try await withRawServer { server in
            try await large.withRequestChannel(to: EndpointAddress("http://127.0.0.1:\(server.port)/peer")) { channel in
                var peer: RawPeer?
                for (index, size) in sizes.enumerated() {
                    let call = Task { try await channel.request(Streams.number("Download", "size", size)) }
                    if peer == nil { peer = try await server.next() }
                    _ = try await peer?.requests(index + 1)
                    let body = envelope("DownloadResponse", "DownloadResult", size)
                    try await peer?.send(
                        "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: \(body.utf8.count)\r\n\r\n" + body)
                    let reply = try await call.value
                    var count = 0
                    for try await octets in try #require(reply.body.stream).octets(in: Streams.path("DownloadResponse", "DownloadResult")) {
                        count += octets.count
                    }
                    #expect(count == size)
                }
                #expect(server.count == 1)
            }
        }
    }
}
