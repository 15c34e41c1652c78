import StrataCore
@testable import StrataHTTP
import StrataInfoset
import StrataTLS
import StrataTextEncoding
import TestSupport
import Testing

/// Peers that are slow, silent, greedy or gone. Each is ended by a limit that says its name, and leaves nothing behind: closing the
/// listener waits for every connection and every handler, so a leak is a test that does not end.
@Suite(.timeLimit(.minutes(1))) struct HostileNetworkTests {
    private let records = Records()

    private func binding(_ configure: (inout HTTPTransport.Configuration) -> Void) -> CustomBinding {
        plainBinding(diagnostics: records, configure: configure)
    }

    // MARK: Slow

    private static let halves: (String, String) = {
        let request = Calc.post("slow")
        let middle = request.index(request.startIndex, offsetBy: 40)
        return (String(request[..<middle]), String(request[middle...]))
    }()

    /// 78: a head that comes octet by octet, or not at all.
    @Test(arguments: [1, 40])
    func aSlowHead(_ octets: Int) async throws {
        try await withService(binding { $0.requestInitializationTimeout = .milliseconds(40) }, Calc.handler(.soap11)) { listener in
            // On a busy machine the time may be over before the octets are there: then once more.
            var answers: [RawAnswer] = []
            while answers.isEmpty {
                try await withPeer(port: listener.port) { peer in
                    try await peer.send(Array(Self.halves.0.utf8.prefix(octets)))
                    try await peer.end()
                    answers = peer.finals
                }
            }
            #expect(answers.map(\.status) == [408])
            #expect(answers.first?.field("connection") == "close")
            let line = try await records.first(with: "requestInitializationTimeout")
            #expect(line.contains("0.04 seconds"))
            #expect(line.contains("peer=127.0.0.1:"))
        }
    }

    /// The same octets under the default are a request that is answered, whatever happened meanwhile.
    @Test func aSlowHeadWithTime() async throws {
        try await withService(binding { _ in }, Calc.handler(.soap11)) { listener in
            try await withPeer(port: listener.port) { peer in
                try await peer.send(Self.halves.0)
                try await withPeer(port: listener.port) { other in
                    try await other.send(Calc.post("other"))
                    _ = try await other.answers(1)
                }
                try await peer.send(Self.halves.1)
                #expect(try await peer.answers(1).map(\.status) == [200])
            }
        }
    }

    @Test(arguments: ["Content-Length: 5000", "Transfer-Encoding: chunked"])
    func aSlowBody(_ field: String) async throws {
        let head = "POST /peer HTTP/1.1\r\nHost: a\r\nContent-Type: text/xml\r\n\(field)\r\n\r\n"
        let settings = binding {
            $0.bodyProgressTimeout = .milliseconds(40)
            $0.minimumBodyProgress = 100
        }
        try await withService(settings, Calc.handler(.soap11) { _ in Issue.record("the handler ran") }) { listener in
            try await withPeer(port: listener.port) { peer in
                try await peer.send(head + "20\r\n<a xmlns='")
                try await peer.end()
                #expect(peer.finals.map(\.status) == [408])
            }
            let line = try await records.first(with: "bodyProgressTimeout")
            #expect(line.contains("minimumBodyProgress (100)"))
        }
    }

    /// A body that keeps the pace is not given up, however often its time has begun anew.
    @Test func aSteadyBody() async throws {
        let body = Calc.envelope("steady") + String(repeating: " ", count: 20_000)
        let settings = binding {
            $0.bodyProgressTimeout = .milliseconds(100)
            $0.minimumBodyProgress = 1
        }
        try await withService(settings, Calc.handler(.soap11)) { listener in
            // On a busy machine the test itself may come to a halt for so long: then once more.
            var status: Int?
            for _ in 0..<50 where status != 200 {
                try await withPeer(port: listener.port) { peer in
                    try await peer.send(
                        "POST /peer HTTP/1.1\r\nHost: a\r\nContent-Type: text/xml\r\nSOAPAction: \"\(Calc.action)\"\r\n"
                            + "Content-Length: \(body.utf8.count)\r\n\r\n")
                    for octet in body.utf8 where !peer.isClosed { try await peer.send([octet]) }
                    status = try await peer.answers(1).first?.status
                }
            }
            #expect(status == 200)
        }
    }

    /// Also after an answer that was not made in one go.
    @Test(arguments: [false, true])
    func anIdleConnection(_ suspends: Bool) async throws {
        let handler = Calc.handler(.soap11) { _ in if suspends { for _ in 0..<5 { await Task.yield() } } }
        try await withService(binding { $0.idleTimeout = .milliseconds(400) }, handler) { listener in
            // On a busy machine the time may be over before the request is there: then once more.
            var isAnswered = false
            while !isAnswered {
                try await withPeer(port: listener.port) { peer in
                    try await peer.send(Calc.post("hi"))
                    try await peer.end()
                    isAnswered = peer.finals.map(\.status) == [200]
                }
            }
            #expect(records.lines.contains { $0.contains("was idle for idleTimeout (0.4 seconds)") })
        }
    }

    /// A peer that asks and does not read: its answer waits no longer than for the next request.
    @Test(arguments: ["X: y", "Connection: close"])
    func aStalledReader(_ field: String) async throws {
        let large = String(repeating: "x", count: 16 << 20)
        let text = field == "X: y" ? "octets of its answer in idleTimeout (0.04 seconds)" : "took too little of the last"
        try await withService(binding { $0.idleTimeout = .milliseconds(40) }, { _ in Calc.reply(large, .soap11) }) { listener in
            var tries = 0
            // On a busy machine the time may be over before the request is there: then once more.
            while !records.lines.contains(where: { $0.contains(text) }) {
                tries += 1
                try await withPeer(port: listener.port) { peer in
                    try await peer.pause()
                    try await peer.send(Calc.post("hi", field))
                    try await eventually {
                        records.lines.contains { $0.contains(text) } || records.lines.count { $0.contains("was idle") } == tries
                    }
                }
            }
            try await eventually { connections(at: listener.port) == 0 }
        }
    }

    /// One that reads all gets all, though its connection ends with the answer.
    @Test func aLargeLastAnswerArrivesWhole() async throws {
        let large = String(repeating: "x", count: 16 << 20)
        try await withService(binding { _ in }, { _ in Calc.reply(large, .soap11) }) { listener in
            try await withPeer(port: listener.port) { peer in
                try await peer.pause()
                try await peer.send(Calc.post("hi", "Connection: close"))
                try await peer.finish()
                try await peer.resume()
                try await peer.end()
                #expect(peer.octets.count > large.utf8.count)
                #expect(peer.octets.suffix(13).elementsEqual("</s:Envelope>".utf8))
            }
        }
    }

    // MARK: Greedy

    /// 78: who opens many connections and says nothing.
    @Test func moreConnectionsThanAllowedWait() async throws {
        try await withService(binding { $0.maxConnections = 2 }, Calc.handler(.soap11)) { listener in
            try await withPeer(port: listener.port) { first in
                try await first.send(Calc.post("1"))
                _ = try await first.answers(1)
                try await withPeer(port: listener.port) { second in
                    try await second.send(Calc.post("2"))
                    _ = try await second.answers(1)
                    #expect(try await records.first(with: "maxConnections").contains("(2)"))
                    try await withPeer(port: listener.port) { third in
                        try await third.send(Calc.post("3"))
                        // The others are served meanwhile, and it is not.
                        for n in 2...10 {
                            try await second.send(Calc.post("\(n)"))
                            _ = try await second.answers(n)
                        }
                        #expect(third.finals.isEmpty)
                        #expect(connections(at: listener.port) == 2)
                        try await first.close()
                        #expect(try await third.answers(1).map(\.status) == [200])
                    }
                }
            }
        }
    }

    @Test func aBodyAboveTheLimitNamesTheSetting() async throws {
        try await withService(binding { $0.maxReceivedMessageSize = 500 }, Calc.handler(.soap11)) { listener in
            try await withPeer(port: listener.port) { peer in
                try await peer.send(Calc.post(String(repeating: "x", count: 500)))
                try await peer.end()
                #expect(peer.finals.map(\.status) == [413])
            }
            #expect(try await records.first(with: "maxReceivedMessageSize").contains("(500)"))
        }
    }

    // MARK: Gone

    enum Departure: CaseIterable { case reset, close }

    @Test(
        arguments: Departure.allCases,
        [
            ("", "between"), ("POST /pe", "head"), ("POST /peer HTTP/1.1\r\nHost: a\r\n", "head"),
            ("POST /peer HTTP/1.1\r\nHost: a\r\nContent-Type: text/xml\r\nContent-Length: 100\r\n\r\n<a", "body"),
            ("POST /peer HTTP/1.1\r\nHost: a\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n<a", "body"),
        ])
    func peersThatVanish(_ departure: Departure, _ sent: (octets: String, place: String)) async throws {
        try await withService(binding { _ in }, Calc.handler(.soap11) { _ in Issue.record("the handler ran") }) { listener in
            for _ in 0..<20 {
                try await withPeer(port: listener.port) { peer in
                    try await peer.send(sent.octets)
                    try await eventually { connections(at: listener.port) > 0 }
                    if departure == .reset { try await peer.vanish() } else { try await peer.close() }
                }
            }
            try await eventually { connections(at: listener.port) == 0 }
        }
        guard !sent.octets.isEmpty, departure == .close else { return }
        // What was cut off is said; a reset may come before the octets were even seen.
        #expect(
            records.lines.contains {
                $0.contains("ended inside a \(sent.place)") || $0.contains("in the middle of a request's \(sent.place)")
            })
    }

    @Test func aPeerThatVanishesCancelsItsHandler() async throws {
        let started = Signal()
        let cancelled = Signal()
        try await withService(binding { _ in }, stuck(started, cancelled)) { listener in
            try await withPeer(port: listener.port) { peer in
                try await peer.send(Calc.post("hi"))
                try await started.wait()
                try await peer.vanish()
                try await cancelled.wait()
            }
            try await eventually { connections(at: listener.port) == 0 }
            #expect(records.lines.contains { $0.contains("broke while a request was being answered") }, "\(records.lines)")
        }
    }

    @Test func aPeerThatVanishesInTheMiddleOfItsReply() async throws {
        let large = String(repeating: "x", count: 16 << 20)
        try await withService(binding { _ in }, { _ in Calc.reply(large, .soap11) }) { listener in
            for field in ["X: y", "Connection: close"] {
                try await withPeer(port: listener.port) { peer in
                    try await peer.send(Calc.post("hi", field))
                    try await peer.received(1)
                    try await peer.vanish()
                }
                try await eventually { connections(at: listener.port) == 0 }
            }
        }
    }

    /// The sending side alone may end: the answer is owed all the same.
    @Test func aPeerThatHasSaidAllGetsItsAnswer() async throws {
        let go = Signal()
        try await withService(binding { _ in }, Calc.handler(.soap11) { _ in try await go.wait() }) { listener in
            try await withPeer(port: listener.port) { peer in
                try await peer.send(Calc.post("a") + Calc.post("b"))
                try await peer.finish()
                go.set()
                try await peer.end()
                #expect(peer.finals.map(\.status) == [200, 200])
            }
            try await eventually { connections(at: listener.port) == 0 }
        }
    }

    // MARK: TLS

    private func secure(_ configure: (inout HTTPSTransport.Configuration) -> Void = { _ in }) throws -> CustomBinding {
        var configuration = HTTPSTransport.Configuration(tls: try Certificates.shared.get().serverSettings())
        configure(&configuration)
        return CustomBinding(diagnostics: records) {
            TextEncoding(.soap11)
            HTTPSTransport(configuration)
        }
    }

    @Test(arguments: [[], [22, 3, 1]] as [[UInt8]])
    func aSilentTLSPeer(_ octets: [UInt8]) async throws {
        let binding = try secure { $0.requestInitializationTimeout = .milliseconds(40) }
        try await withService(binding, scheme: "https", Calc.handler(.soap11)) { listener in
            try await withPeer(port: listener.port) { peer in
                try await peer.send(octets)
                try await peer.end()
            }
            try await records.first(with: "TLS was not established within requestInitializationTimeout")
            try await eventually { connections(at: listener.port) == 0 }
        }
    }

    /// Credentials in the clear at a secured port: refused before anybody looks at them.
    @Test func plainHTTPAtATLSPort() async throws {
        struct Nobody: UserNameValidator {
            func validate(userName: String, password: String) async throws { Issue.record("credentials were judged") }
        }
        let binding = try secure {
            $0.authenticationScheme = .basic
            $0.userNameValidator = Nobody()
        }
        try await withService(binding, scheme: "https", Calc.handler(.soap11) { _ in Issue.record("the handler ran") }) { listener in
            try await withPeer(port: listener.port) { peer in
                try await peer.send(Calc.post("hi", "Authorization: Basic YWxpY2U6c2VjcmV0"))
                try await peer.end()
                #expect(!String(decoding: peer.octets, as: UTF8.self).contains("HTTP/"))
            }
            let line = try await records.first(with: "TLS with a client failed")
            #expect(!line.contains("YWxpY2U6c2VjcmV0"))
        }
    }
}
