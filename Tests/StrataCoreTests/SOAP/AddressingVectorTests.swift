import StrataCore
import StrataInfoset
import TestSupport
import Testing

/// The header messages of both addressing versions, judged by the processing node.
@Suite("WS-Addressing header messages", .enabled(if: SharedData.isExpected("vectors/ws-addressing")))
struct AddressingVectorTests {
    static let rows: [[String: String]] = (try? SharedData.rows("vectors/ws-addressing/cases.tsv")) ?? []

    /// The version a row is in: addressing as the table says, the envelope as the message says (the table has 1.2 for two files that
    /// only declare that namespace and are SOAP 1.1).
    private static func version(of row: [String: String], _ octets: [UInt8]) throws -> MessageVersion {
        let root = try XMLTextReader.read(Bytes(octets)).root
        return MessageVersion(
            envelope: root.namespace == soap11Namespace ? .soap11 : .soap12,
            addressing: row["version"]?.hasPrefix("2004") == true ? .august2004 : .addressing10)
    }

    private static func node(for name: String, _ version: MessageVersion) -> SOAPProcessor {
        var configuration = SOAPProcessor.Configuration()
        // The messages want their replies at addresses of their own.
        configuration.replyAddresses = .any
        if name.contains("customrole") {
            configuration.roles = ["http://my/custom/role"]
            configuration.addressingRole = "http://my/custom/role"
        }
        // The one message without any addressing header comes from an endpoint where it is optional.
        configuration.requiresAddressing = name != "cxf/AddNumbersDispatchReq"
        return SOAPProcessor(version: version, configuration: configuration)
    }

