import StrataCore
import StrataInfoset
import Testing

@Suite("Messages that are passed on")
struct ResealingTests {
    private static let identifier = ExpandedName("Id", namespace: "urn:wsu")

    @Test("a changed header leaves the attributes of Envelope and Body as they were")
    func attributes() throws {
        var message = try receive(
            "<s:Envelope xmlns:s='\(soap12Namespace)' xmlns:u='urn:wsu' xmlns:x='urn:x' u:Id='e' xml:lang='de'>"
                + "<s:Header><x:H/></s:Header><s:Body u:Id='b'><x:a kind='x:k'/></s:Body></s:Envelope>", .soap12)
        message.headers.add(MessageHeader(ExpandedName("New", namespace: "urn:x"), "v"))
        let again = try transmitted(message)
        #expect(again.headers.count == 2)
        #expect(again.bodyElement?.attribute(Self.identifier) == "b")
        #expect(again.bodyElement?.parent?.attribute(Self.identifier) == "e")
        #expect(again.bodyElement?.parent?.attribute(ExpandedName("lang", namespace: "http://www.w3.org/XML/1998/namespace")) == "de")
        #expect(again.bodyContents?.namespace(forPrefix: "x") == "urn:x")
    }

    @Test("attributes that SOAP 1.2 does not allow stay behind when the version changes")
    func attributesOfTheOtherVersion() throws {
        let message = try receive(
            "<s:Envelope xmlns:s='\(soap11Namespace)' xmlns:u='urn:wsu' plain='p'>"
                + "<s:Body u:Id='b' s:encodingStyle='http://schemas.xmlsoap.org/soap/encoding/' plain='p'><u:a/></s:Body></s:Envelope>",
            .soap11)
        let body = try #require(try transmitted(message.converted(to: .soap12)).bodyElement)
        #expect(body.attributes.map(\.name) == [Self.identifier])
    }

    @Test("a received fault is written as the other version has it", arguments: [true, false])
    func faults(from11: Bool) throws {
        let (old, new) = from11 ? (MessageVersion.soap11, MessageVersion.soap12) : (.soap12, .soap11)
        let detail = try read("<x:d xmlns:x='urn:x'>1</x:d>")
        let received = try transmitted(
            Message(version: old, fault: Fault(FaultCode(.receiver), "why", detail: FaultDetail(detail, detail))))
        let converted = try transmitted(received.converted(to: new))
        let fault = try #require(try converted.fault())
        #expect(fault.code == FaultCode(.receiver))
        #expect(fault.reason == "why")
        #expect(fault.detail?.elements.map(\.localName) == ["d", "d"])
    }

    @Test("a header for the next node is for the next node in the other version too")
    func nextRole() throws {
        var message = try receive(
            "<s:Envelope xmlns:s='\(soap11Namespace)' xmlns:x='urn:x'><s:Header>"
                + "<x:H s:actor='\(EnvelopeVersion.soap11.nextRole)' s:mustUnderstand='1'/></s:Header><s:Body/></s:Envelope>", .soap11)
        message.headers.add(MessageHeader(ExpandedName("W", namespace: "urn:x"), "w", actor: EnvelopeVersion.soap11.nextRole))
        let converted = message.converted(to: .soap12)
        for headers in [converted.headers, try transmitted(converted).headers] {
            #expect(headers.map(\.actor) == [EnvelopeVersion.soap12.nextRole, EnvelopeVersion.soap12.nextRole])
            #expect(headers[0].mustUnderstand)
        }
        let back = try transmitted(converted.converted(to: .soap11))
        #expect(back.headers.map(\.actor) == [EnvelopeVersion.soap11.nextRole, EnvelopeVersion.soap11.nextRole])
    }

    @Test("old headers put back after the body was changed do not bring the old body back")
    func staleSeal() throws {
        func assign(_ headers: inout MessageHeaders, _ value: MessageHeaders) { headers = value }
        var message = Message(version: .soap12Addressing10, action: "urn:a") { $0.element(ExpandedName("old", namespace: "urn:x"), "") }
        try message.seal()
        let headers = message.headers
        message.body = MessageBody { $0.element(ExpandedName("new", namespace: "urn:x"), "") }
        assign(&message.headers, headers)
        #expect(try transmitted(message).bodyContents?.localName == "new")
    }

    @Test("copies are changed and sealed on many tasks, each for itself")
    func concurrentCopies() async throws {
        let original = try receive(
            "<s:Envelope xmlns:s='\(soap12Namespace)' xmlns:a='\(addressing10Namespace)'><s:Header><a:Action>urn:a</a:Action></s:Header>"
                + "<s:Body><x xmlns='urn:x'>body</x></s:Body></s:Envelope>")
        let before = try text(original)
        let results = try await withThrowingTaskGroup(of: (Int, String).self) { group in
            for number in 0..<64 {
                group.addTask {
                    var copy = original
                    copy.headers.to = "urn:to:\(number)"
                    copy.properties.via = "urn:via:\(number)"
                    if number % 2 == 0 { copy.body = MessageBody { $0.element(ExpandedName("y", namespace: "urn:x"), "\(number)") } }
                    let again = try transmitted(copy)
                    let body = try again.bodyContents?.string() ?? ""
                    return (number, "\(again.headers.to ?? "") \(body) \(copy.properties.via ?? "")")
                }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        for number in 0..<64 {
            #expect(results[number] == "urn:to:\(number) \(number % 2 == 0 ? "\(number)" : "body") urn:via:\(number)")
        }
        #expect(try text(original) == before)
        #expect(original.properties.via == nil)
    }
}
