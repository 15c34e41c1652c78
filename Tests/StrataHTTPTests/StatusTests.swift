import StrataCore
import StrataHTTP
import StrataInfoset
import StrataTextEncoding
import Testing

/// Actions on the wire, and the status of each kind of answer.
@Suite(.timeLimit(.minutes(1))) struct StatusTests {
    private func answer(
        _ binding: some Binding, _ request: String, _ handler: @escaping RequestHandler
    ) async throws -> RawAnswer? {
        try await withService(binding, handler) { listener in
            try await withPeer(port: listener.port) { peer in
                try await peer.send(request)
                return try await peer.answers(1).first
            }
        }
    }

    /// Answers with the action that the transport carried.
    private func echoAction(_ version: MessageVersion) -> RequestHandler {
        { message in Calc.reply("[\(message.properties.transportAction ?? "none")]", version) }
    }

    private func post(_ fields: String..., contentType: String = "text/xml", body: String = Calc.envelope("hi")) -> String {
        "POST /peer HTTP/1.1\r\nHost: a\r\nContent-Type: \(contentType)\r\n" + fields.map { $0 + "\r\n" }.joined()
            + "Content-Length: \(body.utf8.count)\r\n\r\n" + body
    }

    // MARK: Actions

    @Test(arguments: [
        ("SOAPAction: \"urn:a\"", "[urn:a]"), ("SOAPAction: urn:a", "[urn:a]"), ("soapaction:\"urn:a\"", "[urn:a]"),
        ("SOAPAction: \"\"", "[]"), ("SOAPAction:", "[]"), ("X-Other: y", "[none]"),
    ])
    func actionOfSOAP11(_ field: String, _ action: String) async throws {
        let answer = try await answer(plainBinding(), post(field), echoAction(.soap11))
        #expect(answer?.status == 200)
        #expect(answer?.body.contains(">\(action)<") == true, "\(answer?.body ?? "")")
    }

    @Test(arguments: ["SOAPAction: \"urn:a", "SOAPAction: urn:a\"", "SOAPAction: \"a\"b\"", "SOAPAction: \"a\"\r\nSOAPAction: \"a\""])
    func malformedActionOfSOAP11(_ field: String) async throws {
        let answer = try await answer(plainBinding(), post(field)) { _ in
            Issue.record("the handler ran")
            return nil
        }
        #expect(answer?.status == 400)
    }

    static let envelope12 =
        "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body><Echo xmlns=\"urn:peers:calc\"><text>hi</text></Echo></s:Body>"
        + "</s:Envelope>"

    /// The content type's parameter counts; a SOAPAction field is heard by a node of SOAP 1.2 where there is none.
    @Test(arguments: [
        ("application/soap+xml; action=\"urn:a\"", "[urn:a]"), ("application/soap+xml; charset=utf-8; action=urn", "[urn]"),
        ("application/soap+xml; Action=\"urn:a\\\\b\"", "[urn:a\\b]"), ("application/soap+xml", "[urn:other]"),
    ])
    func actionOfSOAP12(_ contentType: String, _ action: String) async throws {
        let answer = try await answer(
            plainBinding(.soap12), post("SOAPAction: \"urn:other\"", contentType: contentType, body: Self.envelope12), echoAction(.soap12))
        #expect(answer?.status == 200)
        #expect(answer?.body.contains(">\(action)<") == true, "\(answer?.body ?? "")")
    }

    // MARK: Statuses

    /// A fault has status 500 in both versions: SOAP 1.2 part 2, table 20 has 400 for a fault of the sender, which a .NET client would not
    /// read as a fault; so WCF answers 500 to all, and so do we.
    @Test(arguments: [MessageVersion.soap11, .soap12, .soap12Addressing10], [true, false])
    func faults(_ version: MessageVersion, _ isSenders: Bool) async throws {
        let binding = plainBinding(version)
        try await withService(binding) { _ in
            throw FaultError(isSenders ? .sender("yours") : .receiver("mine"))
        } _: { listener in
            try await binding.withRequestChannel(to: listener.address) { channel in
                let reply = try await channel.request(Calc.request("hi", version))
                #expect(try reply.fault()?.reason == (isSenders ? "yours" : "mine"))
                #expect(reply.properties[HTTPResponseProperty.self]?.status == 500)
            }
        }
    }

    /// What a fault of the sender is to a peer that follows the table to the letter.
    @Test func aFaultWithStatus400IsAFault() async throws {
        try await withRawServer { server in
            let binding = plainBinding(.soap12)
            async let reply = binding.withRequestChannel(to: EndpointAddress("http://127.0.0.1:\(server.port)/x")) {
                try await $0.request(Calc.request("hi", .soap12))
            }
            let peer = try await server.next()
            _ = try await peer.requests(1)
            let body =
                "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body><s:Fault><s:Code><s:Value>s:Sender</s:Value></s:Code>"
                + "<s:Reason><s:Text xml:lang=\"en\">yours</s:Text></s:Reason></s:Fault></s:Body></s:Envelope>"
            try await peer.send(
                "HTTP/1.1 400 Bad Request\r\nContent-Type: application/soap+xml\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
            #expect(try await reply.isFault)
        }
    }

    @Test func statusesOfAnswersWithoutAMessage() async throws {
        struct Odd: Error {}
        let cases: [(Int, RequestHandler)] = [
            (202, { _ in nil }), (403, { _ in throw CommunicationError(.securityRejected, "no", retry: .safe) }),
            (503, { _ in throw CommunicationError(.serverTooBusy, "no", retry: .safe) }),
        ]
        for (status, handler) in cases {
            let answer = try await answer(plainBinding(), Calc.post("hi"), handler)
            #expect(answer?.status == status)
            #expect(answer?.body == "")
            #expect(answer?.field("content-length") == "0")
        }
        let hidden = try await answer(plainBinding(), Calc.post("hi")) { _ in throw Odd() }
        #expect(hidden?.status == 500)
        #expect(hidden?.body.contains("Fault") == true)
        #expect(hidden?.body.contains("Odd") == false)
    }

    /// 403 and 503 say that nothing was done. An error that does not say so becomes neither: it may come from a call that the handler has
    /// made itself, after it had acted.
    @Test func errorsThatPromiseNothing() async throws {
        let binding = plainBinding()
        let errors: [any Error] = [
            CommunicationError(.serverTooBusy, "no"), CommunicationError(.securityRejected, "no"), CancellationError(),
            CommunicationError(.endpointNotFound, "no", retry: .safe),
        ]
        for error in errors {
            try await withService(binding) { _ in
                throw error
            } _: { listener in
                try await binding.withRequestChannel(to: listener.address) { channel in
                    let reply = try await channel.request(Calc.request("hi"))
                    #expect(reply.isFault)
                    #expect(reply.properties[HTTPResponseProperty.self]?.status == 500)
                }
            }
        }
    }

    @Test(arguments: [
        ("text/xml", "<a/>", 500), ("text/xml", "<a", 500), ("text/xml", "", 500), ("text/xml; charset=x-none", "<a/>", 415),
        ("application/json", "{}", 415), ("text/xml; charset=\"utf-8", "<a/>", 415),
    ])
    func octetsThatAreNoMessage(_ contentType: String, _ body: String, _ status: Int) async throws {
        let answer = try await answer(plainBinding(), post("SOAPAction: \"\"", contentType: contentType, body: body)) { _ in
            Issue.record("the handler ran")
            return nil
        }
        #expect(answer?.status == status || (status == 500 && answer?.status == 400), "\(answer?.status ?? 0)")
        if status == 500 { #expect(answer?.body.contains("Fault") == true) }
    }

    @Test func statusesOfTheHead() async throws {
        let long = String(repeating: "a", count: 9000)
        let many = (0..<120).map { "X-\($0): y\r\n" }.joined()
        let cases: [(Int, String)] = [
            (414, "POST /\(long) HTTP/1.1\r\nHost: a\r\n\r\n"), (431, "POST /peer HTTP/1.1\r\nHost: a\r\nX: \(long)\r\n\r\n"),
            (431, "POST /peer HTTP/1.1\r\nHost: a\r\n\(many)\r\n"), (505, "POST /peer HTTP/2.0\r\nHost: a\r\n\r\n"),
            (501, "POST /peer HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n"), (400, "POST /peer HTTP/1.1\r\n\r\n"),
            (400, "POST /peer HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"),
            (413, "POST /peer HTTP/1.1\r\nHost: a\r\nContent-Type: text/xml\r\nContent-Length: 65537\r\n\r\n"),
            (413, "POST /peer HTTP/1.1\r\nHost: a\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n\r\n10001\r\n"),
        ]
        try await withService(plainBinding(), Calc.handler(.soap11)) { listener in
            for (status, request) in cases {
                try await withPeer(port: listener.port) { peer in
                    try await peer.send(request)
                    try await peer.end()
                    #expect(peer.finals.map(\.status) == [status])
                    #expect(peer.finals.first?.field("connection") == "close")
                    #expect(peer.finals.first?.field("date")?.hasSuffix(" GMT") == true)
                }
            }
        }
    }

    // MARK: Properties

    @Test func propertiesOfTheRequestAndTheReply() async throws {
        let binding = plainBinding()
        let handler: RequestHandler = { message in
            let request = message.properties[HTTPRequestProperty.self]
            #expect(request?.method == "POST")
            #expect(request?.path == "/peer")
            #expect(request?.query == "x=1&y")
            #expect(request?.headers["authorization"] == "Bearer abc.def")
            #expect(request?.headers.values(of: "X-Many") == ["1", "2"])
            #expect(message.properties.remote?.host == "127.0.0.1")
            var reply = Calc.reply("hi", .soap11)
            var headers: HTTPHeaders = ["X-Custom": "käse", "Set-Cookie": "a=b"]
            headers.add("Set-Cookie", "c=d")
            // What belongs to the transport is not taken over.
            headers.add("Content-Length", "3")
            headers.add("Transfer-Encoding", "chunked")
            headers.add("Date", "never")
            reply.properties[HTTPResponseProperty.self] = HTTPResponseProperty(status: 203, headers: headers)
            return reply
        }
        try await withService(binding, handler) { listener in
            let address = EndpointAddress(listener.address.uri + "?x=1&y")
            try await binding.withRequestChannel(to: address) { channel in
                var message = Calc.request("hi")
                var headers: HTTPHeaders = ["Authorization": "Bearer abc.def", "X-Many": "1"]
                headers.add("x-many", "2")
                message.properties[HTTPRequestProperty.self] = HTTPRequestProperty(headers: headers)
                let reply = try await channel.request(message)
                let response = try #require(reply.properties[HTTPResponseProperty.self])
                #expect(response.status == 203)
                #expect(response.headers["X-Custom"] == "käse")
                #expect(response.headers.values(of: "set-cookie") == ["a=b", "c=d"])
                #expect(response.headers.values(of: "content-length").count == 1)
                #expect(response.headers["transfer-encoding"] == nil)
                #expect(response.headers["date"] != "never")
            }
        }
    }

    @Test func aReplyMayEndTheConnectionOrHaveNoBody() async throws {
        let handler: RequestHandler = { message in
            var reply = Calc.reply("hi", .soap11)
            var property = HTTPResponseProperty(status: 204)
            if try Calc.text(of: message) == "close" { property = HTTPResponseProperty(headers: ["Connection": "close"]) }
            if try Calc.text(of: message) == "head" {
                property = HTTPResponseProperty(status: 404)
                property.suppressesBody = true
            }
            reply.properties[HTTPResponseProperty.self] = property
            return reply
        }
        try await withService(plainBinding(), handler) { listener in
            try await withPeer(port: listener.port) { peer in
                try await peer.send(Calc.post("none") + Calc.post("head") + Calc.post("close") + Calc.post("never"))
                try await peer.end()
                #expect(peer.finals.map(\.status) == [204, 404, 200])
                #expect(peer.finals.map { $0.field("content-length") }.prefix(2) == [nil, "0"])
                #expect(peer.finals.map(\.body).prefix(2) == ["", ""])
                #expect(peer.finals.last?.field("connection") == "close")
            }
        }
    }

    @Test(arguments: [99, 100, 199, 600, -1])
    func aReplyWithNoStatusOfAnAnswerIsAFault(_ status: Int) async throws {
        let records = Records()
        let answer = try await answer(plainBinding(diagnostics: records), Calc.post("hi")) { _ in
            var reply = Calc.reply("hi", .soap11)
            reply.properties[HTTPResponseProperty.self] = HTTPResponseProperty(status: status)
            return reply
        }
        #expect(answer?.status == 500)
        #expect(try await records.first(with: "could not be written").contains("HTTPResponseProperty.status"))
    }

    // MARK: Injection

    static let evil = ["a\r\nX-Evil: 1", "a\nb", "a\rb", "a\0b", "a\u{7f}b", "\r\n\r\nHTTP/1.1 200 OK"]

    @Test(arguments: evil)
    func aReplyCannotInjectFields(_ value: String) async throws {
        let records = Records()
        for headers in [["X-Custom": value] as HTTPHeaders, [value: "x"]] {
            let answer = try await answer(plainBinding(diagnostics: records), Calc.post("hi")) { _ in
                var reply = Calc.reply("hi", .soap11)
                reply.properties[HTTPResponseProperty.self] = HTTPResponseProperty(headers: headers)
                return reply
            }
            #expect(answer?.status == 500)
            #expect(answer?.head.contains("Evil") == false)
            #expect(answer?.head.contains("X-Custom") == false)
        }
        try await records.first(with: "could not be written")
    }

    /// Refused before a connection is opened, as the caller's mistake.
    @Test(arguments: evil)
    func aRequestCannotInjectAnything(_ value: String) async throws {
        try await withRawServer { server in
            let address = EndpointAddress("http://127.0.0.1:\(server.port)/x")
            for version in [MessageVersion.soap11, .soap12] {
                let binding = plainBinding(version)
                try await binding.withRequestChannel(to: address) { channel in
                    var messages = [Calc.request("hi", version, action: "a" + value)]
                    for headers in [["X-Custom": value] as HTTPHeaders, [value: "x"], ["Authorization": "Bearer " + value]] {
                        var message = Calc.request("hi", version)
                        message.properties[HTTPRequestProperty.self] = HTTPRequestProperty(headers: headers)
                        messages.append(message)
                    }
                    for message in messages {
                        await #expect { _ = try await channel.request(message) } throws: { error in
                            guard let error = error as? CommunicationError else { return false }
                            return error.code == .invalidOperation && error.retry == .safe
                        }
                    }
                }
                for uri in ["http://127.0.0.1:\(server.port)/x\(value)", "http://a\(value)/", "http://127.0.0.1:\(server.port)/x?\(value)"]
                {
                    await #expect(throws: BindingError.self) {
                        try await binding.withRequestChannel(to: EndpointAddress(uri)) {
                            _ = try await $0.request(Calc.request("hi", version))
                        }
                    }
                }
            }
            #expect(server.count == 0)
        }
    }

    @Test(arguments: ["Host", "content-length", "Transfer-Encoding", "Connection", "SOAPAction", "Content-Type", "Expect", "Upgrade", "TE"])
    func theTransportsOwnFieldsAreRefused(_ name: String) async throws {
        try await withRawServer { server in
            try await plainBinding().withRequestChannel(to: EndpointAddress("http://127.0.0.1:\(server.port)/x")) { channel in
                var message = Calc.request("hi")
                message.properties[HTTPRequestProperty.self] = HTTPRequestProperty(headers: [name: "x"])
                await #expect { _ = try await channel.request(message) } throws: { error in
                    (error as? CommunicationError)?.code == .invalidOperation && "\(error)".lowercased().contains(name.lowercased())
                }
            }
            #expect(server.count == 0)
        }
    }

    @Test func aQuotationMarkEndsNoAction() async throws {
        let binding = plainBinding()
        await #expect {
            try await binding.withRequestChannel(to: EndpointAddress("http://127.0.0.1:1/")) {
                _ = try await $0.request(Calc.request("hi", action: "a\"b"))
            }
        } throws: { ($0 as? CommunicationError)?.code == .invalidOperation }
    }
}
