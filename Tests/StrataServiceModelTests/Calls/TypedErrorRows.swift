import Foundation
import StrataBindings
import StrataCore
import StrataHTTP
import StrataInfoset
import StrataServiceModel
import StrataTextEncoding
import Synchronization
import TestSupport
import Testing

/// The recorded requests that have a meaning for a contract, as they are: to a host whose contract judges them, and not a test.
@Suite("Bad requests to a typed host", .enabled(if: SharedData.isExpected("interop/errors"), "needs the shared recordings"))
struct TypedErrorRows {
    enum Answer: Sendable {
        case sum
        case taken
        /// 500, with a fault of this code (local names of code and subcodes).
        case fault(String)
    }

    private static let badBody = Answer.fault("Client")

    static let rows: [String: Answer] = [
        "basic-ok": .sum, "basic-unquoted-action": .sum, "basic-no-charset": .sum, "basic-other-path": .sum, "basic-query": .sum,
        "basic-xml-declaration": .sum, "basic-comment": .sum, "basic-oneway": .taken,
        "basic-unknown-action": .fault("ActionNotSupported"), "basic-no-action": .fault("ActionNotSupported"),
        "basic-empty-action": .fault("ActionNotSupported"), "basic-must-understand": .fault("MustUnderstand"),
        "basic-must-understand-next": .fault("MustUnderstand"), "basic-must-understand-other-actor": .sum,
        "basic-wrong-wrapper": badBody, "basic-wrong-namespace": badBody, "basic-empty-body": badBody, "basic-two-bodies": badBody,
        "basic-two-children": badBody, "basic-text-in-body": badBody, "basic-header-after-body": badBody,
        "basic-fault-typed": .fault("Boom"), "wsa-ok": .sum, "wsa-no-reply-to": .sum, "wsa-oneway": .taken,
        "wsa-unknown-action": .fault("Sender/ActionNotSupported"),
        "wsa-no-action": .fault("Sender/MessageAddressingHeaderRequired"),
        "wsa-fault-typed": .fault("Sender/Boom"), "wsa-fault-unhandled": .fault("Receiver/InternalServiceFault"),
    ]

    @Test(arguments: rows.keys.sorted()) func row(_ name: String) async throws {
        let expected = try #require(Self.rows[name])
        let version: MessageVersion = name.hasPrefix("basic-") ? .soap11 : .soap12Addressing10
        let binding = CustomBinding("rows") {
            TextEncoding(version)
            HTTPTransport()
        }
        let office = Office()
        var service = HostedService<any Recorded>(.single(office))
        service.addressFilter = .any
        service.addEndpoint(RecordedContract.self, binding, at: EndpointAddress("http://127.0.0.1:0/peer"))
        try await withHost(service) { host in
            let port = try #require(URL(string: host.addresses[0].uri)?.port)
            let answer = try await RawExchange.answer(sending: Self.request(name), to: UInt16(port))
            switch expected {
            case .taken:
                #expect(answer.status == 202)
                try await eventually { office.notes.load(ordering: .relaxed) == 1 }
            case .sum:
                #expect(answer.status == 200)
                let reply = try Message(received: document(answer.body), version: version)
                #expect(try reply.bodyContents?.firstChild?.string() == "42")
            case .fault(let code):
                let reply = try Message(received: document(answer.body), version: version)
                let fault = try #require(try reply.fault())
                #expect(answer.status == 500 && Self.text(fault.code, version) == code && !fault.reason.isEmpty, "\(fault)")
                if name.hasSuffix("fault-typed") { try Self.checkDetail(reply, fault) }
            }
        }
    }

    /// The request as it was sent, but for a length that was another when it was recorded.
    private static func request(_ name: String) throws -> [UInt8] {
        let octets = Data(try SharedData.octets("interop/errors/\(name).request.bin"))
        let end = try #require(octets.range(of: Data("\r\n\r\n".utf8))).upperBound
        let head = String(decoding: octets[..<end], as: UTF8.self)
        return Array(head.replacing(/Content-Length: [0-9]+/, with: "Content-Length: \(octets.count - end)").utf8) + octets[end...]
    }

    /// What CoreWCF has answered: the detail, the reason, and with addressing the action that its clients know the fault by.
    private static func checkDetail(_ reply: Message, _ fault: Fault) throws {
        let detail = try #require(fault.detail?.elements.first).read(as: PeerFault.self, ContractCoding())
        #expect(detail == PeerFault(reason: "asked to", code: 42) && fault.reason == "typed fault")
        guard reply.version.addressing != .none else { return }
        #expect(reply.headers.action == "urn:peers:calc/ICalc/FailPeerFaultFault")
    }

    private static func text(_ code: FaultCode, _ version: MessageVersion) -> String {
        version.envelope == .soap11 && code.kind == .sender ? "Client" : code.description
    }

    private final class Office: Recorded {
        let notes = Atomic(0)
        struct Unhandled: Error {}

        func add(a: Int32, b: Int32) async throws -> Int32 { a &+ b }
        func notify(text: String?) async throws { notes.add(1, ordering: .relaxed) }
        func fail(how: String?) async throws -> String? {
            guard how == "typed" else { throw Unhandled() }
            let code = FaultCode(.other(ExpandedName("Boom", namespace: "urn:peers:codes")))
            throw TypedFault(PeerFault(reason: "asked to", code: 42), code: code, "typed fault")
        }
    }
}

/// What the recorded requests ask of `ICalc`.
@ServiceContract(name: "ICalc", namespace: "urn:peers:calc")
protocol Recorded: Sendable {
    @Operation(name: "Add") func add(a: Int32, b: Int32) async throws -> Int32
    @Operation(name: "Notify") @OneWay func notify(text: String?) async throws
    @Operation(name: "Fail") @Faults(PeerFault.self) func fail(how: String?) async throws -> String?
}

@DataContract(namespace: "urn:peers:data")
struct PeerFault: Hashable {
    @DataMember(name: "Reason", order: 1) var reason: String?
    @DataMember(name: "Code", order: 2) var code: Int32 = 0
}
