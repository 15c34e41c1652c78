import StrataCore
import StrataCrypto
@testable import StrataHTTP
import StrataInfoset
import StrataTextEncoding
import Synchronization
import TestSupport
import Testing

/// HTTP Digest (RFC 7616): the examples, both sides, old nonces, and counts that come twice.
@Suite(.timeLimit(.minutes(1))) struct DigestTests {
    struct Users: HTTPDigestValidator {
        var hashed = false
        func secret(userName: String, realm: String, algorithm: HTTPDigestAlgorithm) async throws -> HTTPDigestSecret {
            guard userName == "alice" else { throw ValidationFailure("nobody") }
            return hashed ? .hash(try DigestAuthentication.userHash(algorithm, userName, realm, "secret")) : .password("secret")
        }
    }

    func binding(_ algorithms: [HTTPDigestAlgorithm] = [.sha256, .md5], password: String = "secret", hashed: Bool = false)
        -> CustomBinding
    {
        plainBinding { configure(&$0, algorithms, password, hashed) }
    }

    func configure(
        _ configuration: inout HTTPTransport.Configuration, _ algorithms: [HTTPDigestAlgorithm] = [.sha256, .md5],
        _ password: String = "secret", _ hashed: Bool = false
    ) {
        configuration.authenticationScheme = .digest
        configuration.realm = "a \"realm\""
        configuration.digestValidator = Users(hashed: hashed)
        configuration.digestAlgorithms = algorithms
        configuration.credentials = HTTPCredentials(userName: "alice", password: password)
    }

    /// RFC 7616, 3.9.1.
    @Test(arguments: [
        (HTTPDigestAlgorithm.md5, "8ca523f5e9506fed4657c9700eebdbec"),
        (.sha256, "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ])
    func examples(_ algorithm: HTTPDigestAlgorithm, _ expected: String) throws {
        let hash = try DigestAuthentication.userHash(algorithm, "Mufasa", "http-auth@example.org", "Circle of Life")
        let response = try DigestAuthentication.response(
            algorithm, userHash: hash, nonce: "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", count: "00000001",
            cnonce: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", method: "GET", uri: "/dir/index.html")
        #expect(response == expected)
    }

    /// RFC 2617, 3.5.
    @Test func olderExample() throws {
        let hash = try DigestAuthentication.userHash(.md5, "Mufasa", "testrealm@host.com", "Circle Of Life")
        let response = try DigestAuthentication.response(
            .md5, userHash: hash, nonce: "dcd98b7102dd2f0e8b11d0f600bfb0c093", count: "00000001", cnonce: "0a4f113b", method: "GET",
            uri: "/dir/index.html")
        #expect(response == "6629fae49393a05397450978507c4ef1")
    }

    /// Without `preauthenticate` nothing is shown that was not asked for.
    @Test(arguments: [true, false])
    func showsOnlyWhenAsked(_ preauthenticate: Bool) async throws {
        try await withRawServer { server in
            let binding = plainBinding {
                $0.authenticationScheme = .digest
                $0.credentials = HTTPCredentials(userName: "alice", password: "secret")
                $0.preauthenticate = preauthenticate
            }
            try await binding.withRequestChannel(to: EndpointAddress("http://127.0.0.1:\(server.port)/a")) { channel in
                let first = Task { try await channel.request(Calc.request("1")) }
                let peer = try await server.next()
                _ = try await peer.requests(1)
                try await peer.send(Self.challenge("one", "; userhash=true"))
                let shown = try await peer.requests(2)[1].field("Authorization")
                #expect(shown?.contains("nonce=\"one\"") == true)
                try await peer.send(ClientTests.good("1"))
                _ = try await first.value
                let second = Task { try await channel.request(Calc.request("2")) }
                let again = try await peer.requests(3)[2].field("Authorization")
                #expect((again != nil) == preauthenticate)
                try await peer.send(ClientTests.good("2"))
                _ = try await second.value
            }
        }
    }

    private static func challenge(_ realm: String, _ more: String = "") -> String {
        "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Digest realm=\"\(realm)\", qop=\"auth\", nonce=\"\(realm)\""
            + "\(more.replacing(";", with: ","))\r\nContent-Length: 0\r\n\r\n"
    }

    /// Realms of two addresses of one host do not undo each other; where the server asks for it, a user name is hashed.
    @Test func spacesAreKeptApart() throws {
        let client = DigestClient(HTTPCredentials(userName: "alice", password: "secret"), [.sha256, .md5])
        let one = DigestClient.Space(host: "h", port: 1, path: "/a")
        let two = DigestClient.Space(host: "h", port: 1, path: "/b")
        #expect(client.take([#"Digest realm="a", qop="auth", nonce="n1", userhash=true"#], one) == false)
        #expect(client.take([#"Digest realm="b", qop="auth", nonce="n2", stale=true"#], two) == true)
        let a = try client.authorization(one, method: "POST", uri: "/a") ?? ""
        let b = try client.authorization(two, method: "POST", uri: "/b") ?? ""
        #expect(a.contains("realm=\"a\", nonce=\"n1\"") && b.contains("realm=\"b\", nonce=\"n2\"") && b.contains("nc=00000001"))
        #expect(!a.contains("alice") && a.hasSuffix("userhash=true") && b.contains("username=\"alice\""))
        let hashed = try DigestAuthentication.hash(.md5, "alice:a")
        #expect(a.contains(hashed))
    }

    /// A copy is not invited to try again.
    @Test func aReplayIsNotStale() async throws {
        try await withService(binding(), Calc.handler(.soap11)) { listener in
            try await withPeer(port: listener.port) { peer in
                try await peer.send(Calc.post("hi"))
                let first = try #require(try await peer.answers(1).first)
                let nonce = try #require(
                    first.head.split(separator: "nonce=\"").dropFirst().first?.split(separator: "\"").first.map(String.init))
                for count in ["00000064", "00000064", "00000001"] { try await peer.send(Calc.post("hi", try field(nonce, nc: count))) }
                let answers = try await peer.answers(4)
                #expect(answers.map(\.status) == [401, 200, 401, 401])
                #expect(!answers[2].head.contains("stale") && answers[3].head.contains("stale=true"))
            }
        }
    }

    /// Without random numbers there is no Digest, and nothing weaker in its place.
    @Test func opensOnlyWithNonces() async throws {
        struct Dry: Error {}
        var configuration = HTTPTransport.Configuration.defaults
        configure(&configuration)
        let probe = ListenerProbe(configuration)
        _ = try CustomBinding {
            TextEncoding(.soap11)
            probe
        }.makeReplyListener(at: EndpointAddress("http://127.0.0.1:0/peer"))
        let settings = try #require(probe.listener).server.settings
        let endpoint = HTTPEndpoint(settings, nonces: { _ in throw Dry() })
        #expect(endpoint.challenge == "Digest")
        await #expect(throws: CommunicationError.self) { try await HTTPServer(settings, endpoint: endpoint).open() }
    }

    /// What lies beside a protected endpoint is protected too, and before it is known who asks nobody learns what there is.
    @Test(arguments: [HTTPAuthenticationScheme.basic, .digest], ["GET", "HEAD"])
    func resourcesAreProtected(_ scheme: HTTPAuthenticationScheme, _ method: String) async throws {
        let made = Mutex(0)
        let resources = [
            Resource("?wsdl", title: "description") {
                made.withLock { $0 += 1 }
                return Resource.Contents(contentType: "text/xml", octets: Bytes("<definitions/>"))
            }
        ]
        let binding = plainBinding {
            $0.authenticationScheme = scheme
            $0.realm = "a \"realm\""
            $0.userNameValidator = OneUser()
            $0.digestValidator = Users()
        }
        try await withService(binding, resources: resources, Calc.handler(.soap11)) { listener in
            try await withPeer(port: listener.port) { peer in
                func ask(_ path: String, _ field: String = "X: y") async throws {
                    try await peer.send("\(method) \(path) HTTP/1.1\r\nHost: localhost\r\n\(field)\r\n\r\n")
                }
                try await ask("/peer?wsdl")
                try await ask("/peer?none")
                try await ask("/peer?wsdl", "Authorization: Basic eDp5")
                let refused = try await peer.answers(3)
                #expect(refused.map(\.status) == [401, 401, 401] && made.withLock { $0 } == 0)
            }
            try await withPeer(port: listener.port) { peer in
                guard scheme == .basic, method == "GET" else { return }
                let shown = BasicAuthentication.authorization(HTTPCredentials(userName: "alice", password: "secret"))
                try await peer.send("GET /peer?wsdl HTTP/1.1\r\nHost: localhost\r\nAuthorization: \(shown)\r\n\r\n")
                let answer = try await peer.answers(1).first
                #expect(answer?.status == 200 && answer?.body == "<definitions/>")
            }
        }
    }

    @Test(arguments: [[HTTPDigestAlgorithm.sha256], [.md5], [.md5, .sha256]], [false, true])
    func calls(_ algorithms: [HTTPDigestAlgorithm], _ hashed: Bool) async throws {
        let seen = Mutex<[String]>([])
        let handler = Calc.handler(.soap11) { message in
            #expect(message.properties.security.primary?.userName == "alice")
            let field = message.properties[HTTPRequestProperty.self]?.headers["Authorization"] ?? ""
            seen.withLock { $0.append(field) }
        }
        let binding = binding(algorithms, hashed: hashed)
        try await withService(binding, handler) { listener in
            try await binding.withRequestChannel(to: listener.address) { channel in
                for _ in 0..<3 {
                    let reply = try await channel.request(Calc.request("hi"))
                    #expect(try Calc.text(of: reply) == "hi")
                }
            }
        }
        let fields = seen.withLock { $0 }
        let best = algorithms.contains(.sha256) ? "SHA-256" : "MD5"
        // One challenge for all of them: the counts go on.
        for n in 1...3 {
            #expect(fields.count == 3 && fields[n - 1].contains("nc=0000000\(n)") && fields[n - 1].contains("algorithm=\(best),"))
        }
    }

    @Test func aWrongPasswordIsRefusedOnce() async throws {
        try await withService(binding(), Calc.handler(.soap11) { _ in Issue.record("the handler ran") }) { listener in
            try await binding(password: "wrong").withRequestChannel(to: listener.address) { channel in
                await #expect { _ = try await channel.request(Calc.request("hi")) } throws: {
                    ($0 as? CommunicationError)?.code == .securityRejected
                }
            }
        }
    }

    func field(
        _ nonce: String, nc: String = "00000001", uri: String = "/peer", user: String = "alice", realm: String = "a \"realm\"",
        password: String = "secret", algorithm: HTTPDigestAlgorithm = .sha256
    ) throws -> String {
        let hash = try DigestAuthentication.userHash(algorithm, user, realm, password)
        let response = try DigestAuthentication.response(
            algorithm, userHash: hash, nonce: nonce, count: nc, cnonce: "c", method: "POST", uri: uri)
        return
            "Authorization: Digest username=\"\(user)\", realm=\(DigestAuthentication.quoted(realm)), nonce=\"\(nonce)\", uri=\"\(uri)\", qop=auth, "
            + "nc=\(nc), cnonce=\"c\", response=\"\(response)\", algorithm=\(algorithm)"
    }

    @Test func whatDoesNotFitIsRefused() async throws {
        try await withService(binding(), Calc.handler(.soap11)) { listener in
            try await withPeer(port: listener.port) { peer in
                try await peer.send(Calc.post("hi"))
                let first = try #require(try await peer.answers(1).first)
                #expect(first.status == 401 && first.head.components("Digest realm=") == 2)
                let nonce = try #require(
                    first.head.split(separator: "nonce=\"").dropFirst().first?.split(separator: "\"").first.map(String.init))
                let fields = [
                    try field(nonce), try field(nonce), try field(nonce, nc: "00000002"), try field(nonce, nc: "00000003", uri: "/other"),
                    try field(nonce, nc: "00000004", user: "bob"), try field(nonce + "0", nc: "00000005"), try field(nonce, nc: "00000000"),
                    try field(nonce, nc: "6"), "Authorization: Digest", try field(nonce, nc: "00000006") + ", nc=00000007",
                    try field(nonce, nc: "0000000A"), try field(nonce, nc: "00000008"), try field(nonce, nc: "00000008"),
                ]
                for field in fields { try await peer.send(Calc.post("hi", field)) }
                let statuses = try await peer.answers(1 + fields.count).dropFirst().map(\.status)
                #expect(statuses == [200, 401, 200, 401, 401, 401, 401, 401, 401, 401, 200, 200, 401])
            }
        }
    }

    @Test func noncesAgeAndAreForgottenSafely() throws {
        let time = Clock()
        let nonces = try DigestNonces(lifetime: .seconds(10), capacity: 4, now: { time.value })
        let first = try nonces.make()
        guard case .fresh(let id, let made) = try nonces.judge(first) else { Issue.record("not fresh"); return }
        #expect(nonces.use(id, made: made, count: 1) == .first)
        #expect(nonces.use(id, made: made, count: 1) == .replayed)
        for _ in 0..<10 {
            time.advance(.milliseconds(5))
            guard case .fresh(let id, let made) = try nonces.judge(try nonces.make()) else { Issue.record("not fresh"); return }
            #expect(nonces.use(id, made: made, count: 1) == .first)
        }
        // Its counts are forgotten: it is not taken again.
        #expect(nonces.use(id, made: made, count: 1) == .stale)
        time.advance(.seconds(10))
        if case .stale = try nonces.judge(first) {} else { Issue.record("not stale") }
        if case .foreign = try DigestNonces(lifetime: .seconds(10)).judge(first) {} else { Issue.record("not foreign") }
    }

    final class Clock: Sendable {
        private let now = Mutex(Duration.zero)
        var value: Duration { now.withLock { $0 } }
        func advance(_ by: Duration) { now.withLock { $0 += by } }
    }

    /// A nonce that is too old costs one exchange more, and an endless supply of them no endless loop.
    @Test func retriesOnceWhenStale() async throws {
        try await withRawServer { server in
            let binding = binding()
            let channel = Task {
                try await binding.withRequestChannel(to: EndpointAddress("http://127.0.0.1:\(server.port)/peer")) {
                    try await $0.request(Calc.request("hi"))
                }
            }
            let peer = try await server.next()
            let answer =
                "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Digest realm=\"r\", qop=\"auth\", nonce=\"n\", stale=true\r\n"
                + "Content-Length: 0\r\n\r\n"
            for n in 1...3 {
                try await eventually { String(decoding: peer.octets, as: UTF8.self).components("POST /peer") == n }
                try await peer.send(answer)
            }
            await #expect(throws: CommunicationError.self) { try await channel.value }
            #expect(String(decoding: peer.octets, as: UTF8.self).components("POST /peer") == 3)
        }
    }

    @Test func challengesAreReadStrictly() {
        let two = Challenge.parse([#"Basic realm="a, b", Digest realm="q\"", nonce=n , NTLM, Negotiate abc/=="#])
        #expect(two?.map(\.scheme) == ["basic", "digest", "ntlm", "negotiate"])
        #expect(two?[1].parameters == ["realm": "q\"", "nonce": "n"])
        for wrong in [#"Digest realm="a"#, #"Digest realm="a", realm="b""#, "Digest a=b c=d", "=", "Digest a=\"b\"c"] {
            #expect(Challenge.parse([wrong]) == nil, "\(wrong)")
        }
        #expect(Challenge.parse(Array(repeating: "Basic", count: 17)) == nil)
    }
}

extension String {
    fileprivate func components(_ text: String) -> Int { split(separator: text, omittingEmptySubsequences: false).count - 1 }
}
