import StrataCore
import StrataInfoset
import Synchronization
import Testing

@Suite("The SOAP processing node")
struct SOAPProcessorTests {
    @Test("an unhandled error says nothing, unless it may", arguments: [false, true])
    func unhandled(revealing: Bool) async throws {
        var configuration = SOAPProcessor.Configuration()
        configuration.revealsErrors = revealing
        let node = SOAPProcessor(version: .soap11, configuration: configuration)
        struct Secret: Error, CustomStringConvertible { let description = "the database is at 10.0.0.7" }
        let request = try receive("<s:Envelope xmlns:s='\(soap11Namespace)'><s:Body/></s:Envelope>", .soap11)
        let reply = try await text(#require(node.process(request) { _ in throw Secret() }))
        #expect(reply.contains("10.0.0.7") == revealing)
        #expect(reply.contains("InternalServiceFault"))
    }

    static let addressed: [MessageVersion] = [
        .soap11Addressing10, .soap12Addressing10, .soap11AddressingAugust2004, .soap12AddressingAugust2004,
    ]

    /// A message with these header blocks; `{a}` and `{s}` stand for the prefixes of addressing and SOAP.
    private func message(_ version: MessageVersion, _ headers: String, body: String = "") throws -> Message {
        let soap = version.envelope.namespace
        return try receive(
            "<s:Envelope xmlns:s='\(soap)' xmlns:a='\(version.addressing.namespace)' xmlns:x='urn:x'><s:Header>\(headers)</s:Header>"
                + "<s:Body>\(body)</s:Body></s:Envelope>", version)
    }

    private func node(_ version: MessageVersion, _ change: (inout SOAPProcessor.Configuration) -> Void = { _ in }) -> SOAPProcessor {
        var configuration = SOAPProcessor.Configuration()
        change(&configuration)
        return SOAPProcessor(version: version, configuration: configuration)
    }

    private func done(_ version: MessageVersion) -> RequestHandler {
        { _ in Message(version: version, action: "urn:done") }
    }

    private func code(_ message: Message?) throws -> String? { try message.map { try transmitted($0) }?.fault()?.code.description }

    // MARK: Roles and mustUnderstand

    static let roles: [(headers: String, version: MessageVersion, understood: Bool)] = [
        ("<x:H s:mustUnderstand='1'/>", .soap12, false),
        ("<x:H s:mustUnderstand='true'/>", .soap11, false),
        ("<x:H s:mustUnderstand='0'/>", .soap12, true),
        ("<x:H s:mustUnderstand='1' s:role='urn:other'/>", .soap12, true),
        ("<x:H s:mustUnderstand='1' s:role='urn:mine'/>", .soap12, false),
        ("<x:H s:mustUnderstand='1' s:actor='urn:mine'/>", .soap11, false),
        ("<x:H s:mustUnderstand='1' s:actor='urn:other'/>", .soap11, true),
        ("<x:H s:mustUnderstand='1' s:role='http://www.w3.org/2003/05/soap-envelope/role/next'/>", .soap12, false),
        ("<x:H s:mustUnderstand='1' s:role='http://www.w3.org/2003/05/soap-envelope/role/none'/>", .soap12, true),
        ("<x:H s:mustUnderstand='1' s:role='http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver'/>", .soap12, false),
        ("<x:H s:mustUnderstand='1' s:actor='http://schemas.xmlsoap.org/soap/actor/next'/>", .soap11, false),
        // Names of the other version are roles like any other.
        ("<x:H s:mustUnderstand='1' s:actor='http://www.w3.org/2003/05/soap-envelope/role/next'/>", .soap11, true),
        ("<x:H s:mustUnderstand='1' s:role='http://schemas.xmlsoap.org/soap/actor/next'/>", .soap12, true),
        ("<x:Known s:mustUnderstand='1'/>", .soap12, true),
        ("<x:Known s:mustUnderstand='1'/><x:H s:mustUnderstand='1'/>", .soap12, false),
        // Inside a block the attribute means nothing.
        ("<x:Other><x:H s:mustUnderstand='1'/></x:Other>", .soap12, true),
        // A header of addressing is like any other where addressing is not spoken.
        ("<b:Action xmlns:b='http://www.w3.org/2005/08/addressing' s:mustUnderstand='1'>urn:x</b:Action>", .soap12, false),
    ]

    @Test("refuses what it must understand and does not, for its own roles only", arguments: roles)
    func mustUnderstand(_ row: (headers: String, version: MessageVersion, understood: Bool)) async throws {
        let node = node(row.version) {
            $0.roles = ["urn:mine"]
            $0.understoodHeaders = [ExpandedName("Known", namespace: "urn:x")]
        }
        let reply = await node.process(try message(row.version, row.headers), handler: done(row.version))
        #expect(try code(reply) == (row.understood ? nil : "MustUnderstand"))
    }

    @Test("names every header it did not understand, in SOAP 1.2")
    func notUnderstood() async throws {
        let headers = "<x:A s:mustUnderstand='1'/><y:B xmlns:y='urn:y' s:mustUnderstand='1'/><x:A s:mustUnderstand='1'/>"
        let reply = try transmitted(
            try #require(await node(.soap12).process(try message(.soap12, headers), handler: done(.soap12))))
        let named = try reply.headers.all(ExpandedName("NotUnderstood", namespace: soap12Namespace)).map { header in
            let element = try #require(header.element)
            return try element.resolve(qualifiedName: #require(element.attribute(ExpandedName("qname"))))
        }
        #expect(named == [ExpandedName("A", namespace: "urn:x"), ExpandedName("B", namespace: "urn:y")])
        let older = try transmitted(
            try #require(await node(.soap11).process(try message(.soap11, headers), handler: done(.soap11))))
        #expect(older.headers.isEmpty)
    }

    @Test("takes what elements of the stack have processed as understood")
    func understoodBelow() async throws {
        var request = try message(.soap12, "<x:H s:mustUnderstand='1'/>")
        request.properties.markUnderstood(ExpandedName("H", namespace: "urn:x"))
        #expect(try code(await node(.soap12).process(request, handler: done(.soap12))) == nil)
    }

    @Test("runs nothing of a message that it refuses")
    func nothingRuns() async throws {
        let ran = Mutex(false)
        let reply = await node(.soap12).process(try message(.soap12, "<x:H s:mustUnderstand='1'/>")) { _ in
            ran.withLock { $0 = true }
            return nil
        }
        #expect(reply?.isFault == true)
        #expect(!ran.withLock { $0 })
    }

    @Test("refuses an encoding style that it does not support, for what it processes")
    func encodingStyle() async throws {
        let style = "s:encodingStyle='http://example.org/PoisonEncoding'"
        let node = node(.soap12)
        #expect(
            try code(await node.process(try message(.soap12, "", body: "<x:a \(style)/>"), handler: done(.soap12))) == "DataEncodingUnknown"
        )
        #expect(try code(await node.process(try message(.soap12, "<x:a \(style)/>"), handler: done(.soap12))) == "DataEncodingUnknown")
        #expect(try code(await node.process(try message(.soap12, "<x:a s:role='urn:o' \(style)/>"), handler: done(.soap12))) == nil)
        #expect(
            try code(
                await node.process(
                    try message(.soap12, "", body: "<x:a s:encodingStyle='http://www.w3.org/2003/05/soap-encoding'/>"),
                    handler: done(.soap12))) == nil)
    }

    @Test("passes on what is not for it, and what it may not drop")
    func forwarding() throws {
        let next = "\(soap12Namespace)/role/next"
        let request = try message(
            .soap12,
            "<x:Known s:role='\(next)'/><x:Unknown s:role='\(next)'/><x:Relayed s:role='\(next)' s:relay='true'/>"
                + "<x:Known s:role='urn:mine' s:relay='true'/><x:Other s:role='urn:other'/><x:Final/>")
        let node = node(.soap12) {
            $0.isUltimateReceiver = false
            $0.roles = ["urn:mine"]
            $0.understoodHeaders = [ExpandedName("Known", namespace: "urn:x")]
        }
        let forwarded = try transmitted(node.forwarded(request))
        #expect(forwarded.headers.map(\.name.localName) == ["Relayed", "Other", "Final"])
        #expect(forwarded.headers[0].relay)
    }

    // MARK: Addressing

    private static let good = "<a:Action>urn:a</a:Action><a:MessageID>urn:1</a:MessageID>"

    @Test("answers a good request with RelatesTo, and To as WCF does", arguments: addressed)
    func goodRequest(_ version: MessageVersion) async throws {
        for replyTo in ["", "<a:ReplyTo><a:Address>\(version.addressing.anonymousAddress ?? "")</a:Address></a:ReplyTo>"] {
            let reply = try transmitted(
                try #require(
                    await node(version).process(try message(version, Self.good + replyTo)) { Message(version: $0.version, action: nil) }))
            #expect(reply.headers.action == "urn:aResponse")
            #expect(reply.headers.relatesTo == "urn:1")
            #expect(reply.headers.messageID == nil)
            #expect(reply.headers.to == (version.addressing == .august2004 ? version.addressing.anonymousAddress : nil))
        }
    }

    @Test(
        "refuses a second header of each kind that may be there once", arguments: addressed,
        ["Action", "To", "From", "ReplyTo", "FaultTo", "MessageID"])
    func cardinality(_ version: MessageVersion, _ name: String) async throws {
        let isAddress = ["From", "ReplyTo", "FaultTo"].contains(name)
        let anonymous = version.addressing.anonymousAddress ?? ""
        let block = isAddress ? "<a:\(name)><a:Address>\(anonymous)</a:Address></a:\(name)>" : "<a:\(name)>urn:a</a:\(name)>"
        let others = name == "Action" ? "" : "<a:Action>urn:a</a:Action>"
        let next = "s:\(version.envelope == .soap11 ? "actor" : "role")='\(version.envelope.nextRole)'"
        let second = block.replacing("<a:\(name)>", with: "<a:\(name) \(next)>")
        for both in [block + block, block + second] {
            let reply = try transmitted(
                try #require(await node(version).process(try message(version, others + both), handler: done(version))))
            let fault = try #require(try reply.fault())
            #expect(fault.code.contains(AddressingFaultNames(version.addressing).invalidHeader))
            #expect(reply.headers.action == version.addressing.faultAction)
            if version == .soap12Addressing10 {
                #expect(fault.code.description == "Sender/InvalidAddressingHeader/InvalidCardinality")
                #expect(
                    try fault.detail?.elements.first?.qualifiedNameValue() == ExpandedName(name, namespace: addressing10Namespace))
            }
            if version == .soap11Addressing10 {
                let detail = reply.headers.first(ExpandedName("FaultDetail", namespace: addressing10Namespace))?.element?.firstChild
                #expect(try detail?.qualifiedNameValue() == ExpandedName(name, namespace: addressing10Namespace))
                #expect(reply.bodyContents?.child(ExpandedName("detail")) == nil)
                #expect(try fault.detail?.elements.first?.qualifiedNameValue() == ExpandedName(name, namespace: addressing10Namespace))
            }
        }
        // The same header for another role is somebody else's.
        let elsewhere = block.replacing("<a:\(name)>", with: "<a:\(name) s:\(version.envelope == .soap11 ? "actor" : "role")='urn:o'>")
        #expect(try code(await node(version).process(try message(version, others + block + elsewhere), handler: done(version))) == nil)
    }

    static let wrong: [(headers: String, transport: String?, code: String)] = [
        ("", nil, "Sender/MessageAddressingHeaderRequired"),
        ("<a:MessageID>urn:1</a:MessageID>", "urn:a", "Sender/MessageAddressingHeaderRequired"),
        ("<a:Action/>", nil, "Sender/InvalidAddressingHeader/InvalidAddress"),
        ("<a:Action>urn:a<x:b/></a:Action>", nil, "Sender/InvalidAddressingHeader/InvalidAddress"),
        ("<a:Action>urn:a</a:Action>", "urn:b", "Sender/InvalidAddressingHeader/ActionMismatch"),
        ("<a:Action>urn:a</a:Action>", "URN:A", "Sender/InvalidAddressingHeader/ActionMismatch"),
        ("<a:Action>urn:a<!--b--></a:Action>", "urn:a", ""),
        ("<a:Action>urn:a</a:Action>", "", ""),
        ("<a:Action>urn:a</a:Action><a:To>urn:elsewhere</a:To>", nil, "Sender/DestinationUnreachable"),
        ("<a:Action>urn:a</a:Action><a:To/>", nil, "Sender/InvalidAddressingHeader/InvalidAddress"),
        ("<a:Action>urn:a</a:Action><a:To>http://localhost/peer</a:To>", nil, ""),
        ("<a:Action>urn:a</a:Action><a:To>http://www.w3.org/2005/08/addressing/anonymous</a:To>", nil, ""),
        ("<a:Action>urn:other</a:Action>", nil, "Sender/ActionNotSupported"),
        ("<a:Action>urn:a</a:Action><a:ReplyTo/>", nil, "Sender/InvalidAddressingHeader/MissingAddressInEPR"),
        ("<a:Action>urn:a</a:Action><a:From><a:Metadata/></a:From>", nil, "Sender/InvalidAddressingHeader/MissingAddressInEPR"),
        (
            "<a:Action>urn:a</a:Action><a:FaultTo><a:Address>no uri</a:Address></a:FaultTo>", nil,
            "Sender/InvalidAddressingHeader/InvalidAddress"
        ),
        (
            "<a:Action>urn:a</a:Action><a:ReplyTo><a:Address>urn:x</a:Address><a:Address>urn:y</a:Address></a:ReplyTo>", nil,
            "Sender/InvalidAddressingHeader/InvalidEPR"
        ),
        (
            "<a:Action>urn:a</a:Action><a:ReplyTo><a:Address>http://other/</a:Address></a:ReplyTo>", nil,
            "Sender/InvalidAddressingHeader/OnlyAnonymousAddressSupported"
        ),
        (
            "<a:Action>urn:a</a:Action><a:FaultTo><a:Address>http://other/</a:Address></a:FaultTo>", nil,
            "Sender/InvalidAddressingHeader/OnlyAnonymousAddressSupported"
        ),
        (
            // The anonymous address of the other version is an address like any other.
            "<a:Action>urn:a</a:Action><a:ReplyTo><a:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo>",
            nil, "Sender/InvalidAddressingHeader/OnlyAnonymousAddressSupported"
        ),
    ]

    @Test("finds the fault for what is wrong", arguments: wrong)
    func faults(_ row: (headers: String, transport: String?, code: String)) async throws {
        let node = node(.soap12Addressing10) {
            $0.actions = ["urn:a"]
            $0.addressFilter = .exact("http://localhost/peer")
        }
        let reply = await node.process(
            try message(.soap12Addressing10, row.headers), transport: row.transport, handler: done(.soap12Addressing10))
        #expect(try code(reply) ?? "" == row.code)
    }

    @Test("the transport's action is taken from the message's properties too, and is the action where there is no addressing")
    func transportAction() async throws {
        var request = try message(.soap12Addressing10, "<a:Action>urn:a</a:Action>")
        request.properties.transportAction = "urn:b"
        #expect(
            try code(await node(.soap12Addressing10).process(request, handler: done(.soap12Addressing10)))
                == "Sender/InvalidAddressingHeader/ActionMismatch")
        let plain = try message(.soap11, "")
        let seen = Mutex<String?>(nil)
        _ = await node(.soap11).process(plain, transport: "urn:b") { request in
            seen.withLock { $0 = request.headers.action }
            return nil
        }
        #expect(seen.withLock { $0 } == "urn:b")
    }

