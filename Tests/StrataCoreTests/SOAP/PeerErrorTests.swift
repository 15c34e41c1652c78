import Foundation
import StrataCore
import StrataInfoset
import Testing

/// Bad requests that a CoreWCF server was asked, put to the processing node: ours stands beside theirs, with the reason where they differ.
///
/// The HTTP side (status, content type, path) is `StrataHTTP`'s to test; rows that end there say so.
@Suite("Bad requests, ours beside CoreWCF's", .enabled(if: SharedData.isThere))
struct PeerErrorTests {
    enum Ours {
        /// A reply whose result is this text.
        case reply(String)
        /// A fault with this code (local names of code and subcodes).
        case fault(String)
        /// Taken, and nothing is sent.
        case nothing
        /// Refused before there is a message; the code is that of the fault that can be sent, and the kind is the transport's.
        case refused(MessageRefusal.Kind, String)
        /// Decided by the transport, on path, method or content type.
        case transport(String)
        /// Needs a typed contract.
        case typed(String)
    }

    struct Row: Sendable {
        /// What CoreWCF answered, as the table of the recordings says.
        let theirs: String
        let ours: Ours
        /// Why ours is another; `nil` where it is the same.
        let why: String?

        init(_ theirs: String, _ ours: Ours, _ why: String? = nil) {
            self.theirs = theirs
            self.ours = ours
            self.why = why
        }
    }

    private static let notOurs = "SOAP 1.1 §4.2.3: the sender learns that the header was not understood"
    private static let shape = "SOAP 1.1 §4 and §4.4.1: the message is wrong, not the service"
    private static let addressing = "WS-Addressing 1.0 SOAP binding §6.4 has a fault for it; an internal error says nothing"