    @Test("all rows are there")
    func complete() { #expect(Self.rows.count >= 29) }

    @Test("are judged as the table says", arguments: rows)
    func row(_ row: [String: String]) async throws {
        let name = try #require(row["case"])
        let expected = try #require(row["expected"])
        let octets = try SharedData.octets("vectors/ws-addressing/\(try #require(row["file"]))")
        let version = try Self.version(of: row, octets)
        let request = try receive(octets, version)
        if name.hasPrefix("fault-messages/") { return try checkFault(request, name) }

        let node = Self.node(for: name, version)
        let reply = try #require(await node.process(request) { _ in Message(version: version, action: "urn:done") })
        let fault = try transmitted(reply).fault()
        let names = AddressingFaultNames(version.addressing)
        if expected.hasPrefix("fault") {
            let fault = try #require(fault, "\(name) was accepted")
            #expect(fault.code.contains(names.invalidHeader), "\(name): \(fault)")
            #expect(fault.reason.contains("InvalidCardinality"), "\(name): \(fault)")
            #expect(reply.headers.action == version.addressing.faultAction)
        } else if name.hasSuffix("noActionMessage") {
            let fault = try #require(fault, "\(name) was accepted")
            #expect(fault.code.contains(names.headerRequired), "\(name): \(fault)")
            #expect(reply.headers.relatesTo == "uuid:920C5190-0B8F-11D9-8CED-F22EDEEBF7E5")
        } else {
            #expect(fault == nil, "\(name): \(String(describing: fault))")
            #expect(reply.headers.action == "urn:done")
        }
        if name.hasPrefix("omitted-header-messages/") { checkDefaults(request, reply, name) }
        if name.hasPrefix("cxf/") { try checkReliableMessaging(request, name) }
    }

    private func checkFault(_ message: Message, _ name: String) throws {
        let names = AddressingFaultNames(.addressing10)
        let fault = try #require(try message.fault())
        #expect(message.headers.action == "http://www.w3.org/2005/08/addressing/fault")
        if message.version.envelope == .soap11 {
            #expect(fault.code.kind == .other(names.headerRequired))
            let problem = try #require(fault.detail?.elements.first)
            #expect(try problem.qualifiedNameValue() == ExpandedName("Action", namespace: addressing10Namespace))
        } else {
            // Both files carry this code, whatever they are called.
            #expect(fault.code == .sender(names.invalidHeader))
            let problem = try #require(fault.detail?.elements.first)
            #expect(try problem.qualifiedNameValue() == ExpandedName("To", namespace: addressing10Namespace))
        }
        #expect(!fault.reason.isEmpty)
        // And it survives a round trip.
        let again = try transmitted(Message(version: message.version, fault: fault))
        #expect(try again.fault()?.code == fault.code)
        #expect(try again.fault()?.reason == fault.reason)
    }

    /// What is absent has its default: `nil` here, the anonymous address for where things go.
    private func checkDefaults(_ request: Message, _ reply: Message, _ name: String) {
        let headers = request.headers
        #expect(headers.to == "http://localhost:8081/axis/services/BankPort")
        if name.hasSuffix("noFromMessage") { #expect(headers.from == nil) } else { #expect(headers.from?.isAnonymous == true) }
        if name.hasSuffix("noMessageIDMessage") {
            #expect(headers.messageID == nil)
            #expect(reply.headers.relatesTo == nil)
        } else {
            #expect(headers.messageID == "uuid:920C5190-0B8F-11D9-8CED-F22EDEEBF7E5")
            #expect(reply.headers.relatesTo == headers.messageID)
        }
        if name.hasSuffix("noReplyToMessage") {
            #expect(headers.replyTo == nil)
            #expect(reply.headers.to == (request.version.addressing == .august2004 ? request.version.addressing.anonymousAddress : nil))
        } else {
            #expect(headers.replyTo?.uri == "http://example.com/fabrikam/acct")
            #expect(headers.replyTo?.referenceHeaders.isEmpty == false)
            if !reply.isFault {
                #expect(reply.headers.to == "http://example.com/fabrikam/acct")
                let key = reply.headers.first(ExpandedName("CustomerKey", namespace: "http://example.com/fabrikam"))
                #expect(key?.text == "123456789")
            }
        }
        if name.hasSuffix("noFaultToMessage") {
            #expect(headers.faultTo == nil)
        } else {
            #expect(headers.faultTo?.uri == "http://example.com/fabrikam/fault")
        }
    }

    private func checkReliableMessaging(_ message: Message, _ name: String) throws {
        func rm(_ local: String) -> ExpandedName { ExpandedName(local, namespace: "http://schemas.xmlsoap.org/ws/2005/02/rm") }
        switch name {
        case "cxf/Acknowledgment":
            let block = try #require(message.headers.first(rm("SequenceAcknowledgement"))?.element)
            #expect(try block.child(rm("Identifier"))?.string() == "http://Business456.com/RM/ABC")
            let ranges = block.children.filter { $0.isNamed(rm("AcknowledgementRange")) }
                .map { [$0.attribute(ExpandedName("Lower")), $0.attribute(ExpandedName("Upper"))] }
            #expect(ranges == [["1", "1"], ["3", "3"]])
        case "cxf/Retransmission":
            let sequence = try #require(message.headers.first(rm("Sequence"))?.element)
            #expect(try sequence.child(rm("Identifier"))?.string() == "http://Business456.com/RM/ABC")
            #expect(try sequence.child(rm("MessageNumber"))?.string() == "2")
            let asked = try #require(message.headers.first(rm("AckRequested"))?.element)
            #expect(try asked.child(rm("Identifier"))?.string() == "http://Business456.com/RM/ABC")
        default: break
        }
    }
}

/// The codes of an addressing version, as its specification spells them.
struct AddressingFaultNames {
    let invalidHeader, headerRequired, destinationUnreachable, actionNotSupported: ExpandedName

    init(_ version: AddressingVersion) {
        let namespace = version.namespace
        let old = version == .august2004
        invalidHeader = ExpandedName(old ? "InvalidMessageInformationHeader" : "InvalidAddressingHeader", namespace: namespace)
        headerRequired = ExpandedName(old ? "MessageInformationHeaderRequired" : "MessageAddressingHeaderRequired", namespace: namespace)
        destinationUnreachable = ExpandedName("DestinationUnreachable", namespace: namespace)
        actionNotSupported = ExpandedName("ActionNotSupported", namespace: namespace)
    }
}
