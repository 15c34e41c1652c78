import StrataCore
@testable import StrataHTTP
import StrataInfoset
import StrataTextEncoding
import TestSupport
import Testing

/// What a client makes of peers that do not answer as they should.
@Suite(.timeLimit(.minutes(1))) struct ClientTests {
    /// One call to a server of the test, which gets the connection once the request is there.
    private func call(
        _ binding: CustomBinding = plainBinding(), until deadline: Deadline = .never, _ answer: (RawPeer) async throws -> Void
    ) async throws -> Message {
        try await withRawServer { server in
            try await binding.withRequestChannel(to: EndpointAddress("http://127.0.0.1:\(server.port)/x")) { channel in
                let result = Task { try await channel.request(Calc.request("hi"), until: deadline) }
                let peer = try await server.next()
                _ = try await peer.requests(1)
                try await answer(peer)
                return try await result.value
            }
        }
    }

    private func failure(
        _ binding: CustomBinding = plainBinding(), until deadline: Deadline = .never, _ answer: (RawPeer) async throws -> Void
    ) async throws -> CommunicationError {
        do {
            let reply = try await call(binding, until: deadline, answer)
            throw FaultError(.sender("a reply: \(reply)"))
        } catch let error as CommunicationError {
            return error
        }
    }

    static func good(_ text: String = "hi", _ more: String = "") -> String {
        let body =
            "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><EchoResponse xmlns=\"urn:peers:calc\"><EchoResult>"
            + "\(text)</EchoResult></EchoResponse></s:Body></s:Envelope>"
        return "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\(more)Content-Length: \(body.utf8.count)\r\n\r\n" + body
    }

    // MARK: Statuses

    @Test(
        arguments: [
            (301, .protocolViolation, .safe), (302, .protocolViolation, .unsafe), (303, .protocolViolation, .unsafe),
            (304, .protocolViolation, .unsafe), (307, .protocolViolation, .safe), (308, .protocolViolation, .safe),
            (400, .protocolViolation, .unsafe), (401, .securityRejected, .safe), (403, .securityRejected, .safe),
            (404, .endpointNotFound, .safe), (405, .protocolViolation, .safe), (407, .securityRejected, .safe),
            (410, .endpointNotFound, .safe), (413, .quotaExceeded, .unsafe), (415, .protocolViolation, .safe),
            (417, .protocolViolation, .safe),
            (429, .protocolViolation, .unsafe), (500, .protocolViolation, .unsafe), (502, .protocolViolation, .unsafe),
            (503, .serverTooBusy, .safe), (504, .protocolViolation, .unsafe), (599, .protocolViolation, .unsafe),
        ] as [(Int, CommunicationError.Code, CommunicationError.Retry)])
    func statuses(_ status: Int, _ code: CommunicationError.Code, _ retry: CommunicationError.Retry) async throws {
        let error = try await failure { peer in
            try await peer.send(
                "HTTP/1.1 \(status) Some Words\r\nContent-Type: text/plain\r\nContent-Length: \(status == 304 ? 0 : 10)\r\n\r\n"
                    + (status == 304 ? "" : "the\r\n body"))
        }
        #expect(error.code == code)
        #expect(error.retry == retry)
        #expect(error.message.contains("127.0.0.1:"))
        #expect(error.message.contains("\(status)"))
        let cause = try #require(error.cause as? HTTPStatusError)
        #expect(cause.status == status)
        #expect(cause.reason == "Some Words")
        if status != 304 { #expect(cause.excerpt == "the\r\n body") }
        // One line of a log, whatever the peer has sent.
        #expect(!"\(error)".contains { $0.isNewline })
        if status != 304 { #expect("\(error)".contains("the\\r\\n body")) }
    }

    @Test func anErrorPageWhereAMessageWasDue() async throws {
        let page = "<html><title>Sign in</title>\u{1b}[2J" + String(repeating: "x", count: 5000)
        for status in [200, 203] {
            let error = try await failure { peer in
                try await peer.send(
                    "HTTP/1.1 \(status) OK\r\nContent-Type: text/html\r\nContent-Length: \(page.utf8.count)\r\n\r\n\(page)")
            }
            #expect(error.code == .protocolViolation)
            #expect(error.message.contains("'text/html'"))
            let text = "\(error)"
            #expect(text.contains("status \(status)"))
            #expect(text.contains("<title>Sign in</title>\\u{1b}[2J"))
            #expect(text.count < 1500)
            #expect((error.cause as? HTTPStatusError)?.excerpt.count == 1024)
        }
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 204 No Content\r\n\r\n",
    ])
    func noMessageWhereOneWasDue(_ answer: String) async throws {
        let error = try await failure { try await $0.send(answer) }
        #expect(error.code == .noReply)
        #expect(error.retry == .unsafe)
    }

    /// 89: a well-formed fault that is all detail and reason: typed, whole for who asks for it, and short in a log.
    @Test(arguments: [MessageVersion.soap11, .soap12], [true, false])
    func aHugeFaultIsShortInALog(_ version: MessageVersion, _ isWithinLimits: Bool) async throws {
        let huge = String(repeating: "long\u{2028}\n", count: 100_000)
        let body =
            version == .soap11
            ? "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><s:Fault><faultcode>s:Server</faultcode>"
                + "<faultstring>\(huge)</faultstring><detail><d xmlns=\"urn:d\">\(huge)</d></detail></s:Fault></s:Body></s:Envelope>"
            : "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body><s:Fault><s:Code><s:Value>s:Receiver</s:Value>"
                + "</s:Code><s:Reason><s:Text xml:lang=\"en\">\(huge)</s:Text></s:Reason><s:Detail><d xmlns=\"urn:d\">\(huge)</d>"
                + "</s:Detail></s:Fault></s:Body></s:Envelope>"
        let type = version == .soap11 ? "text/xml" : "application/soap+xml"
        let answer = "HTTP/1.1 500 X\r\nContent-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n\r\n" + body
        var encoding = TextEncoding.Configuration.defaults
        encoding.messageVersion = version
        if isWithinLimits { encoding.readerQuotas = .maximum }
        var transport = HTTPTransport.Configuration.defaults
        transport.maxReceivedMessageSize = isWithinLimits ? 1 << 23 : 65_536
        let binding = CustomBinding {
            TextEncoding(encoding)
            HTTPTransport(transport)
        }
        try await withRawServer { server in
            let address = EndpointAddress("http://127.0.0.1:\(server.port)/x")
            let call = Task {
                try await binding.withRequestChannel(to: address) {
                    try await SOAPProcessor(version: version).call(Calc.request("hi", version), over: $0)
                }
            }
            let sending = Task { try await binding.withOutputChannel(to: address) { try await $0.send(Calc.request("hi", version)) } }
            for _ in 1...2 {
                let peer = try await server.next()
                _ = try await peer.requests(1)
                try await peer.send(answer)
            }
            for result in [await call.result.map { _ in }, await sending.result] {
                guard case .failure(let error) = result else {
                    Issue.record("no error")
                    continue
                }
                let text = "\(error)"
                #expect(text.unicodeScalars.count < 1500 && !text.contains { $0.isNewline }, "\(text.prefix(2000))")
                if isWithinLimits {
                    let fault = try #require((error as? FaultError)?.fault, "\(text)")
                    #expect(fault.code.description.contains("eceiver") || fault.code.description.contains("erver"))
                    #expect(fault.reason.contains("long") && fault.detail != nil)
                } else {
                    #expect((error as? CommunicationError)?.code == .quotaExceeded && text.contains("maxReceivedMessageSize"), "\(text)")
                }
            }
        }
    }

    /// Nothing follows a redirection: not the message, and not the credentials.
    @Test func redirectionsAreNotFollowed() async throws {
        try await withRawServer { elsewhere in
            let binding = plainBinding {
                $0.authenticationScheme = .basic
                $0.credentials = HTTPCredentials(userName: "alice", password: "secret")
            }
            for status in [301, 302, 303, 307, 308] {
                let error = try await failure(binding) { peer in
                    try await peer.send(
                        "HTTP/1.1 \(status) Moved\r\nLocation: http://127.0.0.1:\(elsewhere.port)/trap\r\nContent-Length: 0\r\n\r\n")
                }
                #expect(error.message.contains("http://127.0.0.1:\(elsewhere.port)/trap"))
                #expect(error.message.contains("not followed"))
            }
            #expect(elsewhere.count == 0)
        }
    }

    // MARK: Limits

    struct LimitCase: Sendable, CustomTestStringConvertible {
        var name: String
        var value: Int
        var answer: [UInt8]
        var set: @Sendable (inout HTTPTransport.Configuration, Int) -> Void
        var testDescription: String { name }

        init(
            name: String, value: Int, answer: some Sequence<UInt8>,
            set: @escaping @Sendable (inout HTTPTransport.Configuration, Int) -> Void
        ) {
            (self.name, self.value, self.set) = (name, value, set)
            self.answer = Array(answer)
        }

        init(name: String, value: Int, answer: String, set: @escaping @Sendable (inout HTTPTransport.Configuration, Int) -> Void) {
            self.init(name: name, value: value, answer: answer.utf8, set: set)
        }
    }

    /// A good answer whose gzip data become much more than they are.
    static func swollen() throws -> [UInt8] {
        let body = try ServiceLimitTests.swollen(String(good().split(separator: "\r\n\r\n", maxSplits: 1)[1]))
        return Array(
            "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Encoding: gzip\r\nContent-Length: \(body.count)\r\n\r\n".utf8) + body
    }

    static let limitCases: [LimitCase] = {
        let long = String(repeating: "o", count: 50)
        let interim = "HTTP/1.1 102 Processing\r\n\r\n"
        return [
            LimitCase(name: "maxReceivedMessageSize", value: 100, answer: good(long + long + long)) { $0.maxReceivedMessageSize = $1 },
            LimitCase(name: "limits.maxStartLineLength", value: 40, answer: good().replacing("OK", with: long)) {
                $0.limits.maxStartLineLength = $1
            },
            LimitCase(name: "limits.maxFieldLineLength", value: 40, answer: good("", "X-Long: \(long)\r\n")) {
                $0.limits.maxFieldLineLength = $1
            },
            LimitCase(name: "limits.maxFieldCount", value: 4, answer: good("", "A: b\r\nA: b\r\nA: b\r\n")) {
                $0.limits.maxFieldCount = $1
            },
            LimitCase(name: "limits.maxFieldBytes", value: 60, answer: good("", "X-Long: \(long)\r\n")) { $0.limits.maxFieldBytes = $1 },
            LimitCase(name: "limits.maxInterimResponses", value: 2, answer: interim + interim + interim + good()) {
                $0.limits.maxInterimResponses = $1
            },
            LimitCase(name: "limits.maxChunkLineLength", value: 10, answer: chunked("; extension=long\r\n", "")) {
                $0.limits.maxChunkLineLength = $1
            },
            LimitCase(name: "limits.maxTrailerCount", value: 1, answer: chunked("\r\n", "A: b\r\nC: d\r\n")) {
                $0.limits.maxTrailerCount = $1
            },
            LimitCase(name: "limits.maxTrailerBytes", value: 8, answer: chunked("\r\n", "A: bcdefg\r\n")) {
                $0.limits.maxTrailerBytes = $1
            },
            LimitCase(name: "limits.maxInflationRatio", value: 5, answer: (try? swollen()) ?? []) {
                $0.limits.maxInflationRatio = $1
                $0.maxReceivedMessageSize = 4 << 20
            },
        ]
    }()

    /// Each limit says its name and value; with a larger one the same answer is taken.
    @Test(arguments: limitCases)
    func limits(_ limit: LimitCase) async throws {
        let tight = plainBinding { limit.set(&$0, limit.value) }
        let error = try await failure(tight) { try await $0.send(limit.answer) }
        #expect(error.code == .quotaExceeded)
        #expect(error.message.contains("\(limit.name) (\(limit.value))"), "\(error)")
        let wide = plainBinding { limit.set(&$0, 8192) }
        let reply = try await call(wide) { try await $0.send(limit.answer) }
        #expect(!reply.isFault)
    }

    static func chunked(_ afterSize: String, _ trailers: String) -> String {
        let body = good().split(separator: "\r\n\r\n", maxSplits: 1)[1]
        return "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n\r\n"
            + String(body.utf8.count, radix: 16) + afterSize + body + "\r\n0\r\n" + trailers + "\r\n"
    }

    @Test func interimAnswersAreSkipped() async throws {
        let reply = try await call { peer in
            try await peer.send("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + Self.good("after"))
        }
        #expect(try Calc.text(of: reply) == "after")
    }

    // MARK: Time

    @Test func timeoutsSayWhatWasWaitedFor() async throws {
        let clock = HandClock()
        var binding = plainBinding(time: clock)
        binding.timeouts.send = .seconds(7)
        try await withRawServer { server in
            try await binding.withRequestChannel(to: EndpointAddress("http://127.0.0.1:\(server.port)/x")) { channel in
                for begins in [false, true] {
                    let call = Task { try await channel.request(Calc.request("hi")) }
                    let peer = try await server.next()
                    _ = try await peer.requests(1)
                    if begins { try await peer.send(Array(Self.good().utf8.dropLast(10))) }
                    clock.advance(by: .seconds(7))
                    await #expect { _ = try await call.value } throws: { error in
                        guard let error = error as? CommunicationError else { return false }
                        // Whether the beginning was read when the time came nobody knows.
                        let isAsked = error.message.contains("had not begun to answer")
                        return error.code == .timedOut && error.retry == .unsafe
                            && (isAsked || begins && error.message.contains("not whole"))
                            && error.message.contains("timeouts.send (7.0 seconds)")
                    }
                    // Nobody waits for the rest of it.
                    try await peer.end()
                }
                // In time it is an answer.
                let call = Task { try await channel.request(Calc.request("hi")) }
                let peer = try await server.next()
                _ = try await peer.requests(1)
                clock.advance(by: .seconds(6))
                try await peer.send(Self.good("in time"))
                #expect(try await Calc.text(of: call.value) == "in time")
            }
        }
    }

    @Test func aCallThatFoundNoConnectionSaysSo() async throws {
        let clock = HandClock()
        try await withRawServer { server in
            let binding = plainBinding(time: clock) { $0.maxOutboundConnectionsPerEndpoint = 1 }
            try await binding.withRequestChannel(to: EndpointAddress("http://127.0.0.1:\(server.port)/x")) { channel in
                let first = Task { try await channel.request(Calc.request("1"), until: .never) }
                let peer = try await server.next()
                _ = try await peer.requests(1)
                let second = Task { try await channel.request(Calc.request("2"), until: .after(.seconds(1), on: clock)) }
                try await eventually { clock.waiting == 1 }
                clock.advance(by: .seconds(1))
                await #expect { _ = try await second.value } throws: { error in
                    guard let error = error as? CommunicationError else { return false }
                    return error.code == .timedOut && error.retry == .safe
                        && error.message.contains("maxOutboundConnectionsPerEndpoint (1)")
                }
                // The place is not lost: what waits gets it.
                let third = Task { try await channel.request(Calc.request("3"), until: .never) }
                try await peer.send(Self.good("1"))
                _ = try await first.value
                #expect(try await peer.requests(2).last?.body.contains(">3<") == true)
                try await peer.send(Self.good("3"))
                #expect(try await Calc.text(of: third.value) == "3")
                #expect(server.count == 1)
            }
        }
    }

    @Test func aTLSHandshakeHasTheDeadlineToo() async throws {
        let clock = HandClock()
        try await withRawServer { server in
            let c = try Certificates.shared.get()
            let binding = CustomBinding(time: clock) {
                TextEncoding(.soap11)
                HTTPSTransport(tls: c.clientSettings())
            }
            try await binding.withRequestChannel(to: EndpointAddress("https://127.0.0.1:\(server.port)/x")) { channel in
                let call = Task { try await channel.request(Calc.request("1")) }
                let peer = try await server.next()
                try await peer.received(1)
                clock.advance(by: .seconds(60))
                await #expect { _ = try await call.value } throws: { error in
                    guard let error = error as? CommunicationError else { return false }
                    return error.code == .timedOut && error.retry == .safe && error.message.contains("TLS included")
                }
                try await peer.end()
            }
        }
    }

    // MARK: Leaving

    @Test func cancellationEndsTheCallAndItsConnection() async throws {
        try await withRawServer { server in
            let binding = plainBinding { $0.maxOutboundConnectionsPerEndpoint = 1 }
            try await binding.withRequestChannel(to: EndpointAddress("http://127.0.0.1:\(server.port)/x")) { channel in
                for n in 1...3 {
                    let call = Task { try await channel.request(Calc.request("\(n)")) }
                    let peer = try await server.next()
                    _ = try await peer.requests(1)
                    if n == 2 { try await peer.send("HTTP/1.1 200 OK\r\nContent-Le") }
                    call.cancel()
                    await #expect(throws: CancellationError.self) { _ = try await call.value }
                    try await peer.end()
                }
                // Its place is free again.
                let call = Task { try await channel.request(Calc.request("4")) }
                let peer = try await server.next()
                _ = try await peer.requests(1)
                try await peer.send(Self.good("4"))
                #expect(try await Calc.text(of: call.value) == "4")
            }
        }
    }

    @Test func abortFailsWhatIsUnderWayAndCloseWaitsForIt() async throws {
        try await withRawServer { server in
            let factory = try plainBinding().makeRequestFactory()
            try await factory.open(until: .never)
            for aborts in [true, false] {
                let channel = try factory.makeChannel(to: EndpointAddress("http://127.0.0.1:\(server.port)/x"), via: nil)
                try await channel.open(until: .never)
                let call = Task { try await channel.request(Calc.request("hi")) }
                let peer = try await server.next()
                _ = try await peer.requests(1)
                if aborts {
                    channel.abort()
                    await #expect { _ = try await call.value } throws: { ($0 as? CommunicationError)?.code == .aborted }
                    try await peer.end()
                } else {
                    let closing = Task { try await channel.close(until: .never) }
                    try await eventually { channel.state == .closing }
                    try await peer.send(Self.good("late"))
                    #expect(try await Calc.text(of: call.value) == "late")
                    try await closing.value
                    await #expect(throws: CommunicationError.self) { _ = try await channel.request(Calc.request("hi")) }
                }
            }
            try await factory.close(until: .never)
        }
    }

    // MARK: Reaching nobody

    @Test func aRefusedConnectionNamesTheAddress() async throws {
        let port = try await withRawServer { $0.port }
        await #expect {
            try await plainBinding().withRequestChannel(to: EndpointAddress("http://127.0.0.1:\(port)/x")) {
                _ = try await $0.request(Calc.request("hi"))
            }
        } throws: { error in
            guard let error = error as? CommunicationError else { return false }
            return error.code == .endpointNotFound && error.retry == .safe && "\(error)".contains("127.0.0.1:\(port)")
                && "\(error)".contains("refused")
        }
    }

    @Test func aNameWithoutAddressIsNamed() async throws {
        await #expect {
            try await plainBinding().withRequestChannel(to: EndpointAddress("http://nobody.invalid/x")) {
                _ = try await $0.request(Calc.request("hi"), until: .after(.seconds(20)))
            }
        } throws: { error in
            guard let error = error as? CommunicationError else { return false }
            return error.code == .endpointNotFound && error.retry == .safe && "\(error)".contains("nobody.invalid")
        }
    }

    @Test(arguments: [
        "http://+:80/x", "http://*/x", "http://127.0.0.1:0/x", "https://a/x", "net.tcp://a/x", "http:///x", "http://u:p@a/", "a",
        "http://a/b|c", "http://a/b<c", "http://a,b/", "http://[fe80::1%25eth0]/",
    ])
    func addressesThatCannotBeCalled(_ address: String) async throws {
        await #expect(throws: BindingError.self) {
            try await plainBinding().withRequestChannel(to: EndpointAddress(address)) { _ = try await $0.request(Calc.request("hi")) }
        }
    }

    // MARK: Connections

    @Test func callsShareTheConnectionsOfTheLimit() async throws {
        let held = Signal()
        let most = 3
        let handler = Calc.handler(.soap11) { _ in try await held.wait() }
        let binding = plainBinding { $0.maxOutboundConnectionsPerEndpoint = most }
        try await withService(binding, handler) { listener in
            try await binding.withRequestChannel(to: listener.address) { channel in
                try await withThrowingTaskGroup(of: String.self) { group in
                    for n in 0..<12 { group.addTask { try Calc.text(of: try await channel.request(Calc.request("\(n)"))) } }
                    try await eventually { connections(at: listener.port) == most }
                    held.set()
                    var texts: Set<String> = []
                    for try await text in group {
                        texts.insert(text)
                        #expect(connections(at: listener.port) <= most)
                    }
                    #expect(texts.count == 12)
                }
            }
        }
    }

    /// Whoever calls again when the reply is there finds the connection that it came on.
    /// The transport's own, inside what the core puts around its factory.
    private static func channels(in object: Any) -> HTTPChannels? {
        if let factory = object as? HTTPChannelFactory<any RequestChannel> { return factory.channels }
        return Mirror(reflecting: object).children.lazy.compactMap { channels(in: $0.value) }.first
    }

    /// Who makes a channel for each call and forgets to close it keeps nothing.
    @Test func aDroppedChannelIsForgotten() async throws {
        let factory = try plainBinding().makeRequestFactory()
        let channels = try #require(Self.channels(in: factory))
        try await factory.open()
        var channel: (any RequestChannel)? = try factory.makeChannel(to: EndpointAddress("http://127.0.0.1:1/x"), via: nil)
        #expect(channel != nil && channels.count == 1)
        channel = nil
        #expect(channels.count == 0)
        try await factory.close()
    }

    @Test func callsInTurnShareOneConnection() async throws {
        let binding = plainBinding()
        try await withRawServer { server in
            try await binding.withRequestChannel(to: EndpointAddress("http://127.0.0.1:\(server.port)/x")) { channel in
                for n in 1...100 {
                    let call = Task { try await channel.request(Calc.request("\(n)")) }
                    let peer = n == 1 ? try await server.next() : server.first
                    _ = try await peer?.requests(n)
                    try await peer?.send(Self.good("\(n)"))
                    #expect(try await Calc.text(of: call.value) == "\(n)")
                }
            }
            #expect(server.count == 1)
        }
    }

    /// A connection that the server ended while nobody used it is not used for the next call.
    @Test func anEndedConnectionIsNotUsedAgain() async throws {
        try await withRawServer { server in
            try await plainBinding().withRequestChannel(to: EndpointAddress("http://127.0.0.1:\(server.port)/x")) { channel in
                for (n, goodbye) in ["", "", "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n"].enumerated() {
                    let call = Task { try await channel.request(Calc.request("\(n)")) }
                    let peer = try await server.next()
                    _ = try await peer.requests(1)
                    try await peer.send(Self.good("\(n)"))
                    #expect(try await Calc.text(of: call.value) == "\(n)")
                    if !goodbye.isEmpty { try await peer.send(goodbye) }
                    if n == 0 { try await peer.vanish() } else { try await peer.close() }
                }
            }
            #expect(server.count == 3)
        }
    }

    /// Between the look and the request there is a moment. A server that ends the connection then may have acted: where the call is not to
    /// be repeated, it fails and says so.
    @Test(arguments: [true, false])
    func aKeptConnectionThatEndsUnderACall(_ resets: Bool) async throws {
        try await withRawServer { server in
            try await plainBinding(configure: { $0.retriesLostConnections = false }).withRequestChannel(
                to: EndpointAddress("http://127.0.0.1:\(server.port)/x")
            ) { channel in
                let first = Task { try await channel.request(Calc.request("1")) }
                let peer = try await server.next()
                _ = try await peer.requests(1)
                try await peer.send(Self.good("1"))
                _ = try await first.value
                let second = Task { try await channel.request(Calc.request("2")) }
                _ = try await peer.requests(2)
                if resets { try await peer.vanish() } else { try await peer.close() }
                await #expect { _ = try await second.value } throws: { error in
                    guard let error = error as? CommunicationError else { return false }
                    return error.code == .connectionLost && error.retry == .unsafe && error.message.contains("connectionIdleTimeout")
                }
                #expect(server.count == 1)
            }
        }
    }

    @Test func aNewConnectionThatEndsWithoutAnAnswer() async throws {
        let error = try await failure { try await $0.close() }
        #expect(error.code == .connectionLost)
        #expect(error.retry == .unsafe)
        #expect(error.message.contains("without a reply"))
        let cut = try await failure { peer in
            try await peer.send(Array(Self.good().utf8.dropLast(10)))
            try await peer.close()
        }
        #expect(cut.code == .connectionLost)
        #expect(cut.message.contains("in the middle of its reply") || "\(cut)".contains("truncated"), "\(cut)")
    }

    /// A server that answers before it has read the request, and goes: its answer is what the caller is told.
    @Test(arguments: [true, false])
    func anEarlyAnswerIsRead(_ resets: Bool) async throws {
        try await withRawServer { server in
            let binding = plainBinding { $0.maxReceivedMessageSize = 1 << 26 }
            try await binding.withRequestChannel(to: EndpointAddress("http://127.0.0.1:\(server.port)/x")) { channel in
                let large = String(repeating: "x", count: 16 << 20)
                let call = Task { try await channel.request(Calc.request(large)) }
                let peer = try await server.next()
                try await peer.received(1)
                try await peer.pause()
                try await peer.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                try await peer.flushed()
                // With octets unread, closing is a reset.
                if resets { try await peer.close() }
                await #expect { _ = try await call.value } throws: { error in
                    ((error as? CommunicationError)?.cause as? HTTPStatusError)?.status == 413
                }
                try await peer.resume()
                try await peer.end()
            }
        }
    }

    @Test func unusedAndOldConnectionsEnd() async throws {
        try await withRawServer { server in
            let brief = plainBinding { $0.connectionIdleTimeout = .milliseconds(30) }
            try await brief.withRequestChannel(to: EndpointAddress("http://127.0.0.1:\(server.port)/x")) { channel in
                let call = Task { try await channel.request(Calc.request("1")) }
                let peer = try await server.next()
                _ = try await peer.requests(1)
                try await peer.send(Self.good("1"))
                _ = try await call.value
                try await peer.end()
            }
            let old = plainBinding { $0.connectionLeaseTimeout = .nanoseconds(1) }
            try await old.withRequestChannel(to: EndpointAddress("http://127.0.0.1:\(server.port)/x")) { channel in
                for n in 1...2 {
                    let call = Task { try await channel.request(Calc.request("\(n)")) }
                    let peer = try await server.next()
                    _ = try await peer.requests(1)
                    try await peer.send(Self.good("\(n)"))
                    _ = try await call.value
                    try await peer.end()
                }
            }
            let single = plainBinding { $0.keepAliveEnabled = false }
            try await single.withRequestChannel(to: EndpointAddress("http://127.0.0.1:\(server.port)/x")) { channel in
                let call = Task { try await channel.request(Calc.request("1")) }
                let peer = try await server.next()
                #expect(try await peer.requests(1).first?.field("connection") == "close")
                try await peer.send(Self.good("1"))
                _ = try await call.value
                try await peer.end()
            }
        }
    }

    // MARK: One way

    @Test func aFaultToAOneWayMessageIsThrown() async throws {
        try await withRawServer { server in
            try await plainBinding().withOutputChannel(to: EndpointAddress("http://127.0.0.1:\(server.port)/x")) { channel in
                let body =
                    "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><s:Fault><faultcode>s:Client</faultcode>"
                    + "<faultstring>not that</faultstring></s:Fault></s:Body></s:Envelope>"
                let answers: [(String, Bool)] = [
                    ("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n", true), ("HTTP/1.1 204 No Content\r\n\r\n", true),
                    ("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", true), (Self.good(), true),
                    ("HTTP/1.1 500 X\r\nContent-Type: text/xml\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)", false),
                ]
                let first = Task { try await channel.send(Calc.request("0")) }
                let peer = try await server.next()
                for (n, (answer, isTaken)) in answers.enumerated() {
                    let sending = n == 0 ? first : Task { try await channel.send(Calc.request("\(n)")) }
                    _ = try await peer.requests(n + 1)
                    try await peer.send(answer)
                    let result = await sending.result
                    if isTaken {
                        #expect(throws: Never.self) { try result.get() }
                    } else {
                        #expect { try result.get() } throws: { ($0 as? FaultError)?.fault.reason == "not that" }
                    }
                }
            }
        }
    }
}