    static let table: [String: Row] = [
        "basic-ok": Row("200", .reply("42")),
        "basic-unknown-action": Row("500 ActionNotSupported", .fault("ActionNotSupported")),
        "basic-no-action": Row("500 ActionNotSupported", .fault("ActionNotSupported")),
        "basic-empty-action": Row("500 ActionNotSupported", .fault("ActionNotSupported")),
        "basic-unquoted-action": Row("200", .reply("42")),
        "basic-must-understand": Row("500 InternalServiceFault", .fault("MustUnderstand"), notOurs),
        "basic-must-understand-other-actor": Row(
            "500 InternalServiceFault", .reply("42"), "SOAP 1.1 §4.2.2: the header is for somebody else"),
        "basic-must-understand-next": Row("500 InternalServiceFault", .fault("MustUnderstand"), notOurs),
        "basic-soap12-envelope": Row(
            "400", .refused(.versionMismatch, "VersionMismatch"), "SOAP 1.1 §4.4.1 has a fault for it, with Upgrade"),
        "basic-not-soap": Row("400", .refused(.badRequest, "Client"), "the status is the same where the transport sends no fault"),
        "basic-malformed": Row("500 DeserializationFailed", .refused(.badRequest, "Client"), shape),
        "basic-empty": Row("400", .refused(.badRequest, "Client")),
        "basic-dtd": Row("400", .refused(.badRequest, "Client"), "a fault says why"),
        "basic-content-type": Row("415", .transport("the media type is SOAP 1.2's")),
        "basic-no-charset": Row("200", .reply("42")),
        "basic-latin1": Row("415", .transport("the character set is not read")),
        "basic-json": Row("415", .transport("the media type is JSON's")),
        "basic-get": Row("400", .transport("the method is GET")),
        "basic-other-path": Row("200", .transport("the path decides which endpoint has the request")),
        "basic-unknown-path": Row("404", .transport("the path decides which endpoint has the request")),
        "basic-query": Row("200", .transport("the path decides which endpoint has the request")),
        "basic-bad-int": Row("500 DeserializationFailed", .typed("the parameter's type is the contract's")),
        "basic-missing-parameter": Row("200", .typed("whether a parameter may be left out is the contract's")),
        "basic-reordered-parameters": Row("200", .typed("the order of parameters is the contract's")),
        "basic-wrong-wrapper": Row("500 InternalServiceFault", .fault("Client"), shape),
        "basic-wrong-namespace": Row("500 InternalServiceFault", .fault("Client"), shape),
        "basic-empty-body": Row("500 InternalServiceFault", .fault("Client"), shape),
        "basic-two-bodies": Row("500 DeserializationFailed", .refused(.badRequest, "Client"), shape),
        "basic-two-children": Row("500 DeserializationFailed", .fault("Client"), shape),
        "basic-text-in-body": Row("500 InternalServiceFault", .refused(.badRequest, "Client"), shape),
        "basic-header-after-body": Row("500 DeserializationFailed", .refused(.badRequest, "Client"), shape),
        "basic-xml-declaration": Row("200", .reply("42")),
        "basic-declaration-latin1": Row("400", .refused(.badRequest, "Client"), "a fault says why"),
        "basic-processing-instruction": Row("400", .refused(.badRequest, "Client"), "a fault says why"),
        "basic-comment": Row("200", .reply("42")),
        "basic-deep": Row("500 DeserializationFailed", .refused(.tooLarge, "Client"), "the depth is a quota of the reader"),
        "basic-fault-typed": Row("500 Boom", .fault("Boom")),
        "basic-oneway": Row("202", .nothing),
        "basic-expect-100": Row("200", .reply("42")),
        "wsa-ok": Row("200", .reply("42")),
        "wsa-no-action": Row("500 InternalServiceFault", .fault("Sender/MessageAddressingHeaderRequired"), addressing),
        "wsa-no-headers": Row("500 InternalServiceFault", .fault("Sender/MessageAddressingHeaderRequired"), addressing),
        "wsa-two-actions": Row(
            "500 InternalServiceFault", .fault("Sender/InvalidAddressingHeader/InvalidCardinality"), addressing),
        "wsa-two-to": Row("200", .fault("Sender/InvalidAddressingHeader/InvalidCardinality"), "core §3.2: To is there once at most"),
        "wsa-two-message-ids": Row(
            "500 InternalServiceFault", .fault("Sender/InvalidAddressingHeader/InvalidCardinality"), addressing),
        "wsa-unknown-action": Row("500 ActionNotSupported", .fault("Sender/ActionNotSupported")),
        "wsa-none-reply": Row("reset", .nothing, "core §3.2.1: what is for the none address is discarded, the request is processed"),
        "wsa-other-reply": Row(
            "200", .fault("Sender/InvalidAddressingHeader/OnlyAnonymousAddressSupported"),
            "SOAP binding §5.1: a reply that cannot go there is not sent elsewhere"),
        "wsa-no-reply-to": Row("200", .reply("42")),
        "wsa-fault-to": Row("reset", .nothing, "core §3.2.1: what is for the none address is discarded"),
        "wsa-role-ultimate": Row(
            "500 InternalServiceFault", .fault("MustUnderstand"), "SOAP 1.2 part 1 §2.4: NotUnderstood names the header"),
        "wsa-action-mismatch": Row(
            "500 InternalServiceFault", .fault("Sender/InvalidAddressingHeader/ActionMismatch"), addressing),
        "wsa-text-xml": Row("415", .transport("the media type is SOAP 1.1's")),
        "wsa-fault-typed": Row("500", .fault("Sender/Boom"), "SOAP 1.2 part 1 §5.4.6: a code of one's own is a subcode"),
        "wsa-fault-unhandled": Row("500 InternalServiceFault", .fault("Receiver/InternalServiceFault")),
        "wsa-oneway": Row("202", .nothing),
    ]

    static let rows: [[String: String]] =
        ((try? SharedData.isThere ? SharedData.cases("interop/errors/cases.tsv") : []) ?? [])
        .filter { $0["case"]?.hasPrefix("basic-") == true || $0["case"]?.hasPrefix("wsa-") == true }

    @Test("every recorded request stands in the table with what CoreWCF answered")
    func complete() {
        #expect(Self.rows.count >= 56)
        for row in Self.rows {
            let name = row["case"] ?? ""
            #expect(Self.table[name]?.theirs == row["corewcf"], "\(name)")
        }
    }

