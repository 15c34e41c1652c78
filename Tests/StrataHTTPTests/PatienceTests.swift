import StrataCore
import StrataHTTP
import StrataInfoset
import TestSupport
import Testing

/// Whom a service waits for: not the peer while the service itself holds up what the peer sends.
@Suite(.timeLimit(.minutes(1))) struct PatienceTests {
    private static let span = Duration.milliseconds(40)
    private let records = Records()

    private func binding(_ configure: (inout HTTPTransport.Configuration) -> Void) -> CustomBinding {
        plainBinding(diagnostics: records, configure: configure)
    }

    /// Returns when others who are slow have been given up, one after the other: so has everybody by then who was slow before them.
    private func othersAreGivenUp(at port: UInt16, _ sent: String) async throws {
        for _ in 0..<3 {
            try await withPeer(port: port) { other in
                try await other.send(sent)
                try await other.end()
            }
        }
    }

    /// Once more where the machine was so busy that a time was over before what is tried had begun.
    private func soon(_ attempt: () async throws -> Bool) async throws {
        for _ in 0..<20 where try await attempt() { return }
        Issue.record("it has never come to its end")
    }

    private func head(_ fields: String) -> String {
        "POST /peer HTTP/1.1\r\nHost: a\r\nContent-Type: text/xml\r\nSOAPAction: \"urn:any\"\r\n\(fields)\r\n"
    }

    private func chunk(_ text: String) -> String { "\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n" }

    private static let open =
        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><EchoStream xmlns='urn:peers:calc'><data>"
    private static let close = "</data></EchoStream></s:Body></s:Envelope>"

    /// 64 KiB for each octet that comes.
    private struct Louder: AsyncSequence, Sendable {
        let octets: StreamedOctets
        struct Iterator: AsyncIteratorProtocol {
            var inner: StreamedOctets.AsyncIterator
            var owed = 0
            mutating func next() async throws -> Bytes? {
                while owed == 0 {
                    guard let piece = try await inner.next() else { return nil }
                    owed = piece.count
                }
                owed -= 1
                return Bytes([UInt8](repeating: 65, count: 1 << 16))
            }
        }
        func makeAsyncIterator() -> Iterator { Iterator(inner: octets.makeAsyncIterator()) }
    }

    /// It sends and does not read: its answer stands still, so its body is not read, and that is no slow body.
    ///
    /// Not with the sanitizer of threads: the answer takes seconds to be so large that it stands still.
    @Test(.enabled(if: !Sanitizer.ofThreads)) func aReaderThatPausesInATwoWayStream() async throws {
        let settings = binding {
            $0.transferMode = .streamed
            $0.bodyProgressTimeout = Self.span
        }
        let handler: RequestHandler = { request in
            let octets = try #require(request.body.stream).octets(in: Streams.path("EchoStream", "data"))
            return Streams.message("EchoStreamResponse", "EchoStreamResult", Louder(octets: octets))
        }
        try await withService(settings, handler) { listener in
            try await soon {
                try await withPeer(port: listener.port) { peer in
                    try await peer.pause()
                    // 300 octets: an answer of 19 MiB, more than all buffers hold.
                    let begin = Self.open + String(repeating: "AAAA", count: 100)
                    try await peer.send(head("Connection: close\r\nTransfer-Encoding: chunked\r\n") + chunk(begin))
                    try await othersAreGivenUp(at: listener.port, head("Content-Length: 100\r\n"))
                    try await peer.send(chunk(Self.close) + "0\r\n\r\n")
                    try await peer.resume()
                    try await peer.end()
                    return peer.octets.count > 300 << 16 && peer.octets.suffix(5).elementsEqual("0\r\n\r\n".utf8)
                }
            }
        }
    }

    /// The same of a request that is there in part behind one whose answer stands still.
    @Test func aReaderThatPausesBetweenPipelinedRequests() async throws {
        let large = String(repeating: "x", count: 16 << 20)
        let page = Resource("?large", title: "large") {
            await Task.yield()
            return Resource.Contents(contentType: "text/plain", octets: Bytes(large))
        }
        let settings = binding { $0.requestInitializationTimeout = Self.span }
        try await withService(settings, resources: [page], Calc.handler(.soap11)) { listener in
            try await soon {
                try await withPeer(port: listener.port) { peer in
                    try await peer.pause()
                    let next = Calc.post("next", "Connection: close")
                    try await peer.send("GET /peer?large HTTP/1.1\r\nHost: a\r\n\r\n" + next.prefix(40))
                    try await othersAreGivenUp(at: listener.port, String(next.prefix(40)))
                    try await peer.send(String(next.dropFirst(40)))
                    try await peer.resume()
                    try await peer.end()
                    return peer.finals.map(\.status) == [200, 200]
                }
            }
        }
    }

    /// A client that asks for leave to send its body owes none of it before it has leave.
    @Test func credentialsThatTakeLongToJudge() async throws {
        struct Slow: UserNameValidator {
            let asked: Signal
            let go: Signal
            func validate(userName: String, password: String) async throws {
                guard userName == "alice" else { return }
                asked.set()
                try await go.wait()
            }
        }
        let (asked, go) = (Signal(), Signal())
        let settings = binding {
            $0.transferMode = .streamed
            $0.bodyProgressTimeout = Self.span
            $0.authenticationScheme = .basic
            $0.userNameValidator = Slow(asked: asked, go: go)
        }
        try await withService(settings, Streams.handler) { listener in
            try await withPeer(port: listener.port) { peer in
                let body = Self.open.replacing("EchoStream", with: "Upload") + "AAAA" + Self.close.replacing("EchoStream", with: "Upload")
                try await peer.send(
                    head("Authorization: Basic YWxpY2U6c2VjcmV0\r\nExpect: 100-continue\r\nContent-Length: \(body.utf8.count)\r\n")
                        .replacing("urn:any", with: "urn:peers:calc/IStreams/Upload"))
                try await asked.wait()
                try await othersAreGivenUp(at: listener.port, head("Authorization: Basic Ym9iOng=\r\nContent-Length: 100\r\n"))
                go.set()
                try await peer.waitForInterim()
                try await peer.send(body)
                #expect(try await peer.answers(1).map(\.status) == [200])
            }
        }
    }

    /// With leave, its time begins.
    @Test func leaveThatIsNotUsed() async throws {
        let settings = binding {
            $0.transferMode = .streamed
            $0.bodyProgressTimeout = Self.span
        }
        try await withService(settings, Streams.handler) { listener in
            try await withPeer(port: listener.port) { peer in
                try await peer.send(head("Expect: 100-continue\r\nContent-Length: 100\r\n"))
                try await peer.end()
                #expect(peer.all.map(\.status) == [100, 408])
            }
        }
    }

    // MARK: Those who take too little

    /// A peer that reads a little now and then is no better than one that does not read.
    @Test(arguments: [false, true]) func aSlowReader(_ streams: Bool) async throws {
        let size = 16 << 20
        let least = 1 << 40
        let settings = binding {
            if streams { $0.transferMode = .streamedResponse }
            $0.requestInitializationTimeout = .milliseconds(20)
            $0.idleTimeout = .milliseconds(40)
            $0.minimumBodyProgress = least
        }
        let answer: RequestHandler = { _ in
            streams
                ? Streams.message("DownloadResponse", "DownloadResult", Pattern(size: size, piece: size))
                : Calc.reply(String(repeating: "x", count: size), .soap11)
        }
        try await withService(settings, answer) { listener in
            try await soon {
                try await withPeer(port: listener.port) { peer in
                    try await peer.pause()
                    try await peer.send(Calc.post("hi"))
                    while !peer.isClosed, peer.octets.count < size {
                        try await peer.resume()
                        try await peer.pause()
                        // So slow is it: as long as a silent connection is borne.
                        try await withPeer(port: listener.port) { try await $0.end() }
                    }
                    return peer.octets.count > 0 && peer.octets.count < size
                }
            }
        }
        #expect(records.lines.contains { $0.contains(streams ? "too little of a streamed body" : "minimumBodyProgress (\(least))") })
    }

    /// Who connects and says nothing has the time of a head, not that of a client who may call again.
    @Test func aSilentConnection() async throws {
        try await withService(binding { $0.requestInitializationTimeout = Self.span }, Calc.handler(.soap11)) { listener in
            try await withPeer(port: listener.port) { peer in
                try await peer.end()
                #expect(peer.octets.isEmpty)
            }
            #expect(records.lines.contains { $0.contains("said nothing within requestInitializationTimeout (0.04 seconds)") })
            // One that has called may be silent for longer.
            try await soon {
                try await withPeer(port: listener.port) { peer in
                    try await peer.send(Calc.post("hi"))
                    guard try await peer.answers(1).map(\.status) == [200] else { return false }
                    for _ in 0..<3 { try await withPeer(port: listener.port) { try await $0.end() } }
                    return !peer.isClosed
                }
            }
        }
    }
}
