import StrataCore
@testable import StrataHTTP
import StrataInfoset
import StrataTextEncoding
import Synchronization
import Testing

/// Attacks by way of addressing, framing and logs, as they look over HTTP: each is refused before the application runs.
@Suite(.timeLimit(.minutes(1))) struct ChecklistTests {
    private static let wsa = "http://www.w3.org/2005/08/addressing"

    private func envelope(_ headers: String) -> String {
        "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" xmlns:a=\"\(Self.wsa)\"><s:Header>\(headers)</s:Header>"
            + "<s:Body><Echo xmlns=\"urn:peers:calc\"><text>hi</text></Echo></s:Body></s:Envelope>"
    }

    private func post(_ headers: String, action: String? = Calc.action, host: String = "localhost", path: String = "/peer") -> String {
        let body = envelope(headers)
        let parameter = action.map { "; action=\"\($0)\"" } ?? ""
        return "POST \(path) HTTP/1.1\r\nHost: \(host)\r\nContent-Type: application/soap+xml\(parameter)\r\n"
            + "Content-Length: \(body.utf8.count)\r\n\r\n" + body
    }

    private static func header(_ name: String, _ value: String, _ attributes: String = "") -> String {
        "<a:\(name)\(attributes.isEmpty ? "" : " " + attributes)>\(value)</a:\(name)>"
    }

    private static let action = header("Action", Calc.action)
    private static let id = header("MessageID", "urn:uuid:1")

    /// Who answers `post`: a node that knows one action and takes only messages for the address they were sent to.
    private func answer(_ request: String, to filter: AddressFilter = .any) async throws -> (answer: RawAnswer?, ran: Bool) {
        let ran = Signal()
        var configuration = SOAPProcessor.Configuration.defaults
        configuration.actions = [Calc.action]
        configuration.addressFilter = filter
        let node = SOAPProcessor(version: .soap12Addressing10, configuration: configuration)
        let handler: RequestHandler = { request in
            await node.process(request) { message in
                ran.set()
                return Calc.reply(try Calc.text(of: message), message.version)
            }
        }
        return try await withService(plainBinding(.soap12Addressing10), handler) { listener in
            try await withPeer(port: listener.port) { peer in
                try await peer.send(request)
                return (try await peer.answers(1).first, ran.isSet)
            }
        }
    }

    @Test func aSoundMessageIsAnswered() async throws {
        let (answer, ran) = try await answer(post(Self.action + Self.id))
        #expect(answer?.status == 200)
        #expect(ran)
    }

    /// 68: the action of the transport, of the header and of the body say different things.
    @Test func actionsThatDiffer() async throws {
        let other = "urn:peers:calc/ICalc/Delete"
        for (headers, action) in [(Self.action, other), (Self.header("Action", other), Calc.action), (Self.header("Action", other), other)]
        {
            let (answer, ran) = try await answer(post(headers + Self.id, action: action))
            #expect(answer?.status == 500)
            #expect(answer?.body.contains("Fault") == true)
            #expect(!ran)
        }
    }

    /// 69, 70: a reply that is to go elsewhere, to a third party or to what only the service can reach: refused, and nobody is called.
    @Test(arguments: ["ReplyTo", "FaultTo"])
    func repliesThatAreToGoElsewhere(_ header: String) async throws {
        try await withRawServer { third in
            for target in [
                "http://127.0.0.1:\(third.port)/", "http://localhost:\(third.port)/", "http://169.254.169.254/latest/meta-data",
                "http://[::1]:\(third.port)/", "file:///etc/passwd", "net.tcp://10.0.0.1/", "//127.0.0.1:\(third.port)/", "",
            ] {
                let value = "<a:Address>\(target)</a:Address>"
                let (answer, ran) = try await answer(post(Self.action + Self.id + Self.header(header, value)))
                #expect(answer?.status == 500, "\(target): \(answer?.body ?? "")")
                #expect(answer?.body.contains("Fault") == true)
                #expect(!ran, "\(target)")
            }
            #expect(third.count == 0)
        }
    }

    /// 71: addressing headers twice, for somebody else, or not to be ignored.
    @Test(arguments: [
        action + action + id, action + id + id, action + header("To", "urn:a") + header("To", "urn:a"),
        action + id + header("ReplyTo", "<a:Address>http://10.0.0.1/</a:Address>"),
        action + id + "<x:Must xmlns:x=\"urn:x\" s:mustUnderstand=\"true\"/>", header("Action", ""), "",
    ])
    func headersThatAreRefused(_ headers: String) async throws {
        let (answer, ran) = try await answer(post(headers))
        #expect(answer?.status == 500, "\(answer?.body ?? "")")
        #expect(answer?.body.contains("Fault") == true)
        #expect(!ran)
    }

    /// 72: where the message says it goes, and where it came in.
    @Test(arguments: [
        ("http://localhost/peer", "localhost", "/peer", true), ("http://localhost/peer", "LOCALHOST:80", "/peer", true),
        ("http://other/peer", "localhost", "/peer", false), ("http://localhost/peer", "other", "/peer", false),
        ("http://localhost/admin", "localhost", "/peer", false), ("http://localhost/peer/../admin", "localhost", "/peer", false),
        ("http://localhost/peer/%2e%2e/admin", "localhost", "/peer/%2e%2e/admin", false),
        ("http://localhost/p%65er", "localhost", "/peer", false), ("http://localhost/peér", "localhost", "/peer", false),
        ("https://localhost/peer", "localhost", "/peer", false), ("http://localhost:81/peer", "localhost", "/peer", false),
    ])
    func addressesThatDiffer(_ to: String, _ host: String, _ path: String, _ isTaken: Bool) async throws {
        let (answer, ran) = try await answer(
            post(Self.action + Self.id + Self.header("To", to), host: host, path: path), to: .via(comparesHost: true))
        #expect(answer?.status == (isTaken ? 200 : 500), "\(answer?.body ?? "")")
        #expect(ran == isTaken)
    }

    /// 82: two messages in one, or one in two. The vectors have the rest.
    @Test(arguments: [
        "Content-Length: 5\r\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked\r\nContent-Length: 5",
        "Content-Length: 5\r\nContent-Length: 6", "Content-Length: 5, 6", "Content-Length: +5", "Content-Length: 0x5",
        "Transfer-Encoding: xchunked", "Transfer-Encoding: chunked, identity", "Transfer-Encoding:\u{b}chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "X: y\r\n folded\r\nContent-Length: 5", "X : y\r\nContent-Length: 5",
        "Content-Length : 5", "Transfer-Encoding\t: chunked", "Content-Length: 5\nX: y",
    ])
    func smuggling(_ fields: String) async throws {
        try await withService(plainBinding(), Calc.handler(.soap11) { _ in Issue.record("the handler ran") }) { listener in
            try await withPeer(port: listener.port) { peer in
                try await peer.send(
                    "POST /peer HTTP/1.1\r\nHost: a\r\nContent-Type: text/xml\r\n\(fields)\r\n\r\n0\r\n\r\n" + Calc.post("SMUGGLED"))
                try await peer.end()
                #expect(peer.finals.count == 1)
                #expect([400, 501].contains(peer.finals.first?.status))
                #expect(peer.finals.first?.field("connection") == "close")
            }
        }
    }

    /// 91: whatever is wrong with who calls, the answer is the same, octet for octet but for its date.
    @Test func refusalsAreAlike() async throws {
        let binding = plainBinding {
            $0.authenticationScheme = .basic
            $0.userNameValidator = OneUser()
        }
        // alice:wrong, bob:secret, alice without a colon, no base64, another scheme, nothing.
        let shown = ["Basic YWxpY2U6d3Jvbmc=", "Basic Ym9iOnNlY3JldA==", "Basic YWxpY2U=", "Basic ???", "Bearer YWxpY2U6c2VjcmV0", nil]
        var answers: Set<String> = []
        try await withService(binding, Calc.handler(.soap11) { _ in Issue.record("the handler ran") }) { listener in
            for credentials in shown {
                try await withPeer(port: listener.port) { peer in
                    try await peer.send(credentials.map { Calc.post("hi", "Authorization: \($0)") } ?? Calc.post("hi"))
                    let answer = try #require(try await peer.answers(1).first)
                    #expect(answer.status == 401)
                    let head = answer.head.split(separator: "\r\n").filter { !$0.lowercased().hasPrefix("date:") }
                    answers.insert(head.joined(separator: "\n") + "\n" + answer.body)
                }
            }
        }
        #expect(answers.count == 1, "\(answers)")
    }

    /// 90: nothing of a peer's secrets is in a record, and nothing of its octets breaks one.
    @Test func recordsTellNoSecrets() async throws {
        let records = Records()
        let binding = plainBinding(diagnostics: records) {
            $0.authenticationScheme = .basic
            $0.userNameValidator = OneUser()
        }
        let secret = "c3VwZXItc2VjcmV0OnBhc3N3b3Jk"
        let requests = [
            Calc.post("top-secret-body", "Authorization: Basic \(secret)"), Calc.post("top-secret-body", "Authorization: Bearer \(secret)"),
            Calc.post("top-secret-body", path: "/none", "Cookie: session=\(secret)"),
            Calc.post("top-secret-body", "Authorization: Basic YWxpY2U6c2VjcmV0").replacing("</s:Body>", with: "</s:Bodi>"),
            Calc.post("top-secret-body", "Authorization: Basic YWxpY2U6c2VjcmV0").replacing("text/xml", with: "text/top-secret-body"),
            "POST /peer HTTP/1.1\r\nHost: a\r\nX-Token \(secret)\r\n\r\n",
        ]
        try await withService(binding, Calc.handler(.soap11)) { listener in
            for request in requests {
                try await withPeer(port: listener.port) { peer in
                    try await peer.send(request)
                    let answers = try await peer.answers(1)
                    #expect(answers.count == 1)
                    #expect(answers.first.map { !$0.head.contains(secret) && !$0.body.contains("top-secret-body") } == true)
                }
            }
        }
        #expect(records.lines.count > requests.count)
        for line in records.lines {
            #expect(!line.contains(secret) && !line.contains("top-secret-body") && !line.contains("super-secret:"), "\(line)")
        }
    }
}
