import StrataCore
import StrataHTTP
import StrataInfoset
import StrataServiceModel
import StrataTextEncoding
import TestSupport
import Testing

/// Every row of the vectors that .NET's own client made: what ours writes over HTTP, and what a host of ours makes of .NET's octets.
@Suite("Contract vectors", .enabled(if: ContractVectors.arePresent, "needs the shared vectors"), .timeLimit(.minutes(1)))
struct ContractVectorTests {
    /// Cases that come with later capabilities.
    static let leftOut: [String: String] = [
        "xml-echo": "XmlSerializerFormat: attributes and choices come with types made from schemas",
        "xml-arrays": "XmlSerializerFormat: items without a namespace of their own",
        "rpc-xml": "RPC style: parts without a namespace",
    ]

    static let rows = ContractVectors.rows.filter { leftOut[$0.name] == nil }

    private static func binding(_ version: MessageVersion) -> CustomBinding {
        CustomBinding {
            TextEncoding(version)
            HTTPTransport()
        }
    }

    @Test(arguments: rows) func ourClientWritesWhatDotNetWrites(_ row: ContractVectors.Row) async throws {
        let contract = try #require(ContractCases.all[row.name])
        let (service, recording, binding) = (WireService(), Recording(), Self.binding(row.version))
        try await withHost(contract.service(service, binding, recording)) { host in
            try await contract.call(binding, at: host.addresses[0])
        }
        #expect(service.seen == [contract.seen])
        let request = try #require(recording.requests.first)
        let written = try Envelope(#require(request.sealed).root)
        #expect(try written == Envelope(document(ContractVectors.octets(row)).root))
        let fields = try #require(request.properties[HTTPRequestProperty.self]).headers
        // With addressing .NET leaves the action to its header; ours repeats it in the content type, as SOAP 1.2 allows.
        let repeated = row.version == .soap12Addressing10 ? #"; action="\#(request.headers.action ?? "")""# : ""
        #expect(fields["content-type"] == row.contentType + repeated)
        #expect(fields["soapaction"] ?? "" == row.soapAction)
    }

    @Test(arguments: rows) func ourHostReadsWhatDotNetWrites(_ row: ContractVectors.Row) async throws {
        let contract = try #require(ContractCases.all[row.name])
        let (service, octets) = (WireService(), try ContractVectors.octets(row))
        try await withHost(contract.service(service, Self.binding(row.version), Recording())) { host in
            let answer = try await RawExchange.post(
                octets, to: host.addresses[0].uri, contentType: row.contentType,
                fields: row.soapAction.isEmpty ? [:] : ["SOAPAction": row.soapAction])
            let request = try Envelope(document(octets).root)
            switch contract.answer {
            case .none: #expect(answer.status == 202 && answer.body.isEmpty)
            case .body(let body):
                #expect(answer.status == 200)
                let reply = try Envelope(document(answer.body).root)
                let namespace = try document(octets).root.namespace
                let expected = try canonical(document(#"<s:Body xmlns:s="\#(namespace)">\#(body)</s:Body>"#).root)
                #expect(reply.body == expected)
                #expect(reply.headers == [])
            case .echo:
                #expect(answer.status == 200)
                let reply = try Envelope(document(answer.body).root)
                #expect(reply.body == request.body && reply.headers == request.headers)
            }
            guard case .none = contract.answer else {
                return try Self.checkAddressing(Message(received: document(answer.body), version: row.version), octets)
            }
        }
        #expect(service.seen == [contract.seen])
    }

    /// The action of the reply, and which request it answers.
    private static func checkAddressing(_ reply: Message, _ request: [UInt8]) throws {
        guard reply.version.addressing != .none else { return }
        let request = try Message(received: document(request), version: reply.version)
        let action = request.headers.action ?? ""
        #expect(reply.headers.action == (action == "urn:do" ? "urn:done" : action + "Response"))
        #expect(reply.headers.relatesTo == request.headers.messageID)
    }

    /// No row is passed over: each is run or stands in the list, and each name in the list is a row.
    @Test func everyRowIsAccountedFor() {
        #expect(ContractVectors.rows.count == 54)
        let names = Set(ContractVectors.rows.map(\.name))
        #expect(names == Set(ContractCases.all.keys).union(Self.leftOut.keys))
        #expect(Set(ContractCases.all.keys).isDisjoint(with: Self.leftOut.keys))
        #expect(ContractVectors.rows.filter { Self.leftOut[$0.name] != nil }.count == 3 * Self.leftOut.count)
    }

    /// A document of another style has the names of ours in other namespaces: it is refused, not read as one without values.
    @Test(arguments: ContractVectors.rows.filter { leftOut[$0.name] != nil })
    func otherStylesAreRefused(_ row: ContractVectors.Row) async throws {
        let (service, binding) = (OtherStyles(), Self.binding(row.version))
        var hosted = HostedService(Instancing.single(service))
        if row.name == "rpc-xml" {
            hosted.addEndpoint(
                RpcStyleContract.self, binding, at: EndpointAddress("http://127.0.0.1:0/s"), behaviors: [AddressFilterMode.any]
            ) { $0 }
        } else {
            hosted.addEndpoint(
                XmlStyleContract.self, binding, at: EndpointAddress("http://127.0.0.1:0/s"), behaviors: [AddressFilterMode.any]
            ) { $0 }
        }
        try await withHost(hosted) { host in
            let answer = try await RawExchange.post(
                ContractVectors.octets(row), to: host.addresses[0].uri, contentType: row.contentType,
                fields: row.soapAction.isEmpty ? [:] : ["SOAPAction": row.soapAction])
            let fault = try Message(received: document(answer.body), version: row.version).fault()
            #expect(answer.status == 500 && fault?.code.kind == .sender, "\(fault?.reason ?? "no fault")")
        }
    }
}

@Suite struct VectorPresenceTests {
    @Test(.enabled(if: SharedData.isRequired)) func vectorsArePresentInCI() {
        #expect(Vectors.arePresent && ContractVectors.arePresent)
    }
}

@ServiceContract(name: "IRpc", namespace: "urn:r")
protocol RpcStyle: Sendable {
    @Operation(name: "Sum") func sum(a: Int32, b: String?) async throws -> Int32
}

@DataContract(name: "XItem", namespace: "urn:x")
struct XItem: Hashable {
    @DataMember(name: "Id") var id: String
}

@ServiceContract(name: "IXml", namespace: "urn:x")
protocol XmlStyle: Sendable {
    @Operation(name: "Echo") func echo(item: XItem?, n: Int32) async throws -> XItem?
    @Operation(name: "Arrays") func arrays(names: [String?]?, items: [XItem]?) async throws
}

struct OtherStyles: RpcStyle, XmlStyle {
    func sum(a: Int32, b: String?) async throws -> Int32 { a }
    func echo(item: XItem?, n: Int32) async throws -> XItem? { item }
    func arrays(names: [String?]?, items: [XItem]?) async throws {}
}
