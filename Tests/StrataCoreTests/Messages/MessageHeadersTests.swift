import StrataCore
import StrataInfoset
import Testing

@Suite("Message headers")
struct MessageHeadersTests {
    private func name(_ local: String) -> ExpandedName { ExpandedName(local, namespace: "urn:h") }

    @Test("are found by name, namespace and actor")
    func find() {
        var headers = MessageHeaders(version: .soap12)
        headers.add(MessageHeader(name("A"), "1"))
        headers.add(MessageHeader(name("A"), "2", actor: "urn:role"))
        headers.add(MessageHeader(ExpandedName("A", namespace: "urn:other"), "3"))
        #expect(headers.count == 3)
        #expect(headers.find(name("A")) == 0)
        #expect(headers.find(name("A"), actor: "urn:role") == 1)
        #expect(headers.find(name("A"), actor: "urn:nobody") == nil)
        #expect(headers.first(ExpandedName("A", namespace: "urn:other"))?.text == "3")
        #expect(headers.all(name("A")).map(\.text) == ["1", "2"])
    }

    @Test("the ultimate receiver is found by its name and without")
    func ultimateReceiver() {
        var headers = MessageHeaders(version: .soap12)
        let role = EnvelopeVersion.soap12.ultimateReceiverRole
        headers.add(MessageHeader(name("A"), "1"))
        headers.add(MessageHeader(name("B"), "2", actor: role))
        for actor in ["", role] {
            #expect(headers.first(name("A"), actor: actor)?.text == "1")
            #expect(headers.first(name("B"), actor: actor)?.text == "2")
        }
        #expect(headers.first(name("A"), actor: EnvelopeVersion.soap12.nextRole) == nil)
        var old = MessageHeaders(version: .soap11)
        old.add(MessageHeader(name("B"), "2", actor: role))
        #expect(old.first(name("B"), actor: "") == nil)
    }

    @Test("are added, inserted, replaced, removed and copied in order")
    func change() throws {
        var headers = MessageHeaders(version: .soap12)
        headers.add(MessageHeader(name("B"), "b"))
        headers.insert(MessageHeader(name("A"), "a"), at: 0)
        headers.add(MessageHeader(name("C"), "c"))
        headers.replace(at: 1, with: MessageHeader(name("B"), "bb"))
        #expect(headers.map(\.text) == ["a", "bb", "c"])
        headers.remove(at: 0)
        headers.removeAll(name("C"))
        #expect(headers.map(\.text) == ["bb"])
        var others = MessageHeaders(version: .soap12)
        others.copy(from: headers, at: 0)
        others.copyAll(from: headers)
        #expect(others.map(\.text) == ["bb", "bb"])
        others.removeAll()
        #expect(others.isEmpty)
    }

    @Test("addressing headers are properties; setting one twice replaces it, nil removes it", arguments: MessageTests.versions)
    func addressing(_ version: MessageVersion) throws {
        var message = Message(version: version, action: "urn:a")
        message.headers.to = "urn:to1"
        message.headers.to = "urn:to"
        message.headers.messageID = "urn:id"
        message.headers.relatesTo = "urn:first"
        message.headers.relatesTo = "urn:request"
        message.headers.from = EndpointAddress("urn:from")
        message.headers.replyTo = EndpointAddress("urn:reply")
        message.headers.faultTo = EndpointAddress("urn:fault")
        #expect(message.headers.count == 7)
        #expect(message.headers.replyTo?.uri == "urn:reply")
        message.headers.faultTo = nil
        #expect(message.headers.faultTo == nil)
        guard version.addressing != .none else { return }
        let again = try transmitted(message)
        #expect(again.headers.action == "urn:a")
        #expect(again.headers.to == "urn:to")
        #expect(again.headers.messageID == "urn:id")
        #expect(again.headers.relatesTo == "urn:request")
        #expect(again.headers.from?.uri == "urn:from")
        #expect(again.headers.replyTo?.uri == "urn:reply")
        #expect(again.headers.faultTo == nil)
    }

    @Test("RelatesTo of another relationship is no answer")
    func relationships() throws {
        let message = try receive(
            "<s:Envelope xmlns:s='\(soap12Namespace)' xmlns:a='\(addressing10Namespace)'><s:Header>"
                + "<a:RelatesTo RelationshipType='urn:custom'>urn:1</a:RelatesTo>"
                + "<a:RelatesTo RelationshipType='http://www.w3.org/2005/08/addressing/reply'>urn:2</a:RelatesTo>"
                + "<a:RelatesTo>urn:3</a:RelatesTo></s:Header><s:Body/></s:Envelope>")
        #expect(message.headers.relatesTo == "urn:2")
    }

    @Test("those for another role are nobody's action")
    func otherRole() throws {
        let message = try receive(
            "<s:Envelope xmlns:s='\(soap12Namespace)' xmlns:a='\(addressing10Namespace)'><s:Header>"
                + "<a:Action s:role='urn:role'>urn:theirs</a:Action><a:Action>urn:ours</a:Action></s:Header><s:Body/></s:Envelope>")
        #expect(message.headers.action == "urn:ours")
    }

    @Test("write their attributes as the version has them", arguments: [MessageVersion.soap11, .soap12])
    func attributes(_ version: MessageVersion) throws {
        var message = Message(version: version, action: nil)
        message.headers.add(MessageHeader(name("H"), "v", mustUnderstand: true, actor: "urn:role", relay: true))
        message.headers.add(
            MessageHeader(name("W")) { builder in
                builder.element(ExpandedName("inner", namespace: "urn:h"), "x")
            })
        let wire = try text(message)
        let role = version == .soap11 ? " s:actor=\"urn:role\"" : " s:role=\"urn:role\" s:relay=\"true\""
        #expect(wire.contains("<h:H xmlns:h=\"urn:h\" s:mustUnderstand=\"1\"\(role)>v</h:H>"))
        #expect(wire.contains("<h:W xmlns:h=\"urn:h\"><h:inner>x</h:inner></h:W>"))
        let again = try transmitted(message)
        #expect(again.headers[0].mustUnderstand)
        #expect(again.headers[0].actor == "urn:role")
        #expect(again.headers[0].relay == (version == .soap12))
        #expect(again.headers[1].text == nil)
        #expect(again.headers[1].element?.firstChild?.localName == "inner")
    }
}
