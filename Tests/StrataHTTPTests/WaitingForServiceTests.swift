import StrataCore
@testable import StrataHTTP
import StrataTextEncoding
import TestSupport
import Testing

/// Requests that come when the port is open and nobody serves yet.
@Suite(.timeLimit(.minutes(1))) struct WaitingForServiceTests {
    private func withListener(
        _ configure: (inout HTTPTransport.Configuration) -> Void = { _ in },
        _ body: (any ChannelListener<any ReplyChannel>, HTTPEndpoint) async throws -> Void
    ) async throws {
        var configuration = HTTPTransport.Configuration.defaults
        configure(&configuration)
        let probe = ListenerProbe(configuration)
        let binding = CustomBinding {
            TextEncoding(.soap11)
            probe
        }
        let listener = try binding.makeReplyListener(at: EndpointAddress("http://127.0.0.1:0/peer"))
        try await listener.open()
        try await body(listener, try #require(probe.listener).server.endpoint)
        if listener.state == .opened { try await listener.close() }
    }

    @Test func theyAreServedThen() async throws {
        try await withListener { listener, endpoint in
            try await withPeer(port: listener.port) { peer in
                try await peer.send(Calc.post("early"))
                try await eventually { endpoint.waitingCount == 1 }
                let serving = Task { try await listener.serve(Calc.handler(.soap11)) }
                #expect(try await peer.answers(1).map(\.status) == [200])
                try await listener.close()
                try await serving.value
            }
        }
    }

    /// A client that has gone leaves nothing behind, and nothing is done for it.
    @Test func theyGoWithTheirClients() async throws {
        try await withListener { listener, endpoint in
            for _ in 0..<3 {
                try await withPeer(port: listener.port) { peer in
                    try await peer.send(Calc.post("early"))
                    try await eventually { endpoint.waitingCount == 1 }
                    try await peer.vanish()
                }
                try await eventually { endpoint.waitingCount == 0 && connections(at: listener.port) == 0 }
            }
            let serving = Task { try await listener.serve(Calc.handler(.soap11) { _ in Issue.record("the handler ran") }) }
            try await listener.close()
            try await serving.value
        }
    }

    /// They do not wait for ever, and their clients are told that nothing was done.
    @Test func theirTimeIsBounded() async throws {
        try await withListener({ $0.requestInitializationTimeout = .milliseconds(40) }) { listener, endpoint in
            // On a busy machine the time may be over before the request is there: then once more.
            var answers: [RawAnswer] = []
            while answers.isEmpty {
                try await withPeer(port: listener.port) { peer in
                    try await peer.send(Calc.post("early"))
                    try await peer.end()
                    answers = peer.finals
                }
            }
            #expect(answers.map(\.status) == [503] && endpoint.waitingCount == 0)
        }
    }
}
