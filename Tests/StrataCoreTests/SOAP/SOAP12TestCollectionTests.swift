import StrataCore
import StrataInfoset
import TestSupport
import Testing

/// The SOAP 1.2 test collection, judged by the processing node. The handler understands the header blocks of the collection.
@Suite("SOAP 1.2 test collection", .enabled(if: SharedData.isExpected("vectors/soap12-testing")))
struct SOAP12TestCollectionTests {
    /// What a node has to make of one message.
    enum Verdict {
        /// The reply file of the row.
        case listed
        /// An envelope with these `responseOk` headers and an empty body.
        case responses([String])
        case fault(FaultCode.Kind)
        /// What an intermediary passes on: another request of the collection.
        case forwards(String)
        case element(String)
    }

    /// Which roles the node plays and what it must answer. Rows "see reply list" have no reply file: the verdict is the rule the row shows.
    static let nodeC: Set<String> = ["http://example.org/ts-tests/C"]
    static let nodeB: Set<String> = ["http://example.org/ts-tests/B"]
    static let table: [String: [(roles: Set<String>, verdict: Verdict)]] = [
        "SOAP12ReqT10": [(nodeC, .listed)],
        "SOAP12ReqT11": [(nodeC, .listed)],
        "SOAP12ReqT12": [(nodeC, .listed)],
        "SOAP12ReqT14": [(nodeC, .listed)],
        "SOAP12ReqT16": [(nodeC, .listed)],
        "SOAP12ReqT17_A": [(nodeB, .fault(.mustUnderstand)), (nodeC, .fault(.mustUnderstand))],
        "SOAP12ReqT18_A": [(nodeB, .forwards("SOAP12ReqT18_B")), (nodeC, .responses([]))],
        "SOAP12ReqT18_B": [(nodeC, .responses([]))],
        "SOAP12ReqT19": [(nodeC, .listed)],
        "SOAP12ReqT20": [(nodeB, .fault(.mustUnderstand)), (nodeC, .responses(["foo"]))],
        "SOAP12ReqT21_A": [(nodeB, .fault(.mustUnderstand)), (nodeC, .responses(["foo"]))],
        "SOAP12ReqT22": [(nodeC, .listed)],
        "SOAP12ReqT25": [(nodeC, .listed)],
        "SOAP12ReqT3": [(nodeC, .listed)],
        // The namespace is neither SOAP version's (no slash at its end), so the fault is SOAP 1.2's; the file has an older form.
        "SOAP12ReqT30": [(nodeC, .fault(.versionMismatch))],
        "SOAP12ReqT32": [(nodeC, .listed)],
        // The file uses the prefix of its subcode without declaring it; code and subcode are compared.
        "SOAP12ReqT33": [(nodeC, .fault(.sender))],
        "SOAP12ReqT34": [(nodeC, .listed)],
        "SOAP12ReqT36": [(nodeC, .listed)],
        // Both nodes of the path in one: it plays both roles.
        "SOAP12ReqT38_2": [(nodeB.union(nodeC), .listed)],
        "SOAP12ReqT4": [(nodeC, .listed)],
        "SOAP12ReqT5": [(nodeC, .listed)],
        "SOAP12ReqT62_A": [(nodeB, .forwards("SOAP12ReqT62_B"))],
        "SOAP12ReqT62_B": [(nodeC, .responses(["StringAStringB"]))],
        // The file has text in Code, which no version allows; code and header are compared.
        "SOAP12ReqT63": [(nodeC, .fault(.sender))],
        "SOAP12ReqT66": [(nodeC, .listed)],
        "SOAP12ReqT68": [(nodeC, .listed)],
        "SOAP12ReqT6_A": [(nodeB, .forwards("SOAP12ReqT6_B")), (nodeC, .responses(["foo"]))],
        "SOAP12ReqT6_B": [(nodeC, .responses(["foo"]))],
        "SOAP12ReqT74": [(nodeC, .listed)],
        "SOAP12ReqT75": [(nodeC, .element("http://example.org/today/new.xml"))],
        "SOAP12ReqT78": [(nodeC, .listed)],
        // Not well-formed: the end tag does not match.
        "SOAP12ReqT7_A": [(nodeC, .fault(.sender))],
        "SOAP12ReqT7_B": [(nodeC, .responses([]))],
        "SOAP12ReqT8_A": [(nodeC, .fault(.sender))],
        "SOAP12ReqT8_B": [(nodeC, .responses(["foo"]))],
        "SOAP12ReqT9_A": [(nodeB, .forwards("SOAP12ReqT9_B")), (nodeC, .responses(["foo"]))],
        "SOAP12ReqT9_B": [(nodeC, .responses(["foo"]))],
    ]

