import StrataCore
import StrataCrypto
import StrataHTTP
import StrataInfoset
import StrataTLS
import StrataTextEncoding
import Testing

/// Addresses: who answers for a path, and what may be asked there.
@Suite(.timeLimit(.minutes(1))) struct EndpointTests {
    /// Answers with its own name, so that a test sees who answered.
    private func named(_ name: String) -> RequestHandler {
        { message in Calc.reply(name + "|" + (message.properties.via ?? ""), message.version) }
    }

    private func status(_ port: UInt16, _ request: String) async throws -> RawAnswer? {
        try await withPeer(port: port) { peer in
            try await peer.send(request)
            return try await peer.answers(1).first
        }
    }

    private func get(_ path: String, _ method: String = "GET", _ more: String = "") -> String {
        "\(method) \(path) HTTP/1.1\r\nHost: a\r\n\(more)\r\n"
    }

    @Test func manyEndpointsShareAPort() async throws {
        let binding = plainBinding()
        try await withService(binding, at: "/a", named("a")) { first in
            let port = first.port
            try await withService(binding, at: "/a/deep", port: port, named("deep")) { _ in
                try await withService(binding, at: "/b/", port: port, named("b")) { _ in
                    let cases: [(path: String, answer: String)] = [
                        ("/a", ">a|http://localhost/a<"), ("/a/deep", ">deep|http://localhost/a/deep<"),
                        ("/a/other", ">a|http://localhost/a/other<"), ("/a/deep/er?x=y", ">deep|http://localhost/a/deep/er?x=y<"),
                        ("/b", ">b|"), ("/b/", ">b|"), ("/a?q", ">a|http://localhost/a?q<"),
                        ("http://elsewhere:7/a", ">a|http://elsewhere:7/a<"),
                    ]
                    for (path, text) in cases {
                        let answer = try await status(port, Calc.post("x", path: path))
                        #expect(answer?.status == 200, "\(path)")
                        #expect(answer?.body.contains(text) == true, "\(path): \(answer?.body ?? "")")
                    }
                    for path in ["/", "/A", "/ab", "/c", "/a/../b", "/a/.", "/a/..", "/a/./x", "//a", "/%61", "/a/deep/../../b"] {
                        #expect(try await status(port, Calc.post("x", path: path))?.status == 404, "\(path)")
                    }
                }
                // The others go on without it.
                #expect(try await status(port, Calc.post("x", path: "/b"))?.status == 404)
                #expect(try await status(port, Calc.post("x", path: "/a/deep"))?.body.contains(">deep|") == true)
            }
            #expect(try await status(port, Calc.post("x", path: "/a/deep"))?.body.contains(">a|") == true)
        }
    }

    @Test func aPathIsServedOnce() async throws {
        let binding = plainBinding()
        try await withService(binding, at: "/a", named("a")) { listener in
            for path in ["/a", "/a/"] {
                await #expect {
                    try await withService(binding, at: path, port: listener.port, self.named("b")) { _ in }
                } throws: { ($0 as? CommunicationError)?.code == .addressInUse && "\($0)".contains("/a") }
            }
        }
    }

    /// Connections are one endpoint's before anybody knows whose: settings of theirs that differ are refused by name, not ignored.
    @Test func settingsOfConnectionsMustAgree() async throws {
        try await withService(plainBinding(), at: "/a", named("a")) { listener in
            let changes: [(String, (inout HTTPTransport.Configuration) -> Void)] = [
                ("limits", { $0.limits.maxFieldCount = 7 }), ("idleTimeout", { $0.idleTimeout = .seconds(1) }),
                ("requestInitializationTimeout", { $0.requestInitializationTimeout = .seconds(1) }),
                ("maxConnections", { $0.maxConnections = 3 }),
            ]
            for (name, change) in changes {
                await #expect {
                    try await withService(plainBinding(configure: change), at: "/b", port: listener.port, self.named("b")) { _ in }
                } throws: { ($0 as? CommunicationError)?.code == .invalidOperation && "\($0)".contains(name) }
            }
        }
    }

    @Test func certificatesOfASharedPortMustAgree() async throws {
        let c = try Certificates.shared.get()
        let other = try c.authority.issue(.server(names: ["localhost"]))
        func binding(_ identity: Int) -> CustomBinding {
            var tls = c.serverSettings()
            if identity == 2 { tls.identity = other }
            return CustomBinding {
                TextEncoding(.soap11)
                HTTPSTransport(tls: tls)
            }
        }
        try await withService(binding(1), at: "/a", scheme: "https", named("a")) { listener in
            try await withService(binding(1), at: "/b", port: listener.port, scheme: "https", named("b")) { _ in }
            await #expect {
                try await withService(binding(2), at: "/c", port: listener.port, scheme: "https", self.named("c")) { _ in }
            } throws: { "\($0)".contains("TLS") }
            await #expect {
                try await withService(plainBinding(), at: "/d", port: listener.port, self.named("d")) { _ in }
            } throws: { "\($0)".contains("one is http, the other https") }
        }
    }

    /// Limits of messages are each endpoint's own, in both directions of the difference, on one connection.
    @Test(arguments: [true, false])
    func sizeLimitsAreTheEndpointsOwn(_ smallFirst: Bool) async throws {
        let small = plainBinding { $0.maxReceivedMessageSize = 1000 }
        let large = plainBinding { $0.maxReceivedMessageSize = 100_000 }
        let long = String(repeating: "x", count: 5000)
        try await withService(smallFirst ? small : large, at: "/1", Calc.handler(.soap11)) { first in
            try await withService(smallFirst ? large : small, at: "/2", port: first.port, Calc.handler(.soap11)) { _ in
                let (few, many) = smallFirst ? ("/1", "/2") : ("/2", "/1")
                try await withPeer(port: first.port) { peer in
                    try await peer.send(
                        Calc.post(long, path: many) + Calc.post("hi", path: few) + Calc.post(long, path: many) + Calc.post(long, path: few))
                    try await peer.end()
                    #expect(peer.finals.map(\.status) == [200, 200, 200, 413])
                }
            }
        }
    }

    @Test func keepAliveIsTheEndpointsOwn() async throws {
        try await withService(plainBinding(), at: "/1", Calc.handler(.soap11)) { first in
            try await withService(plainBinding { $0.keepAliveEnabled = false }, at: "/2", port: first.port, Calc.handler(.soap11)) { _ in
                try await withPeer(port: first.port) { peer in
                    try await peer.send(Calc.post("a", path: "/1") + Calc.post("b", path: "/2"))
                    try await peer.end()
                    #expect(peer.finals.map { $0.field("connection") } == [nil, "close"])
                }
            }
        }
    }

    // MARK: Methods

    @Test(arguments: ["GET", "HEAD", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "post"])
    func withoutResourcesOnlyPOSTIsAllowed(_ method: String) async throws {
        try await withService(plainBinding(), Calc.handler(.soap11) { _ in Issue.record("the handler ran") }) { listener in
            try await withPeer(port: listener.port) { peer in
                try await peer.send(get("/peer", method))
                let answer = try await peer.answers(1).first
                #expect(answer?.status == 405)
                #expect(answer?.field("allow") == "POST")
            }
        }
    }

    @Test func resourcesBesideMessages() async throws {
        let resources = [
            Resource("", title: "page", contentType: "text/html", octets: Bytes("<p>page</p>")),
            Resource("?wsdl", title: "description", contentType: "text/xml", octets: Bytes("<wsdl/>")),
            Resource("/metrics", title: "metrics") { .init(contentType: "text/plain", octets: Bytes("up 1")) },
            Resource("/broken", title: "broken") { throw FaultError(.sender("a secret of the service")) },
        ]
        try await withService(plainBinding(), resources: resources, Calc.handler(.soap11)) { listener in
            let expected: [(String, Int, String)] = [
                ("/peer", 200, "<p>page</p>"), ("/peer/", 200, "<p>page</p>"), ("/peer?wsdl", 200, "<wsdl/>"),
                ("/peer/metrics", 200, "up 1"), ("/peer?other", 404, ""), ("/peer/none", 404, ""), ("/peer/broken", 500, ""),
                ("/none", 404, ""),
            ]
            for (path, status, body) in expected {
                let answer = try await self.status(listener.port, get(path))
                #expect(answer?.status == status, "\(path)")
                #expect(answer?.body == body, "\(path)")
                // HEAD: the same head, no body; the next request on the connection shows where it ended.
                try await withPeer(port: listener.port) { peer in
                    try await peer.send(get(path, "HEAD", "Connection: close\r\n"))
                    try await peer.end()
                    let text = String(decoding: peer.octets, as: UTF8.self)
                    #expect(text.hasPrefix("HTTP/1.1 \(status) "))
                    #expect(text.hasSuffix("\r\n\r\n"))
                    #expect(text.contains("Content-Length: \(body.utf8.count)\r\n"), "\(path)")
                }
            }
            #expect(try await status(listener.port, Calc.post("hi"))?.body.contains(">hi<") == true)
            let put = try await status(listener.port, get("/peer", "PUT"))
            #expect(put?.status == 405)
            #expect(put?.field("allow") == "GET, HEAD, POST")
            // A GET whose client waits for leave to send its body gets it.
            try await withPeer(port: listener.port) { peer in
                try await peer.send(get("/peer", "GET", "Expect: 100-continue\r\nContent-Length: 3\r\n"))
                try await peer.waitForInterim()
                try await peer.send("abc" + get("/peer?wsdl"))
                #expect(try await peer.answers(2).map(\.body) == ["<p>page</p>", "<wsdl/>"])
            }
        }
    }

    @Test(arguments: [("CONNECT a:80", [400, 405, 501]), ("OPTIONS *", [405]), ("OPTIONS /peer", [405]), ("GET a", [400])])
    func otherTargets(_ start: String, _ statuses: [Int]) async throws {
        try await withService(plainBinding(), Calc.handler(.soap11)) { listener in
            let answer = try await status(listener.port, "\(start) HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(statuses.contains(answer?.status ?? 0), "\(answer?.status ?? 0)")
        }
    }

    @Test(arguments: ["*", "+", "0.0.0.0", "[::]"])
    func everyAddressOfTheMachine(_ host: String) async throws {
        try await withService(plainBinding(), host: host, Calc.handler(.soap11)) { listener in
            let answer = try await status(listener.port, Calc.post("hi"))
            #expect(answer?.status == 200)
        }
    }
}
