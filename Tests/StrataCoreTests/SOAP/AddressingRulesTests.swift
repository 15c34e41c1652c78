import StrataCore
import StrataInfoset
import Synchronization
import Testing

@Suite("The rules of addressing")
struct AddressingRulesTests {
    static let version = MessageVersion.soap12Addressing10
    private static let none = "<a:Address>\(addressing10Namespace)/none</a:Address>"
    private static let anonymous = "<a:Address>\(addressing10Namespace)/anonymous</a:Address>"

    private func message(_ headers: String, _ version: MessageVersion = version) throws -> Message {
        try receive(
            "<s:Envelope xmlns:s='\(version.envelope.namespace)' xmlns:a='\(version.addressing.namespace)' xmlns:x='urn:x'>"
                + "<s:Header>\(headers)</s:Header><s:Body/></s:Envelope>", version)
    }

    private func node(_ version: MessageVersion = version, _ change: (inout SOAPProcessor.Configuration) -> Void = { _ in })
        -> SOAPProcessor
    {
        var configuration = SOAPProcessor.Configuration()
        change(&configuration)
        return SOAPProcessor(version: version, configuration: configuration)
    }

    private func code(_ reply: Message?) throws -> String? { try reply.map { try transmitted($0) }?.fault()?.code.description }

    private func done(_ request: Message) -> Message { Message(version: request.version, action: "urn:done") }

    // MARK: For whom

    @Test("headers for the next node are the ultimate receiver's, for judge and application alike", arguments: SOAPProcessorTests.addressed)
    func nextRole(_ version: MessageVersion) async throws {
        let role = "s:\(version.envelope == .soap11 ? "actor" : "role")='\(version.envelope.nextRole)'"
        let request = try message(
            "<a:Action \(role)>urn:a</a:Action><a:MessageID \(role)>urn:1</a:MessageID><a:To \(role)>urn:to</a:To>"
                + "<a:ReplyTo \(role)><a:Address>\(version.addressing.anonymousAddress ?? "")</a:Address></a:ReplyTo>", version)
        let node = node(version) {
            $0.actions = ["urn:a"]
            $0.addressFilter = AddressFilter { to, _ in to == "urn:to" }
        }
        let seen = Mutex<[String?]>([])
        let reply = await node.process(request) { request in
            let headers = request.headers
            seen.withLock { $0 = [headers.action, headers.messageID, headers.to] }
            #expect(headers.replyTo?.isAnonymous == true)
            return done(request)
        }
        #expect(seen.withLock { $0 } == ["urn:a", "urn:1", "urn:to"])
        #expect(reply?.headers.relatesTo == "urn:1")
        // Setting it replaces that block and adds none.
        var changed = request
        changed.headers.action = "urn:b"
        #expect(changed.headers.all(ExpandedName("Action", namespace: version.addressing.namespace)).map(\.text) == ["urn:b"])
    }

    @Test("a node for another role takes the action, and sends the answer, as that role's headers say")
    func ownRole() async throws {
        let role = "s:role='urn:mine'"
        let request = try message(
            "<a:Action>urn:theirs</a:Action><a:Action \(role)>urn:ours</a:Action><a:MessageID>urn:1</a:MessageID>"
                + "<a:MessageID \(role)>urn:2</a:MessageID><a:ReplyTo>\(Self.none)</a:ReplyTo>"
                + "<a:ReplyTo \(role)><a:Address>urn:back</a:Address></a:ReplyTo>")
        let node = node {
            $0.roles = ["urn:mine"]
            $0.addressingRole = "urn:mine"
            $0.actions = ["urn:ours"]
            $0.replyAddresses = .any
        }
        let reply = try #require(await node.process(request) { done($0) })
        #expect(!reply.isFault)
        #expect(reply.headers.relatesTo == "urn:2")
        #expect(reply.headers.to == "urn:back")
    }

    // MARK: Who wants an answer

    static let wanted: [(headers: String, reply: Bool, fault: Bool)] = [
        ("", true, true), ("<a:ReplyTo>\(none)</a:ReplyTo>", false, false), ("<a:FaultTo>\(none)</a:FaultTo>", true, false),
        ("<a:ReplyTo>\(none)</a:ReplyTo><a:FaultTo>\(anonymous)</a:FaultTo>", false, true),
        ("<a:ReplyTo>\(anonymous)</a:ReplyTo><a:FaultTo>\(none)</a:FaultTo>", true, false),
    ]

    @Test("a fault goes where faults are wanted: thrown, returned, or of a refusal", arguments: wanted)
    func noneAddresses(_ row: (headers: String, reply: Bool, fault: Bool)) async throws {
        let request = try message("<a:Action>urn:a</a:Action>" + row.headers)
        let node = node()
        #expect((await node.process(request) { done($0) } != nil) == row.reply)
        #expect((await node.process(request) { Message(version: $0.version, fault: .sender("x")) } != nil) == row.fault)
        #expect((await node.process(request) { _ in throw FaultError(.sender("x")) } != nil) == row.fault)
        let refusing = self.node { $0.actions = ["urn:other"] }
        #expect((await refusing.process(request) { done($0) } != nil) == row.fault)
        let mustUnderstand = try message("<x:H s:mustUnderstand='1'/><a:Action>urn:a</a:Action>" + row.headers)
        #expect((await node.process(mustUnderstand) { done($0) } != nil) == row.fault)
    }

