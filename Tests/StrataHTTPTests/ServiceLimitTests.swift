import StrataCore
import StrataFraming
import StrataHTTP
import StrataInfoset
import Testing

/// The limits of a service: each is answered with its status, says its name and value in a record, and with a larger value the same
/// request is taken.
@Suite(.timeLimit(.minutes(1))) struct ServiceLimitTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var value: Int
        var status: Int
        var request: [UInt8]
        var set: @Sendable (inout HTTPTransport.Configuration, Int) -> Void
        var testDescription: String { name }

        init(
            name: String, value: Int, status: Int, request: some Sequence<UInt8>,
            set: @escaping @Sendable (inout HTTPTransport.Configuration, Int) -> Void
        ) {
            (self.name, self.value, self.status, self.set) = (name, value, status, set)
            self.request = Array(request)
        }

        init(
            name: String, value: Int, status: Int, request: String,
            set: @escaping @Sendable (inout HTTPTransport.Configuration, Int) -> Void
        ) {
            self.init(name: name, value: value, status: status, request: request.utf8, set: set)
        }
    }

    /// Far more octets than its gzip data, and no more text: what a reader skips.
    static func swollen(_ envelope: String) throws -> [UInt8] {
        try CompressionTests.packed(envelope + String(repeating: " ", count: 2 << 20), .gzip)
    }

    static func chunked(_ afterSize: String, _ trailers: String) -> String {
        let body = Calc.envelope("hi")
        return "POST /peer HTTP/1.1\r\nHost: a\r\nContent-Type: text/xml\r\nSOAPAction: \"\(Calc.action)\"\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n\(String(body.utf8.count, radix: 16))\(afterSize)\(body)\r\n0\r\n\(trailers)\r\n"
    }

    static let cases: [Case] = {
        let bomb = (try? swollen(Calc.envelope("hi"))) ?? []
        let long = String(repeating: "o", count: 200)
        let many = ["A: b", "A: b", "A: b"]
        return [
            Case(name: "maxReceivedMessageSize", value: 200, status: 413, request: Calc.post(long)) { $0.maxReceivedMessageSize = $1 },
            Case(name: "maxReceivedMessageSize", value: 20, status: 413, request: chunked("\r\n", "")) { $0.maxReceivedMessageSize = $1 },
            Case(name: "limits.maxStartLineLength", value: 100, status: 414, request: Calc.post("hi", path: "/peer/" + long)) {
                $0.limits.maxStartLineLength = $1
            },
            Case(name: "limits.maxFieldLineLength", value: 100, status: 431, request: Calc.post("hi", "X: " + long)) {
                $0.limits.maxFieldLineLength = $1
            },
            Case(name: "limits.maxFieldCount", value: 6, status: 431, request: Calc.post("hi", many[0], many[1], many[2])) {
                $0.limits.maxFieldCount = $1
            },
            Case(name: "limits.maxFieldBytes", value: 150, status: 431, request: Calc.post("hi", "X: " + long)) {
                $0.limits.maxFieldBytes = $1
            },
            Case(name: "limits.maxChunkLineLength", value: 10, status: 400, request: chunked(";extension=x\r\n", "")) {
                $0.limits.maxChunkLineLength = $1
            },
            Case(name: "limits.maxChunkOverhead", value: 1, status: 400, request: chunked("; \(long)\(long)=x\r\n", "")) {
                $0.limits.maxChunkOverhead = $1
                $0.limits.maxChunkLineLength = 8192
            },
            Case(name: "limits.maxTrailerCount", value: 1, status: 400, request: chunked("\r\n", "A: b\r\nC: d\r\n")) {
                $0.limits.maxTrailerCount = $1
            },
            Case(name: "limits.maxTrailerBytes", value: 8, status: 400, request: chunked("\r\n", "A: bcdefg\r\n")) {
                $0.limits.maxTrailerBytes = $1
            },
            Case(
                name: "limits.maxInflationRatio", value: 5, status: 413,
                request: CompressionTests.post(bomb, "Content-Encoding: gzip\r\nConnection: close")
            ) {
                $0.limits.maxInflationRatio = $1
                $0.maxReceivedMessageSize = 4 << 20
            },
        ]
    }()

    @Test(arguments: cases)
    func limit(_ c: Case) async throws {
        let records = Records()
        let tight = plainBinding(diagnostics: records) { c.set(&$0, c.value) }
        try await withService(tight, Calc.handler(.soap11) { _ in Issue.record("the handler ran") }) { listener in
            try await withPeer(port: listener.port) { peer in
                try await peer.send(c.request)
                try await peer.end()
                #expect(peer.finals.count == 1)
                let status = peer.finals.first?.status
                #expect(status == c.status || (c.status == 400 && status == 431), "\(status ?? 0)")
            }
        }
        #expect(records.lines.contains { $0.contains("\(c.name) (\(c.value))") }, "\(records.lines)")
        try await withService(plainBinding { c.set(&$0, 8192) }, Calc.handler(.soap11)) { listener in
            try await withPeer(port: listener.port) { peer in
                try await peer.send(c.request)
                let answers = try await peer.answers(1)
                #expect(answers.map(\.status) == [200])
            }
        }
    }

    /// A value that no limit can have is found when the stack is built, by its name.
    @Test func impossibleValues() throws {
        let cases: [(String, (inout HTTPTransport.Configuration) -> Void)] = [
            ("maxReceivedMessageSize", { $0.maxReceivedMessageSize = 0 }), ("maxConnections", { $0.maxConnections = 0 }),
            ("maxOutboundConnectionsPerEndpoint", { $0.maxOutboundConnectionsPerEndpoint = 0 }),
            ("minimumBodyProgress", { $0.minimumBodyProgress = 0 }), ("limits.maxStartLineLength", { $0.limits.maxStartLineLength = 0 }),
            ("limits.maxFieldCount", { $0.limits.maxFieldCount = -1 }), ("limits.maxTrailerCount", { $0.limits.maxTrailerCount = -1 }),
            ("limits.maxChunkOverhead", { $0.limits.maxChunkOverhead = -1 }),
            ("limits.maxInterimResponses", { $0.limits.maxInterimResponses = -1 }),
            ("limits.maxInflationRatio", { $0.limits.maxInflationRatio = 0 }), ("idleTimeout", { $0.idleTimeout = .zero }),
            ("requestInitializationTimeout", { $0.requestInitializationTimeout = .zero }),
            ("bodyProgressTimeout", { $0.bodyProgressTimeout = .seconds(-1) }),
            ("connectionIdleTimeout", { $0.connectionIdleTimeout = .zero }),
            ("connectionLeaseTimeout", { $0.connectionLeaseTimeout = .zero }),
        ]
        for (name, change) in cases {
            let binding = plainBinding(configure: change)
            for build in [
                { _ = try binding.makeRequestFactory() }, { _ = try binding.makeReplyListener(at: EndpointAddress("http://a/")) },
            ] {
                #expect { try build() } throws: { error in
                    (error as? BindingError)?.code == .invalidConfiguration && "\(error)".contains(name)
                }
            }
            // And the explanation shows what was set.
            #expect("\(binding.explain())".contains(name))
        }
    }
}
