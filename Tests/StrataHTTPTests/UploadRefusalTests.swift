import StrataCore
import StrataHTTP
import StrataInfoset
import TestSupport
import Testing

/// What a client makes of a refusal that comes while its body is still going out, or before it has begun.
@Suite(.timeLimit(.minutes(1))) struct UploadRefusalTests {
    private func refusal(_ status: Int) -> String { "HTTP/1.1 \(status) No\r\nContent-Length: 0\r\n\r\n" }

    /// A service acts on the headers: whatever it says of the body in the end, it may have done something. Who asks for credentials has not.
    @Test(arguments: [
        (400, CommunicationError.Retry.unsafe), (408, .unsafe), (413, .unsafe), (415, .unsafe), (503, .unsafe), (401, .safe), (407, .safe),
    ])
    func inTheMiddle(_ status: Int, _ retry: CommunicationError.Retry) async throws {
        try await withRawServer { server in
            let binding = plainBinding { $0.transferMode = .streamed }
            try await binding.withRequestChannel(to: EndpointAddress("http://127.0.0.1:\(server.port)/peer")) { channel in
                let pattern = Pattern(size: 1 << 30)
                let call = Task { try await channel.request(Streams.message("Upload", "data", pattern)) }
                let peer = try await server.next()
                try await peer.received(1 << 16)
                try await peer.send(refusal(status))
                await #expect { _ = try await call.value } throws: {
                    guard let error = $0 as? CommunicationError else { return false }
                    return error.retry == retry && error.message.contains("stream that had begun") && error.message.contains("\(status)")
                }
            }
        }
    }

    /// A 417 says only that somebody on the way knows no expectations: the call is made again without one (RFC 9110, 10.1.1).
    @Test(arguments: [1, 2]) func expectationsThatAreNotKnown(_ times: Int) async throws {
        try await withRawServer { server in
            let binding = plainBinding {
                $0.transferMode = .streamedRequest
                $0.authenticationScheme = .digest
                $0.credentials = HTTPCredentials(userName: "alice", password: "secret")
            }
            try await binding.withRequestChannel(to: EndpointAddress("http://127.0.0.1:\(server.port)/peer")) { channel in
                let call = Task { try await channel.request(Streams.message("Upload", "data", Pattern(size: 10))) }
                let first = try await server.next()
                #expect(try await first.requests(1).first?.field("Expect") == "100-continue")
                try await first.send("HTTP/1.1 417 No\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
                let second = try await server.next()
                let again = try #require(try await second.requests(1).first)
                #expect(again.field("Expect") == nil)
                if times == 2 {
                    try await second.send("HTTP/1.1 417 No\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
                    await #expect(throws: CommunicationError.self) { _ = try await call.value }
                } else {
                    try await second.send(ClientTests.good())
                    #expect(try Calc.text(of: try await call.value) == "hi")
                }
                #expect(server.count == 2)
            }
        }
    }
}