    @Test("two FaultTo say nothing, so the fault about them is sent")
    func ambiguousNone() async throws {
        let request = try message("<a:Action>urn:a</a:Action><a:FaultTo>\(Self.none)</a:FaultTo><a:FaultTo>\(Self.none)</a:FaultTo>")
        #expect(try code(await node().process(request) { done($0) }) == "Sender/InvalidAddressingHeader/InvalidCardinality")
    }

    // MARK: What an answer carries

    static let parameters: [(xml: String, isTaken: Bool)] = [
        ("<x:Key>1</x:Key>", true), ("<Key xmlns=''>1</Key>", false), ("<a:To>urn:victim</a:To>", false),
        ("<a:RelatesTo>urn:other</a:RelatesTo>", false), ("<s:Body/>", false),
        ("<b:Header xmlns:b='\(soap11Namespace)'/>", false),
    ]

    @Test("reference parameters may not forge headers of the answer", arguments: parameters, ["ReplyTo", "FaultTo"])
    func referenceParameters(_ row: (xml: String, isTaken: Bool), _ name: String) async throws {
        for version in [Self.version, .soap11AddressingAugust2004] {
            let address = version.addressing.anonymousAddress ?? ""
            let request = try message(
                "<a:Action>urn:a</a:Action><a:\(name)><a:Address>\(address)</a:Address><a:ReferenceParameters>\(row.xml)"
                    + "</a:ReferenceParameters></a:\(name)>", version)
            let reply = try transmitted(try #require(await node(version).process(request) { done($0) }))
            #expect(reply.isFault == !row.isTaken)
            guard !row.isTaken else { continue }
            #expect(try reply.fault()?.code.contains(AddressingFaultNames(version.addressing).invalidHeader) == true)
            #expect(!reply.headers.contains { $0.text == "urn:victim" || $0.text == "urn:other" })
        }
    }

    @Test("many reference parameters in a wide scope do not multiply it in the answer")
    func wideScope() async throws {
        func declarations(_ prefix: String) -> String { (0..<200).map { " xmlns:\(prefix)\($0)='u'" }.joined() }
        let count = 2000
        let text =
            "<a:Action>urn:a</a:Action><a:ReplyTo\(declarations("p"))><a:Address>\(Self.version.addressing.anonymousAddress ?? "")"
            + "</a:Address><a:ReferenceParameters\(declarations("q"))>" + String(repeating: "<x:K/>", count: count)
            + "</a:ReferenceParameters></a:ReplyTo>"
        var reply = try #require(await node(Self.version).process(try message(text)) { done($0) })
        #expect(!reply.isFault)
        let sealed = try reply.seal()
        #expect(reply.headers.filter { $0.name.localName == "K" }.count == count)
        // An element and the mark of a reference parameter for each; what they share is declared around them.
        #expect(sealed.nodeCount < count * 3 + 100)
    }

    @Test("nor is a long namespace name repeated for each", arguments: ["", "l"])
    func longNamespace(_ prefix: String) async throws {
        let count = 1000
        let (declared, name) = prefix.isEmpty ? ("xmlns", "K") : ("xmlns:l", "l:K")
        let namespace = "urn:" + String(repeating: "n", count: 3500)
        var reply = try #require(
            await node(Self.version).process(
                try message(
                    "<a:Action>urn:a</a:Action><a:ReplyTo><a:Address>\(Self.version.addressing.anonymousAddress ?? "")</a:Address>"
                        + "<a:ReferenceParameters \(declared)='\(namespace)'>" + String(repeating: "<\(name)/>", count: count)
                        + "</a:ReferenceParameters></a:ReplyTo>")
            ) { done($0) })
        let sealed = try reply.seal()
        #expect(reply.headers.filter { $0.name == ExpandedName("K", namespace: namespace) }.count == count)
        #expect(sealed.text.utf8.count < 60 * count + 2 * namespace.utf8.count)
        // The reply itself is read as it was written.
        let again = try transmitted(reply)
        #expect(again.headers.filter { $0.name == ExpandedName("K", namespace: namespace) }.count == count)
    }

