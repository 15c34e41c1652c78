import StrataCore
import StrataInfoset
import Testing

@Suite("Where the processing node sends answers")
struct ReplyAddressTests {
    private func message(_ version: MessageVersion, _ headers: String) throws -> Message {
        try receive(
            "<s:Envelope xmlns:s='\(version.envelope.namespace)' xmlns:a='\(version.addressing.namespace)' xmlns:x='urn:x'>"
                + "<s:Header><a:Action>urn:a</a:Action><a:MessageID>urn:1</a:MessageID>\(headers)</s:Header><s:Body/></s:Envelope>", version
        )
    }

    private func node(_ version: MessageVersion, _ change: (inout SOAPProcessor.Configuration) -> Void = { _ in }) -> SOAPProcessor {
        var configuration = SOAPProcessor.Configuration()
        change(&configuration)
        return SOAPProcessor(version: version, configuration: configuration)
    }

    @Test("a fault that the handler returns goes where faults go, a reply where replies go")
    func returnedFault() async throws {
        func to(_ name: String, _ address: String) -> String {
            "<a:\(name)><a:Address>\(addressing10Namespace)/\(address)</a:Address></a:\(name)>"
        }
        let rows: [(headers: String, reply: Bool, fault: Bool)] = [
            ("", true, true),
            (to("ReplyTo", "none"), false, false),
            (to("FaultTo", "none"), true, false),
            (to("ReplyTo", "anonymous") + to("FaultTo", "none"), true, false),
            (to("ReplyTo", "none") + to("FaultTo", "anonymous"), false, true),
        ]
        let version = MessageVersion.soap12Addressing10
        for row in rows {
            let request = try message(version, row.headers)
            let reply = await node(version).process(request) { _ in Message(version: version, action: "urn:r") }
            #expect((reply != nil) == row.reply, "\(row.headers)")
            let fault = await node(version).process(request) { _ in Message(version: version, fault: .sender("no")) }
            #expect((fault != nil) == row.fault, "\(row.headers)")
        }
    }