    @Test("are answered as the specifications say", arguments: rows)
    func row(_ row: [String: String]) async throws {
        let name = try #require(row["case"])
        let ours = try #require(Self.table[name]?.ours)
        switch ours {
        case .transport, .typed: return
        default: break
        }
        let http = try RecordedRequest(SharedData.octets("interop/errors/\(try #require(row["request"]))"))
        let version: MessageVersion = name.hasPrefix("basic-") ? .soap11 : .soap12Addressing10
        let node = Calc.node(version)
        let request: Message
        do {
            request = try receive(http.body, version)
        } catch {
            guard case .refused(let kind, let code) = ours else {
                Issue.record("\(name) was refused: \(error)")
                return
            }
            let refusal = node.refusal(of: error)
            #expect(refusal.kind == kind, "\(name)")
            let answer = try transmitted(#require(refusal.fault))
            #expect(try Self.code(of: answer) == code, "\(name)")
            if code == "VersionMismatch" { #expect(answer.headers.contains { $0.name.localName == "Upgrade" }) }
            return
        }
        let reply = try await node.process(request, transport: http.action, handler: Calc.handle).map { try transmitted($0) }
        switch ours {
        case .reply(let result):
            #expect(try reply?.fault() == nil, "\(name)")
            #expect(try reply?.bodyContents?.firstChild?.string() == result, "\(name)")
        case .fault(let code):
            #expect(try Self.code(of: #require(reply, "\(name) had no answer")) == code, "\(name)")
        case .nothing: #expect(reply == nil, "\(name)")
        case .refused: Issue.record("\(name) was accepted")
        case .transport, .typed: break
        }
        guard let reply, version.addressing != .none else { return }
        #expect(reply.headers.to == nil, "\(name): WCF leaves To out")
        #expect(reply.headers.relatesTo == (name == "wsa-two-message-ids" || name == "wsa-no-headers" ? nil : "urn:uuid:1"), "\(name)")
        let actions = [
            "wsa-ok": "urn:peers:calc/ICalc/AddResponse", "wsa-no-reply-to": "urn:peers:calc/ICalc/AddResponse",
            "wsa-fault-typed": "urn:peers:calc/ICalc/FailPeerFaultFault", "wsa-fault-unhandled": dispatcherNamespace + "/fault",
            "wsa-role-ultimate": "http://www.w3.org/2005/08/addressing/soap/fault",
        ]
        #expect(reply.headers.action == actions[name] ?? "http://www.w3.org/2005/08/addressing/fault", "\(name)")
    }

    private static func code(of message: Message) throws -> String {
        let fault = try #require(try message.fault())
        guard message.version.envelope == .soap11 else { return fault.code.description }
        return fault.code.kind == .sender ? "Client" : fault.code.kind == .receiver ? "Server" : fault.code.description
    }

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
}

/// What a recorded request holds.
struct RecordedRequest {
    let action: String?
    let body: [UInt8]

    init(_ octets: [UInt8]) throws {
        let end = try #require(octets.indices.dropLast(3).first { Array(octets[$0..<$0 + 4]) == [13, 10, 13, 10] })
        body = Array(octets[(end + 4)...])
        var action: String?
        for line in String(decoding: octets[..<end], as: UTF8.self).split(separator: "\r\n").dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1).map { $0.drop { $0 == " " } }
            guard parts.count == 2 else { continue }
            switch parts[0].lowercased() {
            case "soapaction": action = String(parts[1]).filter { $0 != "\"" }
            case "content-type":
                guard let start = parts[1].range(of: "action=\"") else { continue }
                action = String(parts[1][start.upperBound...].prefix { $0 != "\"" })
            default: break
            }
        }
        self.action = action
    }
}

/// A service on plain messages: what the recordings ask for.
enum Calc {
    static let namespace = "urn:peers:calc"

    static func node(_ version: MessageVersion) -> SOAPProcessor {
        var configuration = SOAPProcessor.Configuration()
        configuration.actions = Set(["Add", "Echo", "Notify", "Fail"].map { "\(namespace)/ICalc/\($0)" })
        configuration.addressFilter = .exact("http://localhost/peer")
        return SOAPProcessor(version: version, configuration: configuration)
    }

    @Sendable static func handle(_ request: Message) async throws -> Message? {
        let operation = String((request.headers.action ?? "").split(separator: "/").last ?? "")
        let name = ExpandedName(operation, namespace: namespace)
        guard let body = request.bodyContents, body.isNamed(name), body.next == nil else {
            throw FaultError(.sender("The body is not one '\(operation)'."))
        }
        func parameter(_ local: String) throws -> String {
            try body.child(ExpandedName(local, namespace: namespace))?.string() ?? ""
        }
        switch operation {
        case "Add":
            guard let a = Int32(try parameter("a")), let b = Int32(try parameter("b")) else { throw FaultError(.sender("no numbers")) }
            let sum = a &+ b
            return Message(version: request.version, action: nil) { builder in
                builder.startElement(ExpandedName("AddResponse", namespace: namespace), prefix: "")
                builder.element(ExpandedName("AddResult", namespace: namespace), "\(sum)")
                builder.endElement()
            }
        case "Notify": return nil
        default:
            let how = try parameter("how")
            guard how == "typed" else {
                if how == "plain" { throw FaultError(.sender("plain fault")) }
                throw CommunicationError(.invalidOperation, "asked to")
            }
            let code = FaultCode(.other(ExpandedName("Boom", namespace: "urn:peers:codes")))
            throw FaultError(Fault(code, "typed fault"), action: "urn:peers:calc/ICalc/FailPeerFaultFault")
        }
    }
}