    @Test("reference properties of August 2004 become headers of the answer too")
    func referenceProperties() async throws {
        let version = MessageVersion.soap12AddressingAugust2004
        let request = try message(
            "<a:Action>urn:a</a:Action><a:ReplyTo><a:Address>\(version.addressing.anonymousAddress ?? "")</a:Address>"
                + "<a:ReferenceProperties><x:P>1</x:P></a:ReferenceProperties><a:ReferenceParameters><x:Q>2</x:Q></a:ReferenceParameters>"
                + "</a:ReplyTo>", version)
        let reply = try transmitted(try #require(await node(version).process(request) { done($0) }))
        #expect(reply.headers.filter { $0.name.namespace == "urn:x" }.map(\.text) == ["1", "2"])
    }

    @Test("a relationship of August 2004 is a qualified name, whatever its prefix")
    func relationship() throws {
        let version = MessageVersion.soap12AddressingAugust2004
        let reply = try message(
            "<a:RelatesTo RelationshipType='x:Reply'>urn:0</a:RelatesTo><a:RelatesTo RelationshipType='a:Reply'>urn:1</a:RelatesTo>",
            version)
        #expect(reply.headers.relatesTo == "urn:1")
    }

    // MARK: The side that asked

    @Test("a reply must be unambiguous, and where anybody could have sent it, name its request")
    func replies() throws {
        var request = Message(version: Self.version, action: "urn:a")
        request.headers.messageID = "urn:1"
        func check(_ headers: String, requiresRelation: Bool = false) throws -> Bool {
            let reply = try message(headers)
            do throws(CommunicationError) {
                try node().acceptReply(reply, to: request, requiresRelation: requiresRelation)
                return true
            } catch {
                #expect(error.code == .protocolViolation)
                return false
            }
        }
        #expect(try check("<a:Action>urn:r</a:Action>"))
        #expect(try !check("<a:Action>urn:r</a:Action>", requiresRelation: true))
        #expect(try check("<a:RelatesTo>urn:1</a:RelatesTo>", requiresRelation: true))
        #expect(try !check("<a:RelatesTo>urn:2</a:RelatesTo><a:RelatesTo>urn:1</a:RelatesTo>", requiresRelation: true))
        #expect(try !check("<a:Action>urn:r</a:Action><a:Action>urn:q</a:Action><a:RelatesTo>urn:1</a:RelatesTo>"))
    }

    // MARK: Loops and floods

    @Test("a message that comes back to a node that passed it on is refused")
    func relayLoop() async throws {
        let intermediary = node {
            $0.isUltimateReceiver = false
            $0.messageIDHistory = MessageIDHistory(capacity: 10)
        }
        var message = try message("<a:Action>urn:a</a:Action><a:MessageID>urn:1</a:MessageID>")
        try intermediary.accept(&message)
        var again = try transmitted(intermediary.forwarded(message))
        #expect {
            try intermediary.accept(&again)
        } throws: {
            ($0 as? FaultError)?.fault.code.description == "Sender/InvalidAddressingHeader/DuplicateMessageID"
        }
    }

    @Test("a history tells long identifiers apart")
    func longIdentifiers() {
        let history = MessageIDHistory(capacity: 3)
        let long = String(repeating: "x", count: 100_000)
        #expect(history.insert(long + "1"))
        #expect(history.insert(long + "2"))
        #expect(!history.insert(long + "1"))
        #expect(history.insert("1" + long))
    }

    @Test("a flood of headers that must be understood makes no larger answer")
    func flood() async throws {
        let headers = (0..<1000).map { "<x:h\($0) s:mustUnderstand='1'/>" }.joined()
        let reply = try transmitted(try #require(await node(.soap12).process(try message(headers, .soap12)) { done($0) }))
        #expect(try reply.fault()?.code.kind == .mustUnderstand)
        #expect((1...100).contains(reply.headers.count))
        #expect(try text(reply).utf8.count < headers.utf8.count)
    }

    // MARK: What the stack has understood

    @Test("a block of the same name for another role is not understood with it")
    func understoodForOneRole() async throws {
        let next = "s:role='\(EnvelopeVersion.soap12.nextRole)'"
        var request = try message("<x:H s:mustUnderstand='1'/><x:H s:mustUnderstand='1' \(next)/>", .soap12)
        let name = ExpandedName("H", namespace: "urn:x")
        request.properties.markUnderstood(name, actor: "")
        #expect(try code(await node(.soap12).process(request) { done($0) }) == "MustUnderstand")
        request.properties.markUnderstood(name, actor: EnvelopeVersion.soap12.nextRole)
        #expect(try code(await node(.soap12).process(request) { done($0) }) == nil)
    }

    @Test("a message of the other envelope is answered with Upgrade")
    func otherEnvelope() async throws {
        let reply = try transmitted(try #require(await node().process(try message("", .soap11)) { done($0) }))
        #expect(try reply.fault()?.code.kind == .versionMismatch)
        let supported = reply.headers.first(ExpandedName("Upgrade", namespace: soap12Namespace))?.element?.firstChild
        #expect(supported?.name == ExpandedName("SupportedEnvelope", namespace: soap12Namespace))
    }

    @Test("a list of addresses makes a filter")
    func filterOfAList() {
        let served = ["http://a/x", "http://b/x"]
        #expect(served.allSatisfy { AddressFilter.exact(served).matches($0) })
        #expect(!AddressFilter.exact(served).matches("http://a/x/y"))
        #expect(AddressFilter.prefix(served).matches("http://a/x/y"))
        #expect(!AddressFilter.exact([]).matches("http://a/x"))
    }
}
