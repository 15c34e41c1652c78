import StrataCore
@testable import StrataHTTP
import StrataInfoset
import StrataTextEncoding
import TestSupport
import Testing

/// The response rows of the http1 vectors: what a client makes of an answer, and of its connection afterwards.
@Suite struct ResponseVectorTests {
    static let rows = Vectors.rows.filter { $0.direction == "response" }

    /// Challenges of Digest that may stay unanswered, with the reason.
    private static let notSpoken = [
        "749":
            "without qop (RFC 2069) nothing counts the uses of a nonce: RFC 7616, 3.4 keeps it for old servers alone, and it is not spoken",
        "750": "MD5-sess is optional (RFC 7616, 3.4.2), and its session key guards nothing that MD5 with qop does not",
    ]

    /// As whom a row is played: with the credentials that its challenge asks for, those of no use with both.
    private static func schemes(_ row: Vectors.Row) -> [HTTPAuthenticationScheme] {
        if row.tags.contains("retry-digest") { return [.digest] }
        if row.tags.contains("retry-basic") { return [.basic] }
        return row.tags.contains("auth") ? [.basic, .digest] : [.anonymous]
    }

    private static func binding(_ row: Vectors.Row, _ scheme: HTTPAuthenticationScheme) -> (CustomBinding, NotedEncoding.Notes) {
        var encoding = TextEncoding.Configuration.defaults
        encoding.messageVersion = .soap11
        encoding.readerQuotas = .maximum
        var transport = HTTPTransport.Configuration.defaults
        transport.maxReceivedMessageSize = 262_144
        if scheme != .anonymous {
            transport.authenticationScheme = scheme
            transport.credentials = HTTPCredentials(userName: "alice", password: "secret")
            transport.preauthenticate = false
        }
        let noted = NotedEncoding(encoding)
        let binding = CustomBinding {
            noted
            HTTPTransport(transport)
        }
        return (binding, noted.notes)
    }

    @Test(.enabled(if: SharedData.isRequired)) func vectorsArePresentInCI() { #expect(Self.rows.count == 128) }

    @Test(.enabled(if: Vectors.isPresent), .timeLimit(.minutes(1)), arguments: rows)
    func row(_ row: Vectors.Row) async throws {
        for byOctets in [false, true] {
            for scheme in Self.schemes(row) {
                let problem = try await Self.play(row, byOctets, scheme)
                #expect(problem == nil, "\(row.id) \(scheme): \(problem ?? "")")
            }
        }
    }

    @Test(.enabled(if: Vectors.isPresent)) func whatIsNotSpokenIsListed() {
        let rows = Self.rows.filter { $0.tags.contains("retry-digest") }.map(\.id)
        #expect(rows == ["746", "747", "748", "749", "750", "751"] && Set(Self.notSpoken.keys).isSubset(of: rows))
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

    /// What is wrong with the credentials of Digest that were shown to a challenge of the vectors, if anything.
    private static func problem(of field: String?, _ row: Vectors.Row) throws -> String? {
        guard let shown = DigestField(field) else { return "was not asked again with Digest: \(field ?? "")" }
        let isStrong = ["747", "751"].contains(row.id)
        guard shown["username"] == "alice", shown["realm"] == "r", shown["nonce"] == "n0nce+/=", shown["uri"] == "/\(row.id)",
            shown["qop"] == "auth", shown["nc"] == "00000001", shown["cnonce"].utf8.count >= 16,
            shown["algorithm"] == (isStrong ? "SHA-256" : "MD5"), shown.parameters["opaque"] == (row.id == "747" ? "o" : nil)
        else { return "the parameters do not fit: \(shown.parameters)" }
        let expected = try shown.expected(password: "secret", method: "POST")
        guard expected.utf8.count == (isStrong ? 64 : 32), shown["response"] == expected else { return "a wrong response" }
        return nil
    }

    /// What was read as the answer's body; `nil` where the answer was none.
    private static func body(_ result: Result<Message, any Error>, _ notes: NotedEncoding.Notes) -> String? {
        if let read = notes.bodies.first { return read }
        guard case .failure(let error as CommunicationError) = result, let status = error.cause as? HTTPStatusError else { return nil }
        return NotedEncoding.note(status.excerpt.utf8)
    }

    private static func play(_ row: Vectors.Row, _ byOctets: Bool, _ scheme: HTTPAuthenticationScheme) async throws -> String? {
        try await withRawServer { server in
            let (binding, notes) = binding(row, scheme)
            return try await binding.withRequestChannel(to: EndpointAddress("http://127.0.0.1:\(server.port)/\(row.id)")) { channel in
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
                let answersDigest = row.tags.contains("retry-digest") && notSpoken[row.id] == nil
                var wrong: String?
                if answersDigest {
                    wrong = try problem(of: try await peer.requests(2).last?.field("authorization"), row)
                    try await peer.send(good("hi"))
                }
                let result = await first.value
                // Not before the call is over: the channel waits for it.
                if let wrong { return wrong }
                let here = outcome(result)
                let isAskedAgain = answersDigest || row.tags.contains("retry-basic")
                if isAskedAgain, here != ("200", "hi") { return "the second answer came to \(here)" }
                if let late {
                    try await peer.send(late)
                    try await peer.flushed()
                    if row.end == "close" { try await peer.finish() }
                }
                if row.tags.contains("auth"), !isAskedAgain {
                    let asked = try await peer.requests(1)
                    if asked.count != 1 || asked[0].field("authorization") != nil { return "credentials were shown" }
                }
                let wanted = row.statuses.split(separator: " / ").map(String.init)
                if let body = row.bodies.first, body != "-" {
                    let read = Self.body(result, notes)
                    if read != body, read != nil || !wanted.contains("error") {
                        return "the body was read as \(read ?? "none"), wanted \(body)"
                    }
                }
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
