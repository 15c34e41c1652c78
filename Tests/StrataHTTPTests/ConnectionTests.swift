import StrataCore
import StrataHTTP
import StrataInfoset
import Synchronization
import Testing

/// What a service does with the requests of one connection.
@Suite(.timeLimit(.minutes(1))) struct ConnectionTests {
    @Test func keepsAConnectionUntilToldOtherwise() async throws {
        try await withService(plainBinding(), Calc.handler(.soap11)) { listener in
            try await withPeer(port: listener.port) { peer in
                for n in 1...5 {
                    try await peer.send(Calc.post("\(n)"))
                    let answers = try await peer.answers(n)
                    #expect(answers.count == n)
                    #expect(answers.last?.body.contains(">\(n)<") == true)
                    #expect(answers.last?.field("connection") == nil)
                }
                try await peer.send(Calc.post("last", "Connection: close"))
                #expect(try await peer.answers(6).last?.field("connection") == "close")
                try await peer.end()
            }
        }
    }

    @Test func keepAliveOffEndsTheConnectionAfterEachAnswer() async throws {
        try await withService(plainBinding { $0.keepAliveEnabled = false }, Calc.handler(.soap11)) { listener in
            try await withPeer(port: listener.port) { peer in
                try await peer.send(Calc.post("hi") + Calc.post("never"))
                try await peer.end()
                #expect(peer.finals.map(\.status) == [200])
                #expect(peer.finals.first?.field("connection") == "close")
            }
        }
    }

    @Test func aClientOfHTTP10KeepsItsConnectionOnlyWhenItAsks() async throws {
        try await withService(plainBinding(), Calc.handler(.soap11)) { listener in
            let old = Calc.post("hi").replacing("HTTP/1.1", with: "HTTP/1.0")
            try await withPeer(port: listener.port) { peer in
                try await peer.send(old)
                try await peer.end()
                #expect(peer.finals.map(\.status) == [200])
            }
            try await withPeer(port: listener.port) { peer in
                try await peer.send(Calc.post("hi", "Connection: keep-alive").replacing("HTTP/1.1", with: "HTTP/1.0"))
                #expect(try await peer.answers(1).first?.field("connection") == "keep-alive")
                try await peer.send(old)
                try await peer.end()
                #expect(peer.finals.map(\.status) == [200, 200])
            }
        }
    }

    /// Handlers of different speed: the answers come in the order of the requests, and no handler of a connection overtakes another.
    @Test func pipelinedRequestsAreAnsweredInOrder() async throws {
        let order = Mutex<[String]>([])
        let handler = Calc.handler(.soap11) { message in
            let text = try Calc.text(of: message)
            if (Int(text) ?? 0) % 3 == 0 { for _ in 0..<50 { await Task.yield() } }
            order.withLock { $0.append(text) }
        }
        try await withService(plainBinding(), handler) { listener in
            try await withPeer(port: listener.port) { peer in
                try await peer.send((1...30).map { Calc.post("\($0)") }.joined())
                let answers = try await peer.answers(30)
                #expect(answers.map(\.status) == Array(repeating: 200, count: 30))
                for (n, answer) in answers.enumerated() { #expect(answer.body.contains(">\(n + 1)<")) }
            }
        }
        #expect(order.withLock { $0 } == (1...30).map(String.init))
    }

    /// The second connection is not held up by the handler of the first.
    @Test func connectionsDoNotWaitForEachOther() async throws {
        let go = Signal()
        let handler = Calc.handler(.soap11) { if try Calc.text(of: $0) == "slow" { try await go.wait() } }
        try await withService(plainBinding(), handler) { listener in
            try await withPeer(port: listener.port) { slow in
                try await slow.send(Calc.post("slow") + Calc.post("behind"))
                try await withPeer(port: listener.port) { quick in
                    try await quick.send(Calc.post("quick"))
                    #expect(try await quick.answers(1).first?.body.contains(">quick<") == true)
                }
                #expect(slow.finals.isEmpty)
                go.set()
                let answers = try await slow.answers(2)
                #expect(answers.first?.body.contains(">slow<") == true)
                #expect(answers.last?.body.contains(">behind<") == true)
            }
        }
    }

    @Test func chunkedAndSizedTakeTurns() async throws {
        let body = Calc.envelope("chunks")
        let head = "POST /peer HTTP/1.1\r\nHost: a\r\nContent-Type: text/xml\r\nSOAPAction: \"\(Calc.action)\"\r\n"
        let chunked =
            head + "Transfer-Encoding: chunked\r\n\r\n"
            + body.map { "1;x=y\r\n\($0)\r\n" }.joined() + "0\r\nX-Trailer: t\r\n\r\n"
        try await withService(plainBinding(), Calc.handler(.soap11)) { listener in
            try await withPeer(port: listener.port) { peer in
                try await peer.send(chunked + Calc.post("sized") + chunked)
                let answers = try await peer.answers(3)
                #expect(answers.map(\.status) == [200, 200, 200])
                #expect(answers.map { $0.body.contains(">chunks<") } == [true, false, true])
            }
        }
    }

    // MARK: Expect

    private func asking(_ text: String, expect: String = "100-continue", contentType: String = "text/xml", length: Int? = nil) -> (
        head: String, body: String
    ) {
        let body = Calc.envelope(text)
        let head =
            "POST /peer HTTP/1.1\r\nHost: a\r\nContent-Type: \(contentType)\r\nSOAPAction: \"\(Calc.action)\"\r\nExpect: \(expect)\r\n"
            + "Content-Length: \(length ?? body.utf8.count)\r\n\r\n"
        return (head, body)
    }

    @Test func asksForTheBodyBeforeItComes() async throws {
        try await withService(plainBinding(), Calc.handler(.soap11)) { listener in
            try await withPeer(port: listener.port) { peer in
                let (head, body) = asking("hi")
                try await peer.send(head)
                try await peer.waitForInterim()
                #expect(peer.all.map(\.status) == [100])
                try await peer.send(body)
                #expect(try await peer.answers(1).map(\.status) == [200])
                #expect(peer.all.map(\.status) == [100, 200])
                try await peer.send(Calc.post("tail"))
                #expect(try await peer.answers(2).map(\.status) == [200, 200])
            }
        }
    }

    /// A request that will be refused is refused instead of asked for, and the connection ends: nobody knows whether the body comes.
    @Test(arguments: [("application/json", nil, 415), ("text/xml", 65537, 413)] as [(String, Int?, Int)])
    func refusesInsteadOfAsking(_ contentType: String, _ length: Int?, _ status: Int) async throws {
        try await withService(plainBinding(), Calc.handler(.soap11) { _ in Issue.record("the handler ran") }) { listener in
            try await withPeer(port: listener.port) { peer in
                try await peer.send(asking("hi", contentType: contentType, length: length).head)
                try await peer.end()
                #expect(peer.all.map(\.status) == [status])
                #expect(peer.finals.first?.field("connection") == "close")
            }
        }
    }

    @Test func refusesOtherExpectations() async throws {
        try await withService(plainBinding(), Calc.handler(.soap11) { _ in Issue.record("the handler ran") }) { listener in
            for expectation in ["200-ok", "100-continue, x", ""] {
                try await withPeer(port: listener.port) { peer in
                    let (head, body) = asking("hi", expect: expectation)
                    try await peer.send(head + body)
                    try await peer.end()
                    #expect(peer.all.map(\.status) == [417], "\(expectation)")
                }
            }
        }
    }

    // MARK: Early refusals

    /// A client that sends everything before it reads gets its answer all the same: what it sends is thrown away meanwhile.
    @Test(arguments: ["/nowhere", "/peer"])
    func aRefusalReachesAClientThatSendsAllFirst(_ path: String) async throws {
        try await withService(plainBinding(), Calc.handler(.soap11) { _ in Issue.record("the handler ran") }) { listener in
            try await withPeer(port: listener.port) { peer in
                let size = 24 << 20
                try await peer.pause()
                try await peer.send(
                    "POST \(path) HTTP/1.1\r\nHost: a\r\nContent-Type: text/xml\r\nContent-Length: \(size)\r\n\r\n")
                let piece = [UInt8](repeating: 32, count: 1 << 20)
                for _ in 0..<(size >> 20) { try await peer.send(piece) }
                try await peer.flushed()
                try await peer.resume()
                try await peer.end()
                #expect(peer.finals.map(\.status) == [path == "/peer" ? 413 : 404])
                #expect(!peer.wasReset)
            }
        }
    }

    /// A small body of a refused request is read over, and the connection goes on.
    @Test func aSmallRefusalKeepsTheConnection() async throws {
        try await withService(plainBinding(), Calc.handler(.soap11)) { listener in
            try await withPeer(port: listener.port) { peer in
                try await peer.send(
                    Calc.post("a", path: "/nowhere") + Calc.post("b").replacing("text/xml", with: "text/plain") + Calc.post("c"))
                let answers = try await peer.answers(3)
                #expect(answers.map(\.status) == [404, 415, 200])
                #expect(answers.last?.body.contains(">c<") == true)
            }
        }
    }

    /// What is refused and sent without end is not read without end.
    @Test func anEndlessRefusedBodyEndsTheConnection() async throws {
        try await withService(plainBinding(), Calc.handler(.soap11)) { listener in
            try await withPeer(port: listener.port) { peer in
                try await peer.send("POST /nowhere HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
                let chunk = "10000\r\n" + String(repeating: "x", count: 65536) + "\r\n"
                for _ in 0..<8 { try await peer.send(chunk) }
                try await peer.end()
                #expect(peer.finals.map(\.status) == [404])
            }
        }
    }
}
