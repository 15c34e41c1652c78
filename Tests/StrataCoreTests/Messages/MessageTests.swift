import StrataCore
import StrataInfoset
import Testing

@Suite("Messages")
struct MessageTests {
    static let versions: [MessageVersion] = [
        .none, .soap11, .soap12, .soap11Addressing10, .soap12Addressing10, .soap11AddressingAugust2004, .soap12AddressingAugust2004,
    ]

    private static func addRequest(_ version: MessageVersion) -> Message {
        Message(version: version, action: "urn:peers:calc/ICalc/Add") { builder in
            builder.startElement(ExpandedName("Add", namespace: "urn:peers:calc"))
            builder.element(ExpandedName("a", namespace: "urn:peers:calc"), "2")
            builder.element(ExpandedName("b", namespace: "urn:peers:calc"), "40")
            builder.endElement()
        }
    }

    @Test("are one reference wide")
    func size() { #expect(MemoryLayout<Message>.size == MemoryLayout<UnsafeRawPointer>.size) }

    @Test("there are seven versions, all different; the default is SOAP 1.2 with WS-Addressing 1.0")
    func sevenVersions() {
        #expect(Set(Self.versions).count == 7)
        #expect(MessageVersion.default == .soap12Addressing10)
        #expect(MessageVersion(envelope: .none, addressing: .addressing10) == .none)
    }

    @Test("survive a round trip in every version", arguments: versions)
    func roundTrip(_ version: MessageVersion) throws {
        var message = Self.addRequest(version)
        message.completeAddressing(to: EndpointAddress("http://localhost/peer"), expectsReply: true)
        try message.seal()
        #expect(message.bodyContents?.name == ExpandedName("Add", namespace: "urn:peers:calc"))
        #expect(!message.isEmpty)
        let again = try transmitted(message)
        #expect(again.version == version)
        #expect(again.bodyContents?.name == ExpandedName("Add", namespace: "urn:peers:calc"))
        #expect(!again.isFault && !again.isEmpty)
        if version.addressing == .none {
            #expect(again.headers.isEmpty)
            #expect(message.headers.to == "http://localhost/peer")
        } else {
            #expect(again.headers.action == "urn:peers:calc/ICalc/Add")
            #expect(again.headers.to == "http://localhost/peer")
            #expect(again.headers.messageID == message.headers.messageID)
            #expect(again.headers.replyTo?.isAnonymous == true)
            #expect(again.headers.filter(\.mustUnderstand).map(\.name.localName) == ["Action", "To"])
        }
    }

    @Test("look on the wire as WCF's do")
    func wireForm() throws {
        var message = Self.addRequest(.soap12Addressing10)
        message.headers.messageID = "urn:uuid:1"
        message.completeAddressing(to: EndpointAddress("http://localhost/peer"), expectsReply: true)
        #expect(
            try text(message)
                == """
                <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://www.w3.org/2005/08/addressing">\
                <s:Header><a:Action s:mustUnderstand="1">urn:peers:calc/ICalc/Add</a:Action><a:MessageID>urn:uuid:1</a:MessageID>\
                <a:ReplyTo><a:Address>http://www.w3.org/2005/08/addressing/anonymous</a:Address></a:ReplyTo>\
                <a:To s:mustUnderstand="1">http://localhost/peer</a:To></s:Header>\
                <s:Body><Add xmlns="urn:peers:calc"><a>2</a><b>40</b></Add></s:Body></s:Envelope>
                """)
        #expect(
            try text(Self.addRequest(.soap11))
                == """
                <s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>\
                <Add xmlns="urn:peers:calc"><a>2</a><b>40</b></Add></s:Body></s:Envelope>
                """)
        #expect(try text(Self.addRequest(.none)) == "<Add xmlns=\"urn:peers:calc\"><a>2</a><b>40</b></Add>")
    }

    @Test("generated identifiers are UUIDs of version 4, all different")
    func identifiers() throws {
        var seen: Set<String> = []
        for _ in 0..<100 {
            var message = Self.addRequest(.default)
            message.completeMessageID()
            let id = try #require(message.headers.messageID)
            #expect(id.wholeMatch(of: /urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil)
            seen.insert(id)
        }
        #expect(seen.count == 100)
    }

    @Test("copies change apart")
    func copyOnWrite() throws {
        var a = Self.addRequest(.default)
        try a.seal()
        var b = a
        b.headers.to = "urn:b"
        b.properties.transportAction = "urn:x"
        #expect(a.headers.to == nil)
        #expect(a.properties.transportAction == nil)
        #expect(a.sealed != nil)
        #expect(b.sealed == nil)
    }

    @Test("sealing twice gives the same infoset; a change unseals, one beside the wire does not")
    func sealing() throws {
        var message = Self.addRequest(.default)
        let first = try message.seal()
        #expect(try message.seal().isIdentical(to: first))
        message.properties.via = "http://elsewhere/"
        #expect(message.sealed?.isIdentical(to: first) == true)
        message.headers.to = "urn:to"
        #expect(message.sealed == nil)
        let second = try message.seal()
        #expect(!second.isIdentical(to: first))
        message.body = .empty
        #expect(message.sealed == nil)

        // Without addressing the action travels beside the message.
        var plain = try transmitted(Self.addRequest(.soap11))
        let received = try #require(plain.sealed)
        plain.headers.action = "urn:of-the-transport"
        #expect(plain.sealed?.isIdentical(to: received) == true)
        #expect(plain.headers.action == "urn:of-the-transport")
    }

    @Test("headers of one message never stand for the sealed form of another")
    func sealsAreNotMixed() throws {
        var a = Self.addRequest(.default)
        var b = Message(version: .default, action: "urn:b")
        try a.seal()
        try b.seal()
        a.headers = b.headers
        #expect(a.sealed == nil)
        #expect(try text(a).contains("urn:b"))
    }

    @Test("a received message keeps its octets and prefixes when a header is changed")
    func prefixesStay() throws {
        let original = """
            <soap:Envelope xmlns:soap="\(soap12Namespace)" xmlns:q="urn:q" xmlns:wsa="\(addressing10Namespace)">\
            <soap:Header><wsa:Action>urn:a</wsa:Action><q:H kind="q:thing"><q:inner>  x </q:inner></q:H></soap:Header>\
            <soap:Body><q:Do xmlns:s="urn:other"><s:v t="q:name">a<!--c-->b</s:v></q:Do></soap:Body></soap:Envelope>
            """
        var message = try receive(original)
        #expect(try text(message) == original)
        message.headers.to = "urn:to"
        let changed = try text(message)
        #expect(changed.contains("<q:inner>  x </q:inner>"))
        #expect(changed.contains("<s:v t=\"q:name\">a<!--c-->b</s:v>"))
        let again = try receive(changed)
        let value = try #require(again.bodyContents?.firstChild)
        #expect(value.namespace == "urn:other")
        #expect(value.namespace(forPrefix: "q") == "urn:q")
        #expect(try #require(again.headers.first(ExpandedName("H", namespace: "urn:q"))?.element).namespace(forPrefix: "q") == "urn:q")
        #expect(again.headers.to == "urn:to")
        #expect(again.headers.action == "urn:a")
    }

    @Test("a body can be written any number of times")
    func bodyAgain() throws {
        let message = Self.addRequest(.soap12)
        #expect(try text(message) == text(message))
        #expect(message.bodyContents == nil)
        var sealed = message
        try sealed.seal()
        #expect(sealed.bodyContents?.localName == "Add")
    }

    @Test("what cannot write itself is not encodable")
    func notEncodable() {
        struct Broken: Error {}
        var message = Message(version: .soap12, action: nil) { _ in throw Broken() }
        #expect { try message.seal() } throws: { ($0 as? MessageCodingError)?.code == .notEncodable }
        var unbalanced = Message(version: .soap12, action: nil) { $0.startElement(ExpandedName("open")) }
        #expect { try unbalanced.seal() } throws: { ($0 as? MessageCodingError)?.code == .notEncodable }
        var fault = Message(version: .none, fault: .sender("x"))
        #expect { try fault.seal() } throws: { ($0 as? MessageCodingError)?.code == .notEncodable }
    }

    @Test("properties are found by their key and travel with copies")
    func properties() {
        enum Colour: MessagePropertyKey { typealias Value = String }
        var message = Message(version: .soap12, action: nil)
        #expect(message.properties[Colour.self] == nil)
        message.properties[Colour.self] = "red"
        message.properties.security.add(RemoteIdentity(source: "HTTP Basic", userName: "alice"))
        message.properties.markUnderstood(ExpandedName("H", namespace: "urn:h"))
        let copy = message
        #expect(copy.properties[Colour.self] == "red")
        #expect(copy.properties.security.primary?.userName == "alice")
        #expect(copy.properties[UnderstoodHeaders.self]?.count == 1)
        message.properties[Colour.self] = nil
        #expect(message.properties[Colour.self] == nil)
        #expect(copy.properties[Colour.self] == "red")
        #expect(RemoteEndpoint(host: "::1", port: 80).description == "[::1]:80")
    }

    @Test("convert to another version with their headers")
    func conversion() throws {
        var message = try receive(
            """
            <s:Envelope xmlns:s="\(soap11Namespace)" xmlns:a="\(addressing10Namespace)"><s:Header><a:Action>urn:x</a:Action>\
            <h:H xmlns:h="urn:h" s:mustUnderstand="1" s:actor="urn:role">v</h:H></s:Header><s:Body/></s:Envelope>
            """, .soap11Addressing10)
        message = message.converted(to: .soap12AddressingAugust2004)
        let again = try transmitted(message)
        #expect(again.headers.action == "urn:x")
        let header = try #require(again.headers.first(ExpandedName("H", namespace: "urn:h")))
        #expect(header.mustUnderstand && header.actor == "urn:role" && header.text == "v")
        #expect(header.element?.attribute(ExpandedName("mustUnderstand", namespace: soap11Namespace)) == nil)
    }
}
