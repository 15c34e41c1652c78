import StrataCore
@testable import StrataHTTP
import StrataInfoset
import StrataTLS
import TestSupport
import Testing

/// 86: a caller that leaves, or whose time is up, at each place where a call can wait. Each in a process of its own, since tasks are
/// counted for the whole process.
@Suite(.timeLimit(.minutes(2))) struct LeavingTests {
    enum Phase: String, Sendable, Codable, CaseIterable {
        case dial, handshake, pool, tunnel, challenged, upload, replyHead, replyBody, download
    }

    enum Way: String, Sendable, Codable, CaseIterable { case cancelled, timedOut }

    @Test(arguments: Phase.allCases, Way.allCases)
    func nothingIsLeft(_ phase: Phase, _ way: Way) async throws {
        await #expect(processExitsWith: .success) { [phase, way] in
            try await Trial(way: way).run(phase)
            // The clock of the system keeps one.
            try await eventually { Background.liveTasks <= 1 }
        }
    }

    /// One call that does not come to its end, and one behind it that does.
    struct Trial: Sendable {
        var way: Way
        let clock = HandClock()

        private func client(
            _ carrier: Carrier = .http, _ configure: (inout HTTPTransport.Configuration) -> Void = { _ in }
        ) throws -> CustomBinding {
            var binding = try carrier.binding(isService: false, time: clock) {
                // Whoever kept its place would keep the next call out.
                $0.maxOutboundConnectionsPerEndpoint = 1
                configure(&$0)
            }
            binding.timeouts.send = .seconds(7)
            binding.timeouts.receive = .seconds(7)
            return binding
        }

        /// Ends the call, and looks at what its caller was told.
        private func leave<Value: Sendable>(_ call: Task<Value, any Error>, _ retry: CommunicationError.Retry? = nil) async {
            switch way {
            case .cancelled: call.cancel()
            case .timedOut: clock.advance(by: .seconds(7))
            }
            await #expect { _ = try await call.value } throws: { error in
                if way == .cancelled { return error is CancellationError }
                guard let error = error as? CommunicationError else { return false }
                return error.code == .timedOut && (retry == nil || error.retry == retry)
            }
        }

        /// A call that comes to its end, on the next connection that the server gets.
        private func next(_ channel: any RequestChannel, _ server: RawServer) async throws {
            let call = Task { try await channel.request(Calc.request("next")) }
            let peer = try await server.next()
            _ = try await peer.requests(1)
            try await peer.send(ClientTests.good("next"))
            var reply = try await call.value
            try await reply.buffer(upTo: 1000)
            #expect(try Calc.text(of: reply) == "next")
        }

        /// The same with a service that opens where there was none.
        private func next(_ channel: any RequestChannel, _ carrier: Carrier, at port: UInt16) async throws {
            let service = try carrier.binding(isService: true)
            try await withService(service, port: port, scheme: carrier.rawValue, Calc.handler(.soap11)) { listener in
                let reply = try await channel.request(Calc.request("next"))
                #expect(try Calc.text(of: reply) == "next")
                #expect(connections(at: listener.port) == 1)
            }
            try await eventually { connections(at: port) == 0 }
        }

        func run(_ phase: Phase) async throws {
            switch phase {
            case .dial: try await dial()
            case .handshake: try await handshake()
            case .pool: try await pool()
            case .tunnel: try await tunnel()
            case .challenged: try await challenged()
            case .upload: try await upload()
            case .replyHead: try await reply("HTTP/1.1 200 OK\r\nContent-Le")
            case .replyBody: try await reply(String(ClientTests.good().dropLast(10)))
            case .download: try await download()
            }
        }

        // MARK: Phases

        private func dial() async throws {
            let full = try FullListener()
            try await client().withRequestChannel(to: EndpointAddress("http://127.0.0.1:\(full.port)/peer")) { channel in
                let call = Task { try await channel.request(Calc.request("1")) }
                try await eventually { clock.waiting == 1 }
                await leave(call, .safe)
                full.end()
                try await next(channel, .http, at: full.port)
            }
        }

        private func handshake() async throws {
            let server = try await RawServer.listen()
            try await client(.https).withRequestChannel(to: EndpointAddress("https://127.0.0.1:\(server.port)/peer")) { channel in
                let call = Task { try await channel.request(Calc.request("1")) }
                let peer = try await server.next()
                try await peer.received(1)
                await leave(call, .safe)
                try await peer.end()
                await server.stop()
                try await next(channel, .https, at: server.port)
            }
        }

        private func pool() async throws {
            try await withRawServer { server in
                try await client().withRequestChannel(to: EndpointAddress("http://127.0.0.1:\(server.port)/peer")) { channel in
                    let first = Task { try await channel.request(Calc.request("1"), until: .never) }
                    let peer = try await server.next()
                    _ = try await peer.requests(1)
                    let call = Task { try await channel.request(Calc.request("2")) }
                    try await eventually { clock.waiting == 1 }
                    await leave(call, .safe)
                    try await peer.send(ClientTests.good("1"))
                    #expect(try Calc.text(of: try await first.value) == "1")
                    // On the same connection: whoever left has not taken it along.
                    let third = Task { try await channel.request(Calc.request("3")) }
                    #expect(try await peer.requests(2).last?.body.contains(">3<") == true)
                    try await peer.send(ClientTests.good("3"))
                    #expect(try Calc.text(of: try await third.value) == "3")
                    #expect(server.count == 1)
                }
            }
        }

        private func tunnel() async throws {
            let service = try Carrier.https.binding(isService: true)
            try await withService(service, scheme: "https", Calc.handler(.soap11)) { listener in
                try await withRawServer { proxy in
                    let binding = try client(.https) { $0.proxy = HTTPProxy("http://127.0.0.1:\(proxy.port)") }
                    try await binding.withRequestChannel(to: EndpointAddress("https://localhost:\(listener.port)/peer")) { channel in
                        let call = Task { try await channel.request(Calc.request("1")) }
                        let peer = try await proxy.next()
                        _ = try await peer.requests(1)
                        await leave(call, .safe)
                        try await peer.end()
                        #expect(connections(at: listener.port) == 0)
                        let second = Task { try await channel.request(Calc.request("2")) }
                        let other = try await proxy.next()
                        _ = try await other.requests(1)
                        try await other.relay(to: listener.port)
                        #expect(try Calc.text(of: try await second.value) == "2")
                    }
                }
                try await eventually { connections(at: listener.port) == 0 }
            }
        }

        private func challenged() async throws {
            try await withRawServer { server in
                let binding = try client {
                    $0.authenticationScheme = .digest
                    $0.credentials = HTTPCredentials(userName: "alice", password: "secret")
                }
                try await binding.withRequestChannel(to: EndpointAddress("http://127.0.0.1:\(server.port)/peer")) { channel in
                    let call = Task { try await channel.request(Calc.request("1")) }
                    let peer = try await server.next()
                    _ = try await peer.requests(1)
                    try await peer.send(
                        "HTTP/1.1 401 No\r\nWWW-Authenticate: Digest realm=\"r\", qop=\"auth\", nonce=\"n\"\r\nContent-Length: 0\r\n\r\n")
                    #expect(try await peer.requests(2).last?.field("Authorization")?.hasPrefix("Digest ") == true)
                    await leave(call, .unsafe)
                    try await peer.end()
                    try await next(channel, server)
                }
            }
        }

        private func upload() async throws {
            try await withRawServer { server in
                let binding = try client { $0.transferMode = .streamedRequest }
                try await binding.withRequestChannel(to: EndpointAddress("http://127.0.0.1:\(server.port)/peer")) { channel in
                    let pattern = Pattern(size: 1 << 40)
                    let call = Task { try await channel.request(Streams.message("Upload", "data", pattern)) }
                    let peer = try await server.next()
                    try await peer.received(1)
                    // The peer takes no more, and the body waits in the middle.
                    try await peer.pause()
                    try await eventually { pattern.produced.count > 1 << 18 }
                    await leave(call, .unsafe)
                    try await peer.resume()
                    try await peer.end()
                    try await next(channel, server)
                }
            }
        }

        private func reply(_ part: String) async throws {
            try await withRawServer { server in
                try await client().withRequestChannel(to: EndpointAddress("http://127.0.0.1:\(server.port)/peer")) { channel in
                    let call = Task { try await channel.request(Calc.request("1")) }
                    let peer = try await server.next()
                    _ = try await peer.requests(1)
                    try await peer.send(part)
                    await leave(call, .unsafe)
                    try await peer.end()
                    try await next(channel, server)
                }
            }
        }

        private func download() async throws {
            try await withRawServer { server in
                let binding = try client { $0.transferMode = .streamedResponse }
                try await binding.withRequestChannel(to: EndpointAddress("http://127.0.0.1:\(server.port)/peer")) { channel in
                    let begun = Signal()
                    let call = Task {
                        let reply = try await channel.request(Streams.number("Download", "size", 6))
                        let path = Streams.path("DownloadResponse", "DownloadResult")
                        for try await _ in try #require(reply.body.stream).octets(in: path) { begun.set() }
                    }
                    let peer = try await server.next()
                    _ = try await peer.requests(1)
                    let text =
                        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><DownloadResponse xmlns='urn:peers:calc'>"
                        + "<DownloadResult>AAAA"
                    try await peer.send(
                        "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 10000\r\n\r\n\(text)")
                    try await begun.wait()
                    // It waits for more, by the clock of the binding.
                    try await eventually { clock.waiting == 1 }
                    await leave(call)
                    try await peer.end()
                    try await next(channel, server)
                }
            }
        }
    }

    // MARK: Of a service

    /// The producer of a download, whether it waits for something of its own or for the reader, is cancelled when its client vanishes.
    @Test(arguments: Carrier.allCases, [true, false])
    func aClientOfADownloadVanishes(_ carrier: Carrier, _ waits: Bool) async throws {
        await #expect(processExitsWith: .success) { [carrier, waits] in
            let ended = Signal()
            let handler: RequestHandler = { request in
                if request.properties[TransportAction.self] == Calc.action { return Calc.reply("next", .soap11) }
                return Streams.message("DownloadResponse", "DownloadResult", Producer(waits: waits, ended: ended))
            }
            let set: (inout HTTPTransport.Configuration) -> Void = { $0.transferMode = .streamedResponse }
            let service = try carrier.binding(isService: true, configure: set)
            try await withService(service, scheme: carrier.rawValue, handler) { listener in
                let tls = carrier == .https ? try TLSContext(Certificates.shared.get().clientSettings(), side: .client) : nil
                try await withPeer(port: listener.port, tls: tls) { peer in
                    let body = Calc.envelope("x")
                    try await peer.send(
                        "POST /peer HTTP/1.1\r\nHost: a\r\nContent-Type: text/xml\r\nSOAPAction: \"urn:download\"\r\n"
                            + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
                    try await peer.received(1000)
                    #expect(connections(at: listener.port) == 1 && !ended.isSet)
                    try await peer.vanish()
                }
                try await ended.wait()
                try await eventually { connections(at: listener.port) == 0 }
                let client = try carrier.binding(isService: false, configure: set)
                let next = try await client.withRequestChannel(to: listener.address) { channel in
                    var reply = try await channel.request(Calc.request("hi"))
                    try await reply.buffer(upTo: 1000)
                    return try Calc.text(of: reply)
                }
                #expect(next == "next")
            }
            try await eventually { Background.liveTasks <= 1 }
        }
    }

    /// Some octets, and then no more, or more without end; says so when it is cancelled, or let go.
    private struct Producer: AsyncSequence, Sendable {
        var waits: Bool
        var ended: Signal

        final class Life: Sendable {
            let ended: Signal
            init(_ ended: Signal) { self.ended = ended }
            deinit { ended.set() }
        }

        struct Iterator: AsyncIteratorProtocol {
            var waits: Bool
            let life: Life
            var hasBegun = false

            mutating func next() async throws -> Bytes? {
                if waits, hasBegun { try await Completion<Void>().value() }
                hasBegun = true
                return Bytes([UInt8](repeating: 7, count: 3000))
            }
        }

        func makeAsyncIterator() -> Iterator { Iterator(waits: waits, life: Life(ended)) }
    }
}
