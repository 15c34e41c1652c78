import StrataCore
@testable import StrataHTTP
import StrataInfoset
import StrataNet
import TestSupport
import Testing

/// Closing a listener while its connections are busy.
@Suite(.timeLimit(.minutes(1))) struct ShutdownTests {
    /// Waits in the handler until told to go on; `started` is set for each request.
    private func held(_ started: Signal, _ go: Signal) -> RequestHandler {
        Calc.handler(.soap11) { message in
            guard try Calc.text(of: message) == "held" else { return }
            started.set()
            try await go.wait()
        }
    }

    @Test func drains() async throws {
        let (started, go) = (Signal(), Signal())
        let listener = try plainBinding().makeReplyListener(at: EndpointAddress("http://127.0.0.1:0/peer"))
        try await listener.open(until: .never)
        let port = listener.port
        let serving = Task { try await listener.serve(held(started, go)) }
        try await withPeer(port: port) { busy in
            try await busy.send(Calc.post("held") + Calc.post("behind"))
            try await started.wait()
            try await withPeer(port: port) { idle in
                try await idle.send(Calc.post("hi"))
                #expect(try await idle.answers(1).map(\.status) == [200])
                try await withPeer(port: port) { half in
                    let request = Calc.post("half")
                    // Behind a whole one in the same octets, whose answer tells that both were read.
                    try await half.send(Array(Calc.post("whole").utf8) + request.utf8.prefix(30))
                    #expect(try await half.answers(1).map(\.status) == [200])
                    let closing = Task { try await listener.close(until: .never) }
                    try await eventually { listener.state == .closing }
                    // A request that was on its way on a kept connection is refused in words as well.
                    try await idle.send(Calc.post("late"))
                    try await idle.end()
                    #expect(idle.finals.map(\.status) == [200, 503])
                    #expect(idle.finals.last?.field("connection") == "close")
                    #expect(!idle.wasReset)
                    #expect(busy.finals.isEmpty)
                    #expect(listener.state == .closing)
                    // So is one on a connection that is made now.
                    try await withPeer(port: port) { new in
                        try await new.send(Calc.post("new"))
                        try await new.end()
                        #expect(new.finals.map(\.status) == [503])
                    }
                    // A request that had begun is refused in words.
                    try await half.send(Array(request.utf8.dropFirst(30)))
                    try await half.end()
                    #expect(half.finals.map(\.status) == [200, 503])
                    #expect(half.finals.last?.field("connection") == "close")
                    go.set()
                    try await busy.end()
                    // The request behind is not taken up any more: its answer is missing, or, where the connection's loop had not heard of
                    // the end yet, it is refused in words.
                    #expect([[200], [200, 503]].contains(busy.finals.map(\.status)))
                    #expect(busy.finals.last?.field("connection") == "close")
                    try await closing.value
                }
            }
        }
        try await serving.value
        #expect(listener.state == .closed)
        await #expect(throws: IOError.self) { try await withPeer(port: port) { _ in } }
        // The port is free again.
        try await withService(plainBinding(), port: port, Calc.handler(.soap11)) { again in #expect(again.port == port) }
    }

    /// A connection on which nothing has come may have its first request on the way: it is told that nothing was done.
    @Test func theFirstRequestOnANewConnectionIsRefusedInWords() async throws {
        let (started, go) = (Signal(), Signal())
        let listener = try plainBinding().makeReplyListener(at: EndpointAddress("http://127.0.0.1:0/peer"))
        try await listener.open(until: .never)
        let port = listener.port
        let serving = Task { try await listener.serve(held(started, go)) }
        try await withPeer(port: port) { busy in
            try await busy.send(Calc.post("held"))
            try await started.wait()
            try await withPeer(port: port) { new in
                try await eventually { connections(at: port) == 2 }
                let closing = Task { try await listener.close(until: .never) }
                try await eventually { listener.state == .closing }
                try await new.send(Calc.post("hi"))
                try await new.end()
                #expect(new.finals.map(\.status) == [503])
                #expect(!new.wasReset)
                go.set()
                try await closing.value
            }
            #expect(busy.finals.map(\.status) == [200])
        }
        try await serving.value
    }

    @Test func theDeadlineAborts() async throws {
        let (started, cancelled) = (Signal(), Signal())
        let listener = try plainBinding().makeReplyListener(at: EndpointAddress("http://127.0.0.1:0/peer"))
        try await listener.open(until: .never)
        let port = listener.port
        let serving = Task { try await listener.serve(stuck(started, cancelled)) }
        try await withPeer(port: listener.port) { peer in
            try await peer.send(Calc.post("hi"))
            try await started.wait()
            await #expect { try await listener.close(until: .after(.milliseconds(30))) } throws: {
                ($0 as? CommunicationError)?.code == .timedOut && "\($0)".contains("closing the listener at")
            }
            try await peer.end()
            #expect(peer.octets.isEmpty)
            try await cancelled.wait()
        }
        try await serving.value
        #expect(listener.state == .closed)
        // The port is free again, if not in the same moment.
        try await eventually {
            do {
                try await withService(plainBinding(), port: port, Calc.handler(.soap11)) { _ in }
                return true
            } catch let error as CommunicationError where error.code == .addressInUse { return false }
        }
    }

    /// Where the port is shared, what is under way at the other endpoints goes on.
    @Test func theDeadlineAbortsOneEndpointOfAPort() async throws {
        let (started, cancelled) = (Signal(), Signal())
        try await withService(plainBinding(), at: "/other", Calc.handler(.soap11)) { other in
            let port = other.port
            let listener = try plainBinding().makeReplyListener(at: EndpointAddress("http://127.0.0.1:\(port)/peer"))
            try await listener.open(until: .never)
            let serving = Task { try await listener.serve(stuck(started, cancelled)) }
            try await withPeer(port: port) { idle in
                try await idle.send(Calc.post("1", path: "/other"))
                #expect(try await idle.answers(1).map(\.status) == [200])
                try await withPeer(port: port) { busy in
                    try await busy.send(Calc.post("hi"))
                    try await started.wait()
                    await #expect { try await listener.close(until: .after(.milliseconds(30))) } throws: {
                        ($0 as? CommunicationError)?.code == .timedOut
                    }
                    try await busy.end()
                    #expect(busy.octets.isEmpty)
                    try await cancelled.wait()
                }
                try await idle.send(Calc.post("2", path: "/other") + Calc.post("gone"))
                #expect(try await idle.answers(3).map(\.status) == [200, 200, 404])
            }
            try await serving.value
            #expect(listener.state == .closed)
        }
    }

    @Test func abortEndsEverythingAtOnce() async throws {
        let (started, cancelled) = (Signal(), Signal())
        try await withService(plainBinding(), stuck(started, cancelled)) { listener in
            let port = try #require(HTTPPorts.shared.listening(at: listener.port).first)
            try await withPeer(port: listener.port) { peer in
                try await withPeer(port: listener.port) { idle in
                    try await peer.send(Calc.post("hi"))
                    try await started.wait()
                    listener.abort()
                    try await peer.end()
                    try await idle.end()
                    try await cancelled.wait()
                    #expect(peer.octets.isEmpty)
                    try await eventually { port.connectionCount == 0 }
                }
            }
            #expect(listener.state == .closed)
        }
    }

    /// A channel that was closed is not served again: its callers hear so instead of waiting.
    @Test func aClosedChannelRefuses() async throws {
        let listener = try plainBinding().makeReplyListener(at: EndpointAddress("http://127.0.0.1:0/peer"))
        try await listener.open(until: .never)
        let channel = try #require(try await listener.accept())
        try await withPeer(port: listener.port) { peer in
            try await peer.send(Calc.post("waits"))
            try await channel.close(until: .never)
            #expect(try await peer.answers(1).map(\.status) == [503])
        }
        try await listener.close(until: .never)
    }

    // MARK: One way

    @Test func oneWayIsAcknowledgedWhenItIsReceived() async throws {
        let binding = plainBinding()
        let listener = try binding.makeInputListener(at: EndpointAddress("http://127.0.0.1:0/peer"))
        try await listener.open(until: .never)
        let input = try #require(try await listener.accept())
        try await withPeer(port: listener.port) { peer in
            try await peer.send(Calc.post("1"))
            #expect(try Calc.text(of: #require(try await input.receive(until: .never))) == "1")
            #expect(try await peer.answers(1).map(\.status) == [202])
            #expect(peer.finals.first?.body == "")
            // A message that nobody has received when the listener closes is refused, so that its sender knows.
            try await peer.send(Calc.post("2"))
            try await eventually { HTTPPorts.shared.listening(at: listener.port).first?.requestCount == 1 }
            try await listener.close(until: .never)
            #expect(try await peer.answers(2).map(\.status) == [202, 503])
        }
        #expect(listener.state == .closed)
    }

    @Test func oneWayBetweenChannels() async throws {
        let binding = plainBinding()
        let listener = try binding.makeInputListener(at: EndpointAddress("http://127.0.0.1:0/peer"))
        try await listener.open(until: .never)
        let input = try #require(try await listener.accept())
        try await binding.withOutputChannel(to: listener.address) { output in
            for n in 1...5 {
                async let sent: Void = output.send(Calc.request("\(n)"))
                #expect(try Calc.text(of: #require(try await input.receive(until: .never))) == "\(n)")
                try await sent
            }
        }
        try await listener.close(until: .never)
        #expect(try await input.receive(until: .never) == nil)
    }
}
