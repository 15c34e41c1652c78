import StrataCore
@testable import StrataHTTP
import StrataInfoset
import StrataTextEncoding
import Testing

/// The response rows of the http1 vectors: what a client makes of an answer, and of its connection afterwards.
@Suite struct ResponseVectorTests {
    static let rows = Vectors.rows.filter { $0.direction == "response" }

    private static func binding(_ row: Vectors.Row) -> CustomBinding {
        var encoding = TextEncoding.Configuration.defaults
        encoding.messageVersion = .soap11
        encoding.readerQuotas = .maximum
        var transport = HTTPTransport.Configuration.defaults
        transport.maxReceivedMessageSize = 262_144
        if row.tags.contains("auth") {
            transport.authenticationScheme = .basic
            transport.credentials = HTTPCredentials(userName: "alice", password: "secret")
            transport.preauthenticate = false
        }
        return CustomBinding {
            TextEncoding(encoding)
            HTTPTransport(transport)
        }
    }

    @Test(.enabled(if: Vectors.isRequired)) func vectorsArePresentInCI() { #expect(Self.rows.count == 128) }

    @Test(.enabled(if: Vectors.isPresent), .timeLimit(.minutes(1)), arguments: rows)
    func row(_ row: Vectors.Row) async throws {
        for byOctets in [false, true] {
            let problem = try await Self.play(row, byOctets)
            #expect(problem == nil, "\(row.id): \(problem ?? "")")
        }
    }

    private static func good(_ text: String) -> String {
        let body =
            "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><EchoResponse xmlns=\"urn:peers:calc\"><EchoResult>"
            + "\(text)</EchoResult></EchoResponse></s:Body></s:Envelope>"
        return "HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=utf-8\r\nContent-Length: \(body.utf8.count)\r\n\r\n" + body
    }

    /// What a call came to: a status, or `error` for an answer that is none; and the text of a message.
    private static func outcome(_ result: Result<Message, any Error>) -> (status: String, text: String) {
        switch result {
        case .success(let message):
            let status = message.properties[HTTPResponseProperty.self]?.status ?? 0
            return ("\(status)", message.isFault ? "fault" : (try? Calc.text(of: message)) ?? "")
        case .failure(let error):
            guard let error = error as? CommunicationError else { return ("no CommunicationError: \(error)", "") }
            // An answer of success that is no message is an error; of the others the status is what the caller learns.
            let status = (error.cause as? HTTPStatusError)?.status ?? 200
            return (status != 200 || error.code == .noReply ? "\(status)" : "error", "")
        }
    }

    private static func play(_ row: Vectors.Row, _ byOctets: Bool) async throws -> String? {
        try await withRawServer { server in
            try await binding(row).withRequestChannel(to: EndpointAddress("http://127.0.0.1:\(server.port)/\(row.id)")) { channel in
                let first = Task { await Result.of { try await channel.request(Calc.request("hi")) } }
                let peer = try await server.next()
                _ = try await peer.requests(1)
                var pieces = Vectors.pieces(try Vectors.octets(row), row.splits).map(\.octets)
                let late = row.tags.contains("pause") ? pieces.popLast() : nil
                // Of long answers the rest in one piece.
                if byOctets { pieces = pieces.flatMap { p in p.prefix(2000).indices.map { p[$0...$0] } + [p.dropFirst(2000)] } }
                for piece in pieces { try await peer.send(piece) }
                if row.end == "close", late == nil { try await peer.finish() }

                if row.tags.contains("retry-basic") {
                    guard try await peer.requests(2).last?.field("authorization") == "Basic YWxpY2U6c2VjcmV0" else {
                        return "was not asked again with credentials"
                    }
                    try await peer.send(good("hi"))
                }
                var here = outcome(await first.value)
                if row.tags.contains("retry-basic"), here.text != "hi" { return "the second answer came to \(here)" }
                if let late {
                    try await peer.send(late)
                    try await peer.flushed()
                    if row.end == "close" { try await peer.finish() }
                }
                if row.tags.contains("no-retry"), try await peer.requests(1).contains(where: { $0.field("authorization") != nil }) {
                    return "credentials were shown"
                }
                // Digest is not spoken: the 401 is right.
                if row.tags.contains("retry-digest"), here.status == "401" { here.status = "200" }
                let wanted = row.statuses.split(separator: " / ").map(String.init)
                let isRead = !row.texts.isEmpty && here.status != "error"
                if isRead, here.text != row.texts[0], !row.tags.contains("soap-either"), !wanted.contains("error") {
                    return "read '\(here.text)', wanted \(row.texts[0])"
                }
                // Sound framing around something that is no message is an error of the layer above.
                let isAbove = here.status == "error" && (row.texts.isEmpty || row.tags.contains("soap-either"))
                if !wanted.contains(here.status), !isAbove { return "came to \(here.status), wanted \(row.statuses)" }

                let asked = try await peer.requests(0).count
                let second = Task { await Result.of { try await channel.request(Calc.request("again")) } }
                try await eventually {
                    if server.count > 1 { return true }
                    return try await peer.requests(0).count > asked
                }
                if server.count > 1 {
                    let next = try await server.next()
                    _ = try await next.requests(1)
                    try await next.send(good("fresh"))
                } else {
                    if row.tags.contains("no-reuse") { return "the connection was used again" }
                    try await peer.send(good("second"))
                }
                let there = outcome(await second.value)
                return ["second", "fresh"].contains(there.text) ? nil : "the second call came to \(there)"
            }
        }
    }
}

extension Result where Failure == any Error {
    /// What an operation came to.
    static func of(_ operation: () async throws -> Success) async -> Result {
        do { return .success(try await operation()) } catch { return .failure(error) }
    }
}