    /// Rows that are not run, with the reason. None: every block of this part of the collection can be processed on a plain message.
    static let notRun: [String: String] = [:]

    @Test("every row has its verdict")
    func complete() throws {
        let rows = try SharedData.rows("vectors/soap12-testing/cases.tsv")
        #expect(rows.count >= 38)
        for row in rows {
            let name = row["case"] ?? ""
            #expect(Self.table[name] != nil || Self.notRun[name] != nil, "\(name) has no verdict")
        }
    }

    @Test(
        "is answered as the collection says", arguments: (try? SharedData.rows("vectors/soap12-testing/cases.tsv")) ?? [])
    func row(_ row: [String: String]) async throws {
        let name = try #require(row["case"])
        for (roles, verdict) in Self.table[name] ?? [] {
            let node = TestNode(roles: roles)
            let request = try SharedData.octets("vectors/soap12-testing/\(try #require(row["request"]))")
            let hint = Comment(rawValue: "\(name) at \(roles.sorted())")
            if case .forwards(let other) = verdict {
                let forwarded = try node.forward(request)
                let expected = try receive(SharedData.octets("vectors/soap12-testing/requests/\(other).xml"), .soap12)
                #expect(try canonical(#require(transmitted(forwarded).sealed).root) == canonical(#require(expected.sealed).root), hint)
                continue
            }
            let reply = try await transmitted(#require(node.answer(request)))
            let root = try #require(reply.sealed).root
            let fault = try reply.fault()
            switch verdict {
            case .listed:
                let file = try SharedData.octets("vectors/soap12-testing/\(try #require(row["reply"]))")
                let expected = try XMLTextReader.read(Bytes(file)).root
                let ignored: Set<String> = ["Text"]
                #expect(canonical(root, ignoringTextOf: ignored) == canonical(expected, ignoringTextOf: ignored), hint)
            case .responses(let texts):
                #expect(fault == nil, hint)
                let headers = reply.headers.all(ExpandedName("responseOk", namespace: TestNode.namespace)).map(\.text)
                #expect(headers == texts, hint)
                #expect(reply.isEmpty, hint)
            case .fault(let kind):
                #expect(fault?.code.kind == kind, hint)
                if kind == .mustUnderstand { #expect(reply.headers.contains { $0.name.localName == "NotUnderstood" }, hint) }
                if kind == .versionMismatch {
                    let upgrade = reply.headers.first(ExpandedName("Upgrade", namespace: soap12Namespace))?.element
                    let supported = try #require(upgrade?.firstChild, hint)
                    #expect(
                        canonical(supported)
                            == "<{\(soap12Namespace)}SupportedEnvelope qname={\(soap12Namespace)}Envelope></>", hint)
                }
                if name == "SOAP12ReqT33" { #expect(fault?.code.subcodes == [TestNode.procedureNotPresent], hint) }
                if name == "SOAP12ReqT63" {
                    #expect(reply.headers.contains { $0.name.localName == "validateCountryCodeFault" }, hint)
                }
            case .element(let text):
                #expect(fault == nil, hint)
                #expect(canonical(root).contains(text), hint)
            case .forwards: break
            }
        }
    }
}

/// A node of the test collection: understands its header blocks and nothing else.
struct TestNode {
    static let namespace = "http://example.org/ts-tests"
    static func name(_ local: String) -> ExpandedName { ExpandedName(local, namespace: namespace) }
    static let procedureNotPresent = ExpandedName("ProcedureNotPresent", namespace: "http://www.w3.org/2003/05/soap-rpc")

    let processor: SOAPProcessor

    init(roles: Set<String>) {
        var configuration = SOAPProcessor.Configuration()
        configuration.roles = roles
        configuration.understoodHeaders = Set(
            [
                "echoOk", "echoResolvedRef", "requiredHeader", "concatAndForwardEchoOk", "concatAndForwardEchoOkArg1",
                "concatAndForwardEchoOkArg2", "validateCountryCode",
            ].map(Self.name))
        processor = SOAPProcessor(version: .soap12, configuration: configuration)
    }

    func answer(_ octets: [UInt8]) async -> Message? {
        let request: Message
        do {
            request = try receive(octets, .soap12)
        } catch {
            return processor.refusal(of: error).fault
        }
        let processor = processor
        return await processor.process(request) { try Self.handle($0, processor) }
    }

    /// What it passes on as an intermediary: it is not the ultimate receiver then.
    func forward(_ octets: [UInt8]) throws -> Message {
        var configuration = processor.configuration
        configuration.isUltimateReceiver = false
        let intermediary = SOAPProcessor(version: .soap12, configuration: configuration)
        var message = try receive(octets, .soap12)
        try intermediary.accept(&message)
        var forwarded = intermediary.forwarded(message)
        if let arguments = Self.concatenation(in: message, intermediary) {
            forwarded.headers.add(
                MessageHeader(Self.name("echoOk"), arguments, mustUnderstand: true, actor: "http://example.org/ts-tests/C"))
        }
        return forwarded
    }

    private static func concatenation(in message: Message, _ node: SOAPProcessor) -> String? {
        guard let order = message.headers.first(name("concatAndForwardEchoOk")), node.plays(order.actor) else { return nil }
        return (message.headers.first(name("concatAndForwardEchoOkArg1"))?.text ?? "")
            + (message.headers.first(name("concatAndForwardEchoOkArg2"))?.text ?? "")
    }

    private static func handle(_ request: Message, _ node: SOAPProcessor) throws -> Message? {
        var body = MessageBody.empty
        if let element = request.bodyContents {
            switch element.name {
            case name("echoOk"):
                let text = try element.string()
                body = MessageBody { $0.element(name("responseOk"), text) }
            case name("echoHeader"):
                let text = request.headers.first(name("requiredHeader"))?.text ?? ""
                body = MessageBody { $0.element(name("echoHeaderResponse"), text) }
            default:
                throw FaultError(Fault(.sender(procedureNotPresent), "There is no procedure '\(element.localName)'."))
            }
        }
        var reply = Message(version: .soap12, action: nil, body: body)
        for header in request.headers where node.plays(header.actor) {
            switch header.name {
            case name("echoOk"):
                reply.headers.add(MessageHeader(name("responseOk"), header.text ?? ""))
            case name("validateCountryCode"):
                guard header.text?.count == 2 else {
                    throw FaultError(
                        .sender("Not a valid country code"),
                        headers: [MessageHeader(name("validateCountryCodeFault"), "Country code must be 2 letters.")])
                }
            case name("echoResolvedRef"):
                let reference = header.element?.firstChild
                let base = reference?.attribute(ExpandedName("base", namespace: "http://www.w3.org/XML/1998/namespace")) ?? ""
                let link = reference?.attribute(ExpandedName("href", namespace: "http://www.w3.org/1999/xlink")) ?? ""
                reply.headers.add(MessageHeader(name("responseResolvedRef"), base + link))
            default: break
            }
        }
        return reply
    }
}
