import StrataCore
@testable import StrataHTTP
@testable import StrataNet
import StrataInfoset
import StrataTLS
import StrataTextEncoding
import Testing

/// Clients behind a proxy: what it is told, what it must not be told, and its refusals.
@Suite(.timeLimit(.minutes(1))) struct ProxyTests {
    private static let own = "Proxy-Authorization: Basic " + Base64.encode(Array("gate:keeper".utf8))
    private static let targets = "Authorization: Basic " + Base64.encode(Array("alice:secret".utf8))

    private func set(_ c: inout HTTPTransport.Configuration, _ proxy: RawServer) {
        var given = HTTPProxy("http://127.0.0.1:\(proxy.port)")
        given.authenticationScheme = .basic
        given.credentials = HTTPCredentials(userName: "gate", password: "keeper")
        c.proxy = given
        c.authenticationScheme = .basic
        c.credentials = HTTPCredentials(userName: "alice", password: "secret")
    }

    private func secure(_ proxy: RawServer) throws -> CustomBinding {
        var configuration = HTTPSTransport.Configuration(tls: try Certificates.shared.get().clientSettings())
        set(&configuration.http, proxy)
        return CustomBinding {
            TextEncoding(.soap11)
            HTTPSTransport(configuration)
        }
    }

    private func lines(_ peer: RawPeer) -> [String] {
        String(decoding: peer.octets, as: UTF8.self).split(separator: "\r\n").map(String.init)
    }

    @Test func plainRequestsHaveTheWholeAddress() async throws {
        try await withRawServer { proxy in
            try await plainBinding(configure: { set(&$0, proxy) }).withRequestChannel(to: EndpointAddress("http://svc.example/a?b=c")) {
                channel in
                let call = Task { try await channel.request(Calc.request("hi")) }
                let peer = try await proxy.next()
                _ = try await peer.requests(1)
                let lines = lines(peer)
                #expect(lines[0] == "POST http://svc.example/a?b=c HTTP/1.1" && lines[1] == "Host: svc.example")
                #expect(lines.contains(Self.own) && lines.contains(Self.targets))
                try await peer.send(ClientTests.good())
                #expect(try Calc.text(of: try await call.value) == "hi")
            }
        }
    }

    /// The answers of a proxy name it; nothing has happened yet.
    @Test(arguments: [(407, CommunicationError.Code.securityRejected), (502, .protocolViolation), (503, .serverTooBusy)])
    func refusalsOfPlainRequests(_ status: Int, _ code: CommunicationError.Code) async throws {
        try await withRawServer { proxy in
            try await plainBinding(configure: { set(&$0, proxy) }).withRequestChannel(to: EndpointAddress("http://svc.example/")) {
                channel in
                let call = Task { try await channel.request(Calc.request("hi")) }
                let peer = try await proxy.next()
                _ = try await peer.requests(1)
                try await peer.send("HTTP/1.1 \(status) No\r\nContent-Length: 0\r\n\r\n")
                await #expect { _ = try await call.value } throws: {
                    guard let error = $0 as? CommunicationError else { return false }
                    return error.code == code && error.message.contains("127.0.0.1:\(proxy.port)")
                }
            }
        }
    }

    @Test(arguments: [
        (407, CommunicationError.Code.securityRejected), (401, .securityRejected), (403, .securityRejected), (502, .endpointNotFound),
        (503, .serverTooBusy), (302, .protocolViolation), (500, .protocolViolation),
    ])
    func refusalsOfTunnels(_ status: Int, _ code: CommunicationError.Code) async throws {
        try await withRawServer { proxy in
            try await secure(proxy).withRequestChannel(to: EndpointAddress("https://svc.example/a")) { channel in
                let call = Task { try await channel.request(Calc.request("hi")) }
                let peer = try await proxy.next()
                _ = try await peer.requests(1)
                let lines = lines(peer)
                #expect(lines == ["CONNECT svc.example:443 HTTP/1.1", "Host: svc.example:443", Self.own])
                try await peer.send("HTTP/1.1 \(status) No\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 2\r\n\r\nno")
                await #expect { _ = try await call.value } throws: {
                    guard let error = $0 as? CommunicationError else { return false }
                    return error.code == code && error.retry == .safe && (error.cause as? HTTPStatusError)?.status == status
                        && error.message.contains("the proxy http://127.0.0.1:\(proxy.port)/")
                        && error.message.contains("svc.example")
                }
                #expect(proxy.count == 1)
            }
        }
    }

    /// Octets behind the answer would stand before the handshake; and an end instead of an answer is no tunnel.
    @Test(arguments: ["HTTP/1.1 200 OK\r\n\r\nX", "HTTP/1.1 200 OK\r\nbad line\r\n\r\n", "HTTP/1.1 2", ""])
    func brokenTunnels(_ answer: String) async throws {
        try await withRawServer { proxy in
            try await secure(proxy).withRequestChannel(to: EndpointAddress("https://svc.example/a")) { channel in
                let call = Task { try await channel.request(Calc.request("hi")) }
                let peer = try await proxy.next()
                _ = try await peer.requests(1)
                try await peer.send(answer)
                try await peer.close()
                await #expect { _ = try await call.value } throws: { ($0 as? CommunicationError)?.retry == .safe }
            }
        }
    }

    @Test func aSilentProxyHasTheDeadline() async throws {
        try await withRawServer { proxy in
            try await secure(proxy).withRequestChannel(to: EndpointAddress("https://svc.example/a")) { channel in
                await #expect { _ = try await channel.request(Calc.request("hi"), until: .after(.milliseconds(50))) } throws: {
                    ($0 as? CommunicationError)?.code == .timedOut && ($0 as? CommunicationError)?.retry == .safe
                }
            }
        }
    }

    /// Through a real relay to a real service: TLS is spoken with the service, and its name is what its certificate is held against.
    @Test(arguments: ["localhost", "127.0.0.1", "wrong.example"])
    func tunnelsToAService(_ host: String) async throws {
        var settings = HTTPSTransport.Configuration(tls: try Certificates.shared.get().serverSettings())
        settings.authenticationScheme = .basic
        settings.userNameValidator = OneUser()
        let service = CustomBinding {
            TextEncoding(.soap11)
            HTTPSTransport(settings)
        }
        let handler = Calc.handler(.soap11) { message in
            let headers = message.properties[HTTPRequestProperty.self]?.headers
            #expect(headers?["Proxy-Authorization"] == nil && headers?["Authorization"] != nil)
        }
        try await withService(service, scheme: "https", handler) { listener in
            try await withRawServer { proxy in
                let relay = Task {
                    let peer = try await proxy.next()
                    _ = try await peer.requests(1)
                    try await peer.relay(to: listener.port)
                }
                try await secure(proxy).withRequestChannel(to: EndpointAddress("https://\(host):\(listener.port)/peer")) { channel in
                    if host == "wrong.example" {
                        await #expect { _ = try await channel.request(Calc.request("hi")) } throws: {
                            ($0 as? CommunicationError)?.code == .securityRejected && ($0 as? CommunicationError)?.retry == .safe
                        }
                    } else {
                        // Both on one connection.
                        for text in ["one", "two"] {
                            let reply = try await channel.request(Calc.request(text))
                            #expect(try Calc.text(of: reply) == text)
                        }
                        #expect(proxy.count == 1)
                    }
                }
                try await relay.value
            }
        }
    }

    /// Octets up and back through the tunnel, while the one still go and the others come already.
    @Test func aStreamThroughATunnel() async throws {
        let certificates = try Certificates.shared.get()
        func stack(_ tls: TLSConfiguration, _ proxy: RawServer?) -> CustomBinding {
            var settings = HTTPSTransport.Configuration(tls: tls)
            settings.transferMode = .streamed
            settings.maxReceivedMessageSize = 1 << 24
            if let proxy { settings.proxy = HTTPProxy("http://127.0.0.1:\(proxy.port)") }
            return CustomBinding {
                TextEncoding(.soap11)
                HTTPSTransport(settings)
            }
        }
        try await withService(stack(certificates.serverSettings(), nil), scheme: "https", Streams.handler) { listener in
            try await withRawServer { proxy in
                let relay = Task {
                    let peer = try await proxy.next()
                    #expect(try await peer.requests(1).first?.head.hasPrefix("CONNECT localhost:\(listener.port) ") == true)
                    try await peer.relay(to: listener.port)
                }
                let address = EndpointAddress("https://localhost:\(listener.port)/peer")
                try await stack(certificates.clientSettings(), proxy).withRequestChannel(to: address) { channel in
                    // The second on the tunnel of the first.
                    for size in [3_000_000, 100_000] {
                        let reply = try await channel.request(Streams.message("EchoStream", "data", Pattern(size: size)))
                        var count = 0
                        for try await piece in try #require(reply.body.stream).octets(
                            in: Streams.path("EchoStreamResponse", "EchoStreamResult"))
                        {
                            #expect(isPattern(piece, from: count))
                            count += piece.count
                        }
                        #expect(count == size)
                    }
                    #expect(proxy.count == 1)
                }
                try await relay.value
            }
        }
    }

    @Test func digestForTheProxy() async throws {
        try await withRawServer { proxy in
            let binding = plainBinding {
                set(&$0, proxy)
                $0.proxy?.authenticationScheme = .digest
            }
            try await binding.withRequestChannel(to: EndpointAddress("http://svc.example/a")) { channel in
                let call = Task { try await channel.request(Calc.request("hi")) }
                let peer = try await proxy.next()
                #expect(try await peer.requests(1).first?.field("Proxy-Authorization") == nil)
                try await peer.send(
                    "HTTP/1.1 407 No\r\nProxy-Authenticate: Digest realm=\"r\", qop=\"auth\", nonce=\"n\"\r\nContent-Length: 0\r\n\r\n")
                let field = try await peer.requests(2).last?.field("Proxy-Authorization") ?? ""
                #expect(field.hasPrefix("Digest username=\"gate\"") && field.contains("uri=\"http://svc.example/a\""), "\(field)")
                try await peer.send(ClientTests.good())
                #expect(try Calc.text(of: try await call.value) == "hi")
            }
        }
    }

    private func secureWithDigest(_ proxy: RawServer) throws -> CustomBinding {
        var configuration = HTTPSTransport.Configuration(tls: try Certificates.shared.get().clientSettings())
        set(&configuration.http, proxy)
        configuration.http.proxy?.authenticationScheme = .digest
        return CustomBinding {
            TextEncoding(.soap11)
            HTTPSTransport(configuration)
        }
    }

    private func challenge(_ nonce: String, _ more: String = "") -> String {
        "HTTP/1.1 407 No\r\nProxy-Authenticate: Digest realm=\"r\", qop=\"auth\", algorithm=SHA-256, nonce=\"\(nonce)\"\(more)\r\n"
            + "Content-Length: 0\r\n\r\n"
    }

    /// What a proxy is shown of Digest for a tunnel to `authority`: the response is recomputed here.
    private func expect(_ field: String?, _ nonce: String, _ authority: String) throws {
        let shown = try #require(DigestField(field), "\(field ?? "nothing")")
        #expect(shown["username"] == "gate" && shown["realm"] == "r" && shown["nonce"] == nonce && shown["uri"] == authority)
        #expect(shown["response"] == (try shown.expected(password: "keeper", method: "CONNECT")))
    }

    /// The tunnel is asked for by CONNECT, whose request target is host and port (RFC 9110, 9.3.6): that is what Digest covers.
    @Test func digestForATunnel() async throws {
        let settings = try Certificates.shared.get().serverSettings()
        let service = CustomBinding {
            TextEncoding(.soap11)
            HTTPSTransport(tls: settings)
        }
        let handler = Calc.handler(.soap11) { message in
            let headers = message.properties[HTTPRequestProperty.self]?.headers
            #expect(headers?["Proxy-Authorization"] == nil)
        }
        try await withService(service, scheme: "https", handler) { listener in
            try await withRawServer { proxy in
                let authority = "localhost:\(listener.port)"
                try await secureWithDigest(proxy).withRequestChannel(to: EndpointAddress("https://\(authority)/peer")) { channel in
                    let call = Task { try await channel.request(Calc.request("hi")) }
                    let first = try await proxy.next()
                    #expect(try await first.requests(1).first?.field("Proxy-Authorization") == nil)
                    try await first.send(challenge("one"))
                    let second = try await proxy.next()
                    let asked = try #require(try await second.requests(1).first)
                    #expect(asked.head.hasPrefix("CONNECT \(authority) HTTP/1.1\r\n") && asked.field("Authorization") == nil)
                    try expect(asked.field("Proxy-Authorization"), "one", authority)
                    try await second.relay(to: listener.port)
                    #expect(try Calc.text(of: try await call.value) == "hi")
                    #expect(proxy.count == 2)
                }
            }
        }
    }

    /// A second 407 is the end, unless only the nonce was too old; a third one is in any case. Nothing was said to the target.
    @Test(arguments: [false, true])
    func tunnelsThatAreRefusedAgain(_ isStale: Bool) async throws {
        try await withRawServer { proxy in
            try await secureWithDigest(proxy).withRequestChannel(to: EndpointAddress("https://svc.example/a")) { channel in
                let call = Task { try await channel.request(Calc.request("hi")) }
                for (n, nonce) in ["", "one", "two"].prefix(isStale ? 3 : 2).enumerated() {
                    let peer = try await proxy.next()
                    let asked = try #require(try await peer.requests(1).first)
                    #expect(asked.head.hasPrefix("CONNECT svc.example:443 HTTP/1.1\r\n") && asked.field("Authorization") == nil)
                    if n == 0 {
                        #expect(asked.field("Proxy-Authorization") == nil)
                    } else {
                        try expect(asked.field("Proxy-Authorization"), nonce, "svc.example:443")
                    }
                    try await peer.send(challenge(["one", "two", "three"][n], isStale ? ", stale=true" : ""))
                }
                await #expect { _ = try await call.value } throws: {
                    guard let error = $0 as? CommunicationError else { return false }
                    return error.code == .securityRejected && error.retry == .safe && (error.cause as? HTTPStatusError)?.status == 407
                        && error.message.contains("the proxy http://127.0.0.1:\(proxy.port)/")
                }
                #expect(proxy.count == (isStale ? 3 : 2))
            }
        }
    }

    @Test func bypasses() {
        var proxy = HTTPProxy("http://p:1")
        proxy.bypassList = ["Svc.example", "*.inner.example", "10.0.0.1"]
        for host in ["svc.example", "a.inner.example", "a.b.inner.example", "10.0.0.1"] { #expect(proxy.bypasses(host), "\(host)") }
        for host in ["x.svc.example", "inner.example", ".inner.example", "evilinner.example", "10.0.0.11", "localhost", "127.0.0.1"] {
            #expect(!proxy.bypasses(host), "\(host)")
        }
        proxy.bypassesLocal = true
        for host in ["localhost", "127.0.0.1", "127.9.9.9", "::1", "printer"] { #expect(proxy.bypasses(host), "\(host)") }
        for host in ["127.0.0.1.example", "fe80::1", "a.example"] { #expect(!proxy.bypasses(host), "\(host)") }
    }

    @Test(arguments: ["https://p:1", "http://p:1/path", "http://u:p@p:1", "p:1", "http://p:0"])
    func addressesThatAreRefused(_ address: String) {
        #expect(throws: BindingError.self) {
            _ = try plainBinding(configure: { $0.proxy = HTTPProxy(address) }).makeRequestFactory()
        }
    }
}

extension RawPeer {
    /// Opens the tunnel that was asked for: from here on octets go to a port of this machine and back.
    func relay(to port: UInt16) async throws {
        let other = Relay()
        try await tunnel(other, to: port)
    }
}

/// One end of a tunnel; confined to the loop.
final class Relay: ByteStreamHandler, @unchecked Sendable {
    var other: ByteStream?
    func read(_ stream: ByteStream, _ bytes: UnsafeRawBufferPointer) throws(IOError) -> Taken {
        other?.write(bytes)
        return Taken(consumed: bytes.count)
    }
    func inputClosed(_ stream: ByteStream) { other?.endOutput() }
    func closed(_ stream: ByteStream, _ error: IOError?) { other?.shut() }
}