    @Test("requiring addressing is a setting")
    func optionalAddressing() async throws {
        let request = try message(.soap12Addressing10, "")
        let lax = node(.soap12Addressing10) { $0.requiresAddressing = false }
        #expect(try code(await lax.process(request, transport: "urn:a", handler: done(.soap12Addressing10))) == nil)
        #expect(try code(await node(.soap12Addressing10).process(request, transport: "urn:a", handler: done(.soap12Addressing10))) != nil)
        // One header of addressing, and all its rules hold.
        let half = try message(.soap12Addressing10, "<a:To>urn:x</a:To>")
        #expect(
            try code(await lax.process(half, transport: "urn:a", handler: done(.soap12Addressing10)))
                == "Sender/MessageAddressingHeaderRequired")
    }

    @Test("taking the action of the transport for one that is missing is a setting, of SOAP 1.1 alone")
    func actionOfTransport() async throws {
        let required = "MessageAddressingHeaderRequired"
        for version in [MessageVersion.soap11Addressing10, .soap12Addressing10] {
            let request = try message(version, "<a:MessageID>urn:m</a:MessageID>")
            let lax = node(version) { $0.takesActionOfTransport = true }
            let seen = Mutex<String?>(nil)
            let answer = await lax.process(request, transport: "urn:a") { request in
                seen.withLock { $0 = request.headers.action }
                return Message(version: version, action: "urn:reply")
            }
            #expect(seen.withLock { $0 } == (version.envelope == .soap11 ? "urn:a" : nil))
            if version.envelope == .soap12 { #expect(try code(answer) == "Sender/\(required)") }
            for transport in [nil, ""] {
                let code = try code(await lax.process(request, transport: transport, handler: done(version)))
                #expect(code?.hasSuffix(required) == true)
            }
            let strict = try code(await node(version).process(request, transport: "urn:a", handler: done(version)))
            #expect(strict?.hasSuffix(required) == true)
            // One that is there and says something else is not overruled.
            let other = try message(version, "<a:Action>urn:b</a:Action>")
            #expect(
                try code(await lax.process(other, transport: "urn:a", handler: done(version)))?.contains("InvalidAddressingHeader") == true)
        }
    }

    @Test("where replies may go is a setting")
    func replyAddresses() async throws {
        let elsewhere =
            Self.good + "<a:ReplyTo><a:Address>http://other/</a:Address><a:ReferenceParameters><x:Key>k</x:Key>"
            + "</a:ReferenceParameters></a:ReplyTo>"
        let anywhere = node(.soap12Addressing10) { $0.replyAddresses = .any }
        let reply = try transmitted(
            try #require(await anywhere.process(try message(.soap12Addressing10, elsewhere), handler: done(.soap12Addressing10))))
        #expect(reply.headers.to == "http://other/")
        let key = try #require(reply.headers.first(ExpandedName("Key", namespace: "urn:x")))
        #expect(key.text == "k" && key.isReferenceParameter)
        let only = node(.soap12Addressing10) { $0.replyAddresses = .nonAnonymous }
        #expect(try code(await only.process(try message(.soap12Addressing10, elsewhere), handler: done(.soap12Addressing10))) == nil)
        let anonymous = Self.good + "<a:ReplyTo><a:Address>\(addressing10Namespace)/anonymous</a:Address></a:ReplyTo>"
        #expect(
            try code(await only.process(try message(.soap12Addressing10, anonymous), handler: done(.soap12Addressing10)))
                == "Sender/InvalidAddressingHeader/OnlyNonAnonymousAddressSupported")
    }

    @Test("nothing goes to the none address, and the request is processed all the same")
    func noneAddress() async throws {
        func to(_ name: String) -> String { "<a:\(name)><a:Address>\(addressing10Namespace)/none</a:Address></a:\(name)>" }
        let node = node(.soap12Addressing10)
        let ran = Mutex(0)
        func answers(_ headers: String, failing: Bool) async throws -> Bool {
            let reply = await node.process(try message(.soap12Addressing10, Self.good + headers)) { request in
                ran.withLock { $0 += 1 }
                if failing { throw FaultError(.sender("x")) }
                return Message(version: request.version, action: nil)
            }
            return reply != nil
        }
        #expect(try await !answers(to("ReplyTo"), failing: false))
        #expect(try await !answers(to("ReplyTo"), failing: true))
        #expect(try await answers(to("FaultTo"), failing: false))
        #expect(try await !answers(to("FaultTo"), failing: true))
        let anonymousFault = "<a:FaultTo><a:Address>\(addressing10Namespace)/anonymous</a:Address></a:FaultTo>"
        #expect(try await answers(to("ReplyTo") + anonymousFault, failing: true))
        #expect(ran.withLock { $0 } == 5)
    }

    @Test("a message that was seen already is refused where a history is kept")
    func duplicates() async throws {
        let node = node(.soap12Addressing10) { $0.messageIDHistory = MessageIDHistory(capacity: 2) }
        func send(_ id: String) async throws -> String? {
            try code(
                await node.process(
                    try message(.soap12Addressing10, "<a:Action>urn:a</a:Action><a:MessageID>\(id)</a:MessageID>"),
                    handler: done(.soap12Addressing10)))
        }
        #expect(try await send("urn:1") == nil)
        #expect(try await send("urn:1") == "Sender/InvalidAddressingHeader/DuplicateMessageID")
        #expect(try await send("urn:2") == nil)
        #expect(try await send("urn:3") == nil)
        // The oldest is forgotten.
        #expect(try await send("urn:1") == nil)
        #expect(try await send("urn:3") == "Sender/InvalidAddressingHeader/DuplicateMessageID")
    }

    @Test("a handler's error is hidden and reported here, its fault is not")
    func errors() async throws {
        struct Secret: Error {}
        let hidden = Mutex(0)
        let node = node(.soap12Addressing10) { $0.onHiddenError = { _ in hidden.withLock { $0 += 1 } } }
        let request = try message(.soap12Addressing10, Self.good)
        #expect(try code(await node.process(request) { _ in throw Secret() }) == "Receiver/InternalServiceFault")
        #expect(hidden.withLock { $0 } == 1)
        #expect(try code(await node.process(request) { _ in throw FaultError(.receiver("busy")) }) == "Receiver")
        #expect(hidden.withLock { $0 } == 1)
    }

    // MARK: What is no message

    @Test("a version mismatch is answered with Upgrade, in SOAP 1.1 to a message of 1.1")
    func mismatch() throws {
        let rows: [(MessageVersion, String, EnvelopeVersion)] = [
            (.soap12, soap11Namespace, .soap11), (.soap12Addressing10, "urn:other", .soap12), (.soap11, soap12Namespace, .soap11),
        ]
        for (version, namespace, answer) in rows {
            do {
                _ = try receive("<s:Envelope xmlns:s='\(namespace)'><s:Body/></s:Envelope>", version)
                Issue.record("was accepted")
            } catch {
                let refusal = node(version).refusal(of: error)
                #expect(refusal.kind == .versionMismatch)
                let message = try transmitted(try #require(refusal.fault))
                #expect(message.version.envelope == answer)
                #expect(try message.fault()?.code.kind == .versionMismatch)
                let upgrade = try #require(message.headers.first(ExpandedName("Upgrade", namespace: soap12Namespace))?.element)
                let supported = try #require(upgrade.firstChild)
                #expect(
                    try supported.resolve(qualifiedName: #require(supported.attribute(ExpandedName("qname"))))
                        == ExpandedName("Envelope", namespace: version.envelope.namespace))
            }
        }
    }

    @Test("each kind of coding error has its answer")
    func refusals() throws {
        let node = node(.soap12Addressing10)
        #expect(node.refusal(of: MessageCodingError(.unsupportedContentType, "x")).kind == .unsupportedMedia)
        #expect(node.refusal(of: MessageCodingError(.unsupportedContentType, "x")).fault == nil)
        let malformed = node.refusal(of: MessageCodingError(.malformed, "two bodies"))
        #expect(malformed.kind == .badRequest)
        #expect(try malformed.fault?.fault()?.code.kind == .sender)
        #expect(node.refusal(of: MessageCodingError(.quotaExceeded, "depth")).kind == .tooLarge)
        let ours = node.refusal(of: MessageCodingError(.notEncodable, "secret"))
        #expect(ours.kind == .internalError)
        #expect(try ours.fault?.fault()?.reason.contains("secret") == false)
        #expect(SOAPProcessor(version: .none).refusal(of: MessageCodingError(.malformed, "x")).fault == nil)
    }

    // MARK: The side that asked

    @Test("a reply to another request is not taken")
    func replies() throws {
        let node = node(.soap12Addressing10)
        var request = Message(version: .soap12Addressing10, action: "urn:a")
        request.completeAddressing(to: EndpointAddress("urn:to"), expectsReply: true)
        let id = try #require(request.headers.messageID)
        func accepts(_ headers: String) -> Bool {
            guard let reply = try? message(.soap12Addressing10, headers) else { return false }
            return (try? node.acceptReply(reply, to: request)) != nil
        }
        #expect(accepts("<a:Action>urn:r</a:Action><a:RelatesTo>\(id)</a:RelatesTo>"))
        #expect(accepts("<a:Action>urn:r</a:Action>"))
        #expect(!accepts("<a:Action>urn:r</a:Action><a:RelatesTo>urn:uuid:other</a:RelatesTo>"))
        #expect(!accepts("<x:H s:mustUnderstand='1'/><a:RelatesTo>\(id)</a:RelatesTo>"))
    }

    @Test("a reply that cannot be processed tells what its fault says")
    func unprocessableFault() throws {
        let version = MessageVersion.soap12AddressingAugust2004
        // A node of another version of addressing has answered.
        let fault = Message(version: .soap12Addressing10, fault: .sender("what the service has to say"))
        var sealed = fault
        sealed.headers.action = "http://www.w3.org/2005/08/addressing/fault"
        let reply = try Message(received: try sealed.seal(), version: version)
        let request = Message(version: version, action: "urn:a")
        let error = #expect(throws: CommunicationError.self) { try node(version).acceptReply(reply, to: request) }
        #expect(error?.code == .protocolViolation)
        #expect(error?.message.contains("'Action'") == true && error?.message.contains("what the service has to say") == true)
    }
}
