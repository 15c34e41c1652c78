import Foundation
import StrataCore
import StrataInfoset
import TestSupport
import Testing

/// Bad requests that a CoreWCF server was asked, sent to ours over HTTP: our answer stands beside theirs, with the reason where they differ.
@Suite("Bad requests, ours beside CoreWCF's", .enabled(if: SharedData.isExpected("interop/errors")))
struct PeerErrorTests {
    enum Ours {
        /// 200, with a reply whose result is this text.
        case reply(String)
        /// 500, with a fault of this code (local names of code and subcodes).
        case fault(String)
        /// A status and no message.
        case status(Int)
        /// Needs a typed contract, and is run with one among the tests of the service model.
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
            "400", .fault("VersionMismatch"), "SOAP 1.1 §4.4.1 has a fault for it, with Upgrade"),
        "basic-not-soap": Row("400", .fault("Client"), "the status is the same where the transport sends no fault"),
        "basic-malformed": Row("500 DeserializationFailed", .fault("Client"), shape),
        "basic-empty": Row("400", .fault("Client"), "a fault says why"),
        "basic-dtd": Row("400", .fault("Client"), "a fault says why"),
        "basic-content-type": Row("415", .status(415)),
        "basic-no-charset": Row("200", .reply("42")),
        "basic-latin1": Row("415", .status(415)),
        "basic-json": Row("415", .status(415)),
        "basic-get": Row("400", .status(405), "RFC 9110 §15.5.6: the method is not one of this resource, and Allow names those that are"),
        "basic-other-path": Row("200", .reply("42")),
        "basic-unknown-path": Row("404", .status(404)),
        "basic-query": Row("200", .reply("42")),
        "basic-bad-int": Row("500 DeserializationFailed", .typed("the parameter's type is the contract's")),
        "basic-missing-parameter": Row("200", .typed("whether a parameter may be left out is the contract's")),
        "basic-reordered-parameters": Row("200", .typed("the order of parameters is the contract's")),
        "basic-wrong-wrapper": Row("500 InternalServiceFault", .fault("Client"), shape),
        "basic-wrong-namespace": Row("500 InternalServiceFault", .fault("Client"), shape),
        "basic-empty-body": Row("500 InternalServiceFault", .fault("Client"), shape),
        "basic-two-bodies": Row("500 DeserializationFailed", .fault("Client"), shape),
        "basic-two-children": Row("500 DeserializationFailed", .fault("Client"), shape),
        "basic-text-in-body": Row("500 InternalServiceFault", .fault("Client"), shape),
        "basic-header-after-body": Row("500 DeserializationFailed", .fault("Client"), shape),
        "basic-xml-declaration": Row("200", .reply("42")),
        "basic-declaration-latin1": Row("400", .fault("Client"), "a fault says why"),
        "basic-processing-instruction": Row("400", .fault("Client"), "a fault says why"),
        "basic-comment": Row("200", .reply("42")),
        "basic-deep": Row("500 DeserializationFailed", .fault("Client"), "the depth is a quota of the reader"),
        "basic-fault-typed": Row("500 Boom", .fault("Boom")),
        "basic-oneway": Row("202", .status(202)),
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
        "wsa-none-reply": Row("reset", .status(202), "core §3.2.1: what is for the none address is discarded, the request is processed"),
        "wsa-other-reply": Row(
            "200", .fault("Sender/InvalidAddressingHeader/OnlyAnonymousAddressSupported"),
            "SOAP binding §5.1: a reply that cannot go there is not sent elsewhere"),
        "wsa-no-reply-to": Row("200", .reply("42")),
        "wsa-fault-to": Row("reset", .status(202), "core §3.2.1: what is for the none address is discarded"),
        "wsa-role-ultimate": Row(
            "500 InternalServiceFault", .fault("MustUnderstand"), "SOAP 1.2 part 1 §2.4: NotUnderstood names the header"),
        "wsa-action-mismatch": Row(
            "500 InternalServiceFault", .fault("Sender/InvalidAddressingHeader/ActionMismatch"), addressing),
        "wsa-text-xml": Row("415", .status(415)),
        "wsa-fault-typed": Row("500", .fault("Sender/Boom"), "SOAP 1.2 part 1 §5.4.6: a code of one's own is a subcode"),
        "wsa-fault-unhandled": Row("500 InternalServiceFault", .fault("Receiver/InternalServiceFault")),
        "wsa-oneway": Row("202", .status(202)),
    ]

    static let rows: [[String: String]] = {
        let rows = (try? SharedData.rows("interop/errors/cases.tsv")) ?? []
        return rows.filter { $0["case"]?.hasPrefix("basic-") == true || $0["case"]?.hasPrefix("wsa-") == true }
    }()

    @Test("every recorded request stands in the table with what CoreWCF answered")
    func complete() {
        #expect(Self.rows.count == Self.table.count)
        for row in Self.rows {
            let name = row["case"] ?? ""
            #expect(Self.table[name]?.theirs == row["corewcf"], "\(name)")
        }
    }

    /// Differences must have a reason, and only they.
    @Test("a reason is given where ours differs from theirs, and nowhere else")
    func reasons() {
        for (name, row) in Self.table {
            let same: Bool
            switch row.ours {
            case .reply: same = row.theirs == "200"
            case .status(let status): same = row.theirs == "\(status)"
            case .fault(let code): same = row.theirs == "500 \(code.split(separator: "/").last ?? "")"
            case .typed: continue
            }
            #expect(same == (row.why == nil), "\(name): \(row)")
        }
    }

    @Test("are answered as the specifications say", arguments: rows)
    func row(_ row: [String: String]) async throws {
        let name = try #require(row["case"])
        let ours = try #require(Self.table[name]?.ours)
        if case .typed = ours { return }
        let octets = try Self.request(Data(SharedData.octets("interop/errors/" + #require(row["request"]))))
        let version: MessageVersion = name.hasPrefix("basic-") ? .soap11 : .soap12Addressing10
        let node = PeerCalc.node(version)
        let binding = plainBinding(version)
        try await withService(binding, { await node.process($0, handler: PeerCalc.handle) }) { listener in
            try await withPeer(port: listener.port) { peer in
                try await peer.send(octets)
                let answer = try #require(try await peer.answers(1).first, "\(name) had no answer")
                try Self.check(answer, ours, version, name)
            }
        }
    }

    /// The request with the length of its body: the recordings had a port taken out of them.
    private static func request(_ octets: Data) throws -> Data {
        let mark = Data("\r\n\r\n".utf8)
        let end = try #require(octets.range(of: mark)).upperBound
        let head = String(decoding: octets[..<end], as: UTF8.self)
        let length = head.replacing(/(?i)Content-Length: [0-9]+/, with: "Content-Length: \(octets.count - end)")
        return Data(length.utf8) + octets[end...]
    }

    private static func check(_ answer: RawAnswer, _ ours: Ours, _ version: MessageVersion, _ name: String) throws {
        switch ours {
        case .status(let status):
            #expect(answer.status == status, "\(name)")
            #expect(answer.body.isEmpty, "\(name)")
            if status == 405 { #expect(answer.field("allow") == "POST") }
        case .reply(let result):
            let reply = try received(answer, version)
            #expect(answer.status == 200, "\(name)")
            #expect(try reply.fault() == nil, "\(name)")
            #expect(try reply.bodyContents?.firstChild?.string() == result, "\(name)")
            try checkAddressing(reply, name)
        case .fault(let code):
            let reply = try received(answer, version)
            #expect(answer.status == 500, "\(name)")
            #expect(try self.code(of: reply) == code, "\(name)")
            #expect(try reply.fault()?.reason.isEmpty == false, "\(name)")
            if code == "VersionMismatch" { #expect(reply.headers.contains { $0.name.localName == "Upgrade" }, "\(name)") }
            if code == "MustUnderstand", version.envelope == .soap12 {
                #expect(reply.headers.contains { $0.name.localName == "NotUnderstood" }, "\(name)")
            }
            try checkAddressing(reply, name)
        case .typed: break
        }
    }

    private static func received(_ answer: RawAnswer, _ version: MessageVersion) throws -> Message {
        let infoset = try XMLTextReader.read(Bytes(answer.body))
        #expect(answer.field("content-length") == "\(answer.body.utf8.count)")
        return try Message(received: infoset, version: version)
    }

    /// WS-Addressing 1.0 core §3.4; the action of each.
    private static func checkAddressing(_ reply: Message, _ name: String) throws {
        guard reply.version.addressing != .none else { return }
        #expect(reply.headers.to == nil, "\(name): WCF leaves To out")
        #expect(reply.headers.relatesTo == (name == "wsa-two-message-ids" || name == "wsa-no-headers" ? nil : "urn:uuid:1"), "\(name)")
        let actions = [
            "wsa-ok": "urn:peers:calc/ICalc/AddResponse", "wsa-no-reply-to": "urn:peers:calc/ICalc/AddResponse",
            "wsa-fault-typed": "urn:peers:calc/ICalc/FailPeerFaultFault",
            "wsa-fault-unhandled": "http://schemas.microsoft.com/net/2005/12/windowscommunicationfoundation/dispatcher/fault",
            "wsa-role-ultimate": "http://www.w3.org/2005/08/addressing/soap/fault",
        ]
        #expect(reply.headers.action == actions[name] ?? "http://www.w3.org/2005/08/addressing/fault", "\(name)")
    }

    private static func code(of message: Message) throws -> String {
        let fault = try #require(try message.fault())
        guard message.version.envelope == .soap11 else { return fault.code.description }
        return fault.code.kind == .sender ? "Client" : fault.code.kind == .receiver ? "Server" : fault.code.description
    }
}