    @Test("the addresses that are used are those that were judged, whichever role they are for")
    func role() async throws {
        let version = MessageVersion.soap12Addressing10
        func reply(_ role: String, _ key: String) -> String {
            "<a:ReplyTo\(role.isEmpty ? "" : " s:role='\(role)'")><a:Address>\(key)</a:Address><a:ReferenceParameters><x:Key>\(key)</x:Key>"
                + "</a:ReferenceParameters></a:ReplyTo>"
        }
        let anonymous = "\(addressing10Namespace)/anonymous"
        // The one without a role is somebody else's, and was never judged.
        let request = try message(
            version,
            "<a:Action s:role='urn:mine'>urn:b</a:Action><a:MessageID s:role='urn:mine'>urn:2</a:MessageID>"
                + reply("", "http://elsewhere/") + reply("urn:mine", anonymous))
        let mine = node(version) {
            $0.roles = ["urn:mine"]
            $0.addressingRole = "urn:mine"
            $0.actions = ["urn:b"]
        }
        let answer = try transmitted(#require(await mine.process(request) { _ in Message(version: version, action: nil) }))
        #expect(answer.headers.action == "urn:bResponse")
        #expect(answer.headers.relatesTo == "urn:2")
        #expect(answer.headers.to == nil)
        #expect(answer.headers.first(ExpandedName("Key", namespace: "urn:x"))?.text == anonymous)
    }

    @Test("headers for the next node are this node's", arguments: SOAPProcessorTests.addressed)
    func next(_ version: MessageVersion) async throws {
        let role = "s:\(version.envelope == .soap11 ? "actor" : "role")='\(version.envelope.nextRole)'"
        let request = try receive(
            "<s:Envelope xmlns:s='\(version.envelope.namespace)' xmlns:a='\(version.addressing.namespace)'><s:Header>"
                + "<a:Action \(role)>urn:a</a:Action><a:MessageID \(role)>urn:1</a:MessageID></s:Header><s:Body/></s:Envelope>", version)
        #expect(request.headers.action == "urn:a")
        let answer = try transmitted(
            #require(await node(version) { $0.actions = ["urn:a"] }.process(request) { _ in Message(version: version, action: nil) }))
        #expect(!answer.isFault)
        #expect(answer.headers.action == "urn:aResponse")
        #expect(answer.headers.relatesTo == "urn:1")
    }

    @Test(
        "reference parameters that would pose as this node's addressing, or cannot be headers, are refused",
        arguments: SOAPProcessorTests.addressed, ["<a:RelatesTo>urn:forged</a:RelatesTo>", "<a:To>urn:x</a:To>", "<plain xmlns=''/>"])
    func posing(_ version: MessageVersion, _ parameter: String) async throws {
        let anonymous = version.addressing.anonymousAddress ?? ""
        for group in version.addressing == .august2004 ? ["ReferenceParameters", "ReferenceProperties"] : ["ReferenceParameters"] {
            for name in ["ReplyTo", "FaultTo"] {
                let request = try message(
                    version, "<a:\(name)><a:Address>\(anonymous)</a:Address><a:\(group)>\(parameter)</a:\(group)></a:\(name)>")
                let answer = try transmitted(
                    #require(await node(version).process(request) { _ in Message(version: version, action: "urn:r") }))
                let fault = try #require(try answer.fault())
                #expect(fault.code.contains(AddressingFaultNames(version.addressing).invalidHeader))
                #expect(answer.headers.all(ExpandedName("RelatesTo", namespace: version.addressing.namespace)).map(\.text) == ["urn:1"])
            }
        }
    }

    @Test("the fault of a request that was refused has the reference parameters of where faults go, and goes nowhere else")
    func refusedRequest() async throws {
        let version = MessageVersion.soap12Addressing10
        func refuse(_ address: String) async throws -> Message? {
            let request = try message(
                version,
                "<x:Unknown s:mustUnderstand='1'/><a:FaultTo><a:Address>\(address)</a:Address>"
                    + "<a:ReferenceParameters><x:Key>k</x:Key></a:ReferenceParameters></a:FaultTo>")
            return await node(version).process(request) { _ in nil }
        }
        let key = ExpandedName("Key", namespace: "urn:x")
        let answer = try transmitted(#require(await refuse("\(addressing10Namespace)/anonymous")))
        #expect(try answer.fault()?.code.kind == .mustUnderstand)
        #expect(answer.headers.first(key)?.text == "k")
        let elsewhere = try transmitted(#require(await refuse("http://elsewhere/")))
        #expect(elsewhere.headers.to == nil && elsewhere.headers.first(key) == nil)
        #expect(try await refuse("\(addressing10Namespace)/none") == nil)
    }

    @Test("a message of the other version is refused with Upgrade where no encoder has done so", arguments: [true, false])
    func upgrade(from11: Bool) throws {
        let (spoken, sent) = from11 ? (MessageVersion.soap12, MessageVersion.soap11) : (.soap11, .soap12)
        var request = Message(version: sent, action: "urn:a")
        let error = #expect(throws: FaultError.self) { try node(spoken).accept(&request) }
        let answer = try transmitted(try #require(error).message(version: spoken))
        #expect(try answer.fault()?.code.kind == .versionMismatch)
        let upgrade = try #require(answer.headers.first(ExpandedName("Upgrade", namespace: soap12Namespace))?.element)
        let supported = try #require(upgrade.firstChild)
        #expect(
            try supported.resolve(qualifiedName: #require(supported.attribute(ExpandedName("qname"))))
                == ExpandedName("Envelope", namespace: spoken.envelope.namespace))
    }

    @Test("RelatesTo of August 2004 names its relationship as a qualified name, with any prefix")
    func relationship() throws {
        let version = MessageVersion.soap12AddressingAugust2004
        let ours = "<a:RelatesTo RelationshipType='a:Reply'>urn:ours</a:RelatesTo>"
        let foreign = "<a:RelatesTo xmlns:wsa='urn:foreign' RelationshipType='wsa:Reply'>urn:foreign</a:RelatesTo>"
        #expect(try message(version, foreign + ours).headers.relatesTo == "urn:ours")
        #expect(try message(version, foreign).headers.relatesTo == nil)
        // 1.0 has URIs.
        let name = "<a:RelatesTo RelationshipType='wsa:Reply'>urn:name</a:RelatesTo>"
        #expect(try message(.soap12Addressing10, name).headers.relatesTo == nil)
    }

    @Test("a reply on the side that asked is judged by its relation of kind reply, in both versions of addressing")
    func injectedReplies() throws {
        for version in SOAPProcessorTests.addressed {
            var request = Message(version: version, action: "urn:a")
            request.completeAddressing(to: EndpointAddress("urn:to"), expectsReply: true)
            let id = try #require(request.headers.messageID)
            func accepts(_ headers: String) throws -> Bool {
                let reply = try message(version, headers)
                return (try? node(version).acceptReply(reply, to: request)) != nil
            }
            #expect(try accepts("<a:RelatesTo>\(id)</a:RelatesTo>"))
            #expect(try accepts("<a:RelatesTo RelationshipType='urn:part-of'>urn:other</a:RelatesTo><a:RelatesTo>\(id)</a:RelatesTo>"))
            #expect(try !accepts("<a:RelatesTo>urn:uuid:other</a:RelatesTo>"))
            #expect(try !accepts("<a:RelatesTo>\(id.uppercased())</a:RelatesTo>"))
            #expect(try !accepts("<a:RelatesTo>urn:uuid:other</a:RelatesTo><a:RelatesTo>\(id)</a:RelatesTo>"))
            #expect(try !accepts("<a:RelatesTo>\(id)</a:RelatesTo><a:RelatesTo>urn:uuid:other</a:RelatesTo>"))
        }
    }
}
