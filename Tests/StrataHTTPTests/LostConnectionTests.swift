import StrataCore
@testable import StrataHTTP
import Testing

/// Calls whose kept connection ends before an octet of the answer: repeated once, and never when anything else has happened.
@Suite(.timeLimit(.minutes(1))) struct LostConnectionTests {
    /// Makes one good call on a connection, begins another on it, and hands the peer over once the second request is there.
    private func second(
        _ body: (_ server: RawServer, _ peer: RawPeer, _ call: Task<Message, any Error>) async throws -> Void
    ) async throws {
        try await withRawServer { server in
            try await plainBinding().withRequestChannel(to: EndpointAddress("http://127.0.0.1:\(server.port)/x")) { channel in
                let first = Task { try await channel.request(Calc.request("1")) }
                let peer = try await server.next()
                _ = try await peer.requests(1)
                try await peer.send(ClientTests.good("1"))
                _ = try await first.value
                let call = Task { try await channel.request(Calc.request("2")) }
                _ = try await peer.requests(2)
                try await body(server, peer, call)
            }
        }
    }

    @Test(arguments: [true, false])
    func isRepeatedOnce(_ resets: Bool) async throws {
        try await second { server, peer, call in
            if resets { try await peer.vanish() } else { try await peer.close() }
            let other = try await server.next()
            let again = try await other.requests(1)
            #expect(again.first?.body == (try await peer.requests(2)).last?.body)
            try await other.send(ClientTests.good("2"))
            #expect(try Calc.text(of: try await call.value) == "2")
            #expect(server.count == 2)
        }
    }

    @Test func isNotRepeatedTwice() async throws {
        try await second { server, peer, call in
            try await peer.close()
            let other = try await server.next()
            _ = try await other.requests(1)
            try await other.close()
            await #expect { _ = try await call.value } throws: {
                ($0 as? CommunicationError)?.code == .connectionLost && ($0 as? CommunicationError)?.retry == .unsafe
            }
            #expect(server.count == 2)
        }
    }

    /// What makes a call on a new connection safe to repeat does not: the first attempt may have been acted on.
    @Test(arguments: [503, 401, 404])
    func aRefusedRepetitionIsUnsafe(_ status: Int) async throws {
        try await second { server, peer, call in
            try await peer.close()
            let other = try await server.next()
            _ = try await other.requests(1)
            try await other.send("HTTP/1.1 \(status) No\r\nContent-Length: 0\r\n\r\n")
            await #expect { _ = try await call.value } throws: { ($0 as? CommunicationError)?.retry == .unsafe }
        }
    }

    /// One octet is enough: the server has begun to answer.
    @Test(arguments: ["H", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"])
    func anAnswerThatHasBegunIsNotRepeated(_ octets: String) async throws {
        try await second { server, peer, call in
            try await peer.send(octets)
            try await peer.flushed()
            try await peer.close()
            await #expect { _ = try await call.value } throws: { ($0 as? CommunicationError)?.retry != .safe }
            #expect(server.count == 1)
        }
    }

    @Test func aNewConnectionIsNeverRepeated() async throws {
        try await withRawServer { server in
            try await plainBinding().withRequestChannel(to: EndpointAddress("http://127.0.0.1:\(server.port)/x")) { channel in
                let call = Task { try await channel.request(Calc.request("1")) }
                let peer = try await server.next()
                _ = try await peer.requests(1)
                try await peer.close()
                await #expect { _ = try await call.value } throws: { ($0 as? CommunicationError)?.retry == .unsafe }
                #expect(server.count == 1)
            }
        }
    }
}
