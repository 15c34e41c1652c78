import StrataCore
import StrataHTTP
import StrataInfoset
import TestSupport
import Testing

/// What errors of a client say of its own secrets, and what they repeat of a peer's octets.
@Suite(.timeLimit(.minutes(1))) struct ErrorTextTests {
    private func failure(_ answer: String, expectsReply: Bool = true) async throws -> any Error {
        try await withRawServer { server in
            let address = EndpointAddress("http://127.0.0.1:\(server.port)/x?sig=hunter2")
            return try await plainBinding().withRequestChannel(to: address) { channel -> any Error in
                let call = Task { try await channel.request(Calc.request("hi")) }
                let peer = try await server.next()
                #expect(try await peer.requests(1).first?.head.hasPrefix("POST /x?sig=hunter2 ") == true)
                try await peer.send(answer)
                switch await call.result {
                case .success: return FaultError(.sender("a reply"))
                case .failure(let error): return error
                }
            }
        }
    }

    /// The query of an address may hold a key.
    @Test(arguments: [
        "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 302 No\r\nLocation: /y?sig=hunter2\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 202 No\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 No\r\nContent-Type: text/html\r\nContent-Length: 1\r\n\r\nx",
        "HTTP/1.1 200 No\r\nContent-Type: text/xml\r\nContent-Length: 1\r\n\r\nx",
    ])
    func theQueryIsNotShown(_ answer: String) async throws {
        let error = try await failure(answer)
        #expect("\(error)".contains("/x?…") && !"\(error)".contains("hunter2"), "\(error)")
    }

    @Test func theQueryIsNotShownAtADeadline() async throws {
        try await withRawServer { server in
            let address = EndpointAddress("http://127.0.0.1:\(server.port)/x?sig=hunter2")
            try await plainBinding().withRequestChannel(to: address) { channel in
                for deadline in [Deadline.after(.milliseconds(20)), .after(.zero)] {
                    await #expect { _ = try await channel.request(Calc.request("hi"), until: deadline) } throws: {
                        !"\($0)".contains("hunter2")
                    }
                }
                channel.abort()
                await #expect { _ = try await channel.request(Calc.request("hi")) } throws: { !"\($0)".contains("hunter2") }
            }
        }
    }

    /// Fields of a peer's stay in their line.
    @Test(arguments: [
        "HTTP/1.1 302 No\r\nLocation: http://a/\u{2028}error forged\u{202E}\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 No\r\nContent-Type: text/\u{2028}error forged\u{202E}\r\nContent-Length: 1\r\n\r\nx",
        "HTTP/1.1 200 No\r\nContent-Type: text/html\r\nContent-Encoding: \u{2028}error forged\u{202E}\r\nContent-Length: 1\r\n\r\nx",
    ])
    func fieldsStayInTheirLine(_ answer: String) async throws {
        let text = "\(try await failure(answer))"
        #expect(text.contains("\\u{2028}error forged\\u{202e}") && !text.contains("\u{2028}") && !text.contains("\u{202E}"), "\(text)")
    }
}
