import StrataCore
import StrataInfoset
import Testing

@Suite("Messages that change")
struct MessageChangeTests {
    private func sealed(_ body: String) throws -> Message {
        var message = Message(version: .soap12, action: nil) { $0.element(ExpandedName(body, namespace: "urn:b"), "") }
        message.headers.add(MessageHeader(ExpandedName("H", namespace: "urn:h"), "v"))
        try message.seal()
        return message
    }

    private func restore(_ old: MessageHeaders, in headers: inout MessageHeaders) { headers = old }

    @Test("the sealed form of another body never comes back with the headers it had")
    func staleSeal() throws {
        var message = try sealed("old")
        let headers = message.headers
        message.body = MessageBody { $0.element(ExpandedName("new", namespace: "urn:b"), "") }
        restore(headers, in: &message.headers)
        #expect(try text(message).contains("new"))
        // With the body it had, it is the same message.
        var same = try sealed("old")
        let before = same.headers
        same.headers.add(MessageHeader(ExpandedName("I", namespace: "urn:h"), "w"))
        restore(before, in: &same.headers)
        #expect(try !text(same).contains("urn:h\">w<"))
    }

    @Test("keep their version whatever headers they are given")
    func version() throws {
        var old = Message(version: .soap11, action: nil)
        old.headers.add(MessageHeader(ExpandedName("H", namespace: "urn:h"), "v", mustUnderstand: true, actor: "urn:r"))
        old = try transmitted(old)
        var assigned = Message(version: .soap12Addressing10, action: "urn:a")
        assigned.headers = old.headers
        var changed = Message(version: .soap12Addressing10, action: "urn:a")
        restore(old.headers, in: &changed.headers)
        for message in [assigned, changed] {
            #expect(message.version == .soap12Addressing10)
            let again = try transmitted(message)
            #expect(again.headers.count == 1)
            #expect(again.headers[0].actor == "urn:r" && again.headers[0].mustUnderstand)
        }
    }

    @Test("a fault is one of the version that it is converted to")
    func convertedFault() throws {
        let fault = Fault(.sender(ExpandedName("C", namespace: "urn:c")), "r", detail: FaultDetail { $0.element(ExpandedName("d"), "x") })
        for (from, to) in [(MessageVersion.soap11, MessageVersion.soap12Addressing10), (.soap12, .soap11)] {
            let received = try transmitted(Message(version: from, fault: fault))
            let again = try transmitted(received.converted(to: to))
            #expect(again.isFault)
            let read = try #require(try again.fault())
            #expect(read.code.contains(ExpandedName("C", namespace: "urn:c")))
            #expect(read.reason == "r")
            #expect(try read.detail?.elements.first?.string() == "x")
        }
    }

    @Test("roles have the names of the version that is converted to, and addressing headers are there once")
    func convertedRoles() throws {
        let next = EnvelopeVersion.soap11.nextRole
        let received = try receive(
            "<s:Envelope xmlns:s='\(soap11Namespace)' xmlns:a='\(addressing10Namespace)' xmlns:x='urn:x'><s:Header>"
                + "<a:Action s:actor='\(next)'>urn:a</a:Action><x:H s:actor='\(next)' s:mustUnderstand='1'/><x:I s:actor='urn:r'/>"
                + "</s:Header><s:Body/></s:Envelope>", .soap11Addressing10)
        let again = try transmitted(received.converted(to: .soap12Addressing10))
        #expect(again.headers.map(\.name.localName) == ["Action", "H", "I"])
        #expect(again.headers.map(\.actor) == ["", EnvelopeVersion.soap12.nextRole, "urn:r"])
        #expect(again.headers.action == "urn:a")
        #expect(again.headers[1].mustUnderstand)
    }

    @Test("the anonymous address is that of the version it is written in")
    func anonymous() throws {
        var message = Message(version: .soap12Addressing10, action: "urn:a")
        message.headers.to = AddressingVersion.addressing10.anonymousAddress
        message.headers.replyTo = .anonymous(.addressing10)
        let again = try transmitted(message.converted(to: .soap11AddressingAugust2004))
        let old = AddressingVersion.august2004.anonymousAddress
        #expect(again.headers.to == old)
        #expect(again.headers.replyTo?.uri == old)
        #expect(try !text(again).contains(addressing10Namespace))
    }

    @Test(
        "without an envelope the document element is the contents, received, given and written",
        arguments: ["<a/>", "<a>text</a>", "<a><b/></a>"])
    func withoutEnvelope(_ xml: String) throws {
        let received = try receive(xml, .none)
        let element = try read(xml)
        let given = Message(version: .none, action: nil, body: MessageBody(element))
        var written = Message(version: .none, action: nil) { $0.copy(element) }
        try written.seal()
        for message in [received, given, written] {
            #expect(message.bodyContents?.name == ExpandedName("a"))
            #expect(!message.isEmpty)
            #expect(!message.isFault)
            #expect(try text(message) == xml)
        }
        #expect(received.bodyElement?.name == ExpandedName("a"))
    }
}
