import StrataCore
@testable import StrataHTTP
import StrataInfoset
import StrataTLS
import StrataTextEncoding
import Synchronization
import TestSupport
import Testing

/// HTTP Basic (RFC 7617): what is taken, what is refused, and that a refusal tells nothing.
@Suite(.timeLimit(.minutes(1))) struct BasicAuthenticationTests {
    /// Takes anybody, keeps what it was shown.
    private final class Book: UserNameValidator {
        private let seen = Mutex<[String]>([])
        var entries: [String] { seen.withLock { $0 } }
        func validate(userName: String, password: String) async throws { seen.withLock { $0.append("\(userName)|\(password)") } }
    }

    private struct Throwing: UserNameValidator {
        struct Odd: Error { let secret = "the database at 10.0.0.7" }
        func validate(userName: String, password: String) async throws { throw Odd() }
    }

    private func binding(_ validator: any UserNameValidator, _ credentials: HTTPCredentials? = nil, records: Records? = nil)
        -> CustomBinding
    {
        plainBinding(diagnostics: records ?? Records()) {
            $0.authenticationScheme = .basic
            $0.userNameValidator = validator
            $0.credentials = credentials
        }
    }

    @Test(arguments: [
        ("alice", "secret"), ("alice", ""), ("", "secret"), ("alice", "a:b:c"), ("käthe", "straße€"), ("爱丽丝", "密码🔑"), ("a b", " c "),
    ])
    func credentialsArriveAsTheyAre(_ user: String, _ password: String) async throws {
        let book = Book()
        let binding = binding(book, HTTPCredentials(userName: user, password: password))
        let handler = Calc.handler(.soap11) { #expect($0.properties.security.primary?.userName == user) }
        try await withService(binding, handler) { listener in
            _ = try await binding.withRequestChannel(to: listener.address) { try await $0.request(Calc.request("hi")) }
        }
        #expect(book.entries == ["\(user)|\(password)"])
    }

    @Test func aUserNameWithAColonCannotBeBuilt() throws {
        #expect { try binding(Book(), HTTPCredentials(userName: "a:b", password: "c")).makeRequestFactory() } throws: { error in
            "\(error)".contains("colon") && !"\(error)".contains("'c'")
        }
        #expect(throws: BindingError.self) { try binding(Book()).makeRequestFactory() }
        var configuration = HTTPTransport.Configuration.defaults
        configuration.authenticationScheme = .basic
        let unjudged = CustomBinding {
            TextEncoding(.soap11)
            HTTPTransport(configuration)
        }
        #expect { try unjudged.makeReplyListener(at: EndpointAddress("http://127.0.0.1:0/")) } throws: {
            "\($0)".contains("userNameValidator")
        }
        configuration.authenticationScheme = HTTPAuthenticationScheme("Ntlm")
        let unknown = CustomBinding {
            TextEncoding(.soap11)
            HTTPTransport(configuration)
        }
        #expect { try unknown.makeRequestFactory() } throws: { "\($0)".contains("Ntlm") }
    }

    /// Base64 that is not exactly that, octets that are no UTF-8, control characters: nobody is asked.
    @Test(arguments: [
        "Basic YTpi=", "Basic YTpi YTpi", "Basic YTp", "Basic YTpi\tx", "Basic YT-i", "Basic", "Basic ", "YTpi", "Basi YTpi", "Basicx YTpi",
        "Basic /zph", "Basic YQ==", "Basic YTpiAA==", "Basic YQ06Yg==", "Basic YTpiwoU=", "Bearer YTpi", "Basic YTpi, Basic YTpi",
    ])
    func malformedCredentialsAreNotJudged(_ value: String) async throws {
        let book = Book()
        try await withService(binding(book), Calc.handler(.soap11) { _ in Issue.record("the handler ran") }) { listener in
            try await withPeer(port: listener.port) { peer in
                try await peer.send(Calc.post("hi", "Authorization: " + value))
                #expect(try await peer.answers(1).map(\.status) == [401])
            }
        }
        #expect(book.entries == [])
    }

    @Test(arguments: ["Basic YTpi", "basic YTpi", "BASIC   YTpi"])
    func wellFormedCredentialsAre(_ value: String) async throws {
        let book = Book()
        try await withService(binding(book), Calc.handler(.soap11)) { listener in
            try await withPeer(port: listener.port) { peer in
                try await peer.send(Calc.post("hi", "Authorization: " + value))
                #expect(try await peer.answers(1).map(\.status) == [200])
                // Two of them are none: which one would count?
                try await peer.send(Calc.post("hi", "Authorization: Basic YTpi", "Authorization: Basic YTpi"))
                #expect(try await peer.answers(2).map(\.status) == [200, 401])
            }
        }
        #expect(book.entries == ["a|b"])
    }

    /// What the validator throws is for the log of this side.
    @Test func aFailingValidatorRefusesLikeAnyOther() async throws {
        let records = Records()
        var answers: [[String]] = []
        for validator in [Throwing(), OneUser()] as [any UserNameValidator] {
            try await withService(binding(validator, records: records), Calc.handler(.soap11)) { listener in
                try await withPeer(port: listener.port) { peer in
                    try await peer.send(Calc.post("hi", "Authorization: Basic YTpi"))
                    let answer = try #require(try await peer.answers(1).first)
                    answers.append(answer.head.split(separator: "\r\n").filter { !$0.hasPrefix("Date") }.map(String.init) + [answer.body])
                }
            }
        }
        #expect(answers.count == 2 && answers[0] == answers[1])
        #expect(answers[0].first == "HTTP/1.1 401 Unauthorized")
        #expect(records.lines.contains { $0.contains("10.0.0.7") })
        // The password is nowhere: neither as it is nor as it was sent.
        #expect(!records.lines.contains { $0.contains("YTpi") })
    }

    /// Credentials are asked for before the body is: a client that waits does not send it in vain.
    @Test func askedForBeforeTheBody() async throws {
        try await withService(binding(Book()), Calc.handler(.soap11)) { listener in
            try await withPeer(port: listener.port) { peer in
                try await peer.send(
                    "POST /peer HTTP/1.1\r\nHost: a\r\nContent-Type: text/xml\r\nExpect: 100-continue\r\nContent-Length: 10\r\n\r\n")
                try await peer.end()
                #expect(peer.all.map(\.status) == [401])
            }
        }
    }

    /// The judgement of one connection does not pass to another request, on it or elsewhere.
    @Test func eachRequestIsJudged() async throws {
        let book = Book()
        try await withService(binding(book), Calc.handler(.soap11)) { listener in
            try await withPeer(port: listener.port) { peer in
                let field = "Authorization: Basic YTpi"
                try await peer.send(Calc.post("1", field) + Calc.post("2") + Calc.post("3", field))
                #expect(try await peer.answers(3).map(\.status) == [200, 401, 200])
            }
        }
        #expect(book.entries == ["a|b", "a|b"])
    }

    @Test func aPeerThatVanishesCancelsItsValidation() async throws {
        struct Slow: UserNameValidator {
            let started = Signal()
            let cancelled = Signal()
            func validate(userName: String, password: String) async throws {
                started.set()
                try await withTaskCancellationHandler {
                    try await Signal().wait()
                } onCancel: {
                    cancelled.set()
                }
            }
        }
        let slow = Slow()
        try await withService(binding(slow), Calc.handler(.soap11) { _ in Issue.record("the handler ran") }) { listener in
            try await withPeer(port: listener.port) { peer in
                try await peer.send(Calc.post("hi", "Authorization: Basic YTpi"))
                try await slow.started.wait()
                try await peer.vanish()
                try await slow.cancelled.wait()
            }
            try await eventually { connections(at: listener.port) == 0 }
        }
    }

    @Test func credentialsAreNotPrinted() {
        let credentials = HTTPCredentials(userName: "alice", password: "s3cret-word")
        var configuration = HTTPTransport.Configuration.defaults
        configuration.authenticationScheme = .basic
        configuration.credentials = credentials
        var text = ""
        dump(configuration, to: &text)
        text += "\(credentials) \(String(reflecting: credentials)) \(configuration)"
        text += "\(binding(OneUser(), credentials).explain())"
        #expect(text.contains("alice"))
        #expect(!text.contains("s3cret-word"))
    }
}
