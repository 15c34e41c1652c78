import StrataCore
import StrataHTTP
import StrataInfoset
import StrataServiceModel
import Synchronization
import Testing

/// What an operation knows of its call, and what a value may write beside elements.
@Suite(.timeLimit(.minutes(1))) struct ContextTests {
    private struct Inquiry: Inquirer {
        func ask() async throws -> String {
            let context = try #require(OperationContext.current)
            var answer = HTTPResponseProperty()
            answer.headers["X-Answer"] = "yes"
            context.setReplyProperty(HTTPResponseProperty.self, answer)
            return
                "\(context.operation.name) \(context.session == nil ? "alone" : "in a session") \(context.remote?.host ?? "from nowhere")"
        }
        func measure(length: Measure) async throws -> Measure { Measure(unit: length.unit + "!", amount: length.amount * 2) }
    }

    @Test(arguments: HostTests.Way.allCases) func ofTheCall(_ way: HostTests.Way) async throws {
        let seen = Mutex<String?>(nil)
        try await withTyped(InquirerClient.self, of: Inquiry(), way) { client async throws in
            let asking = client.with {
                $0.onReply = { reply in seen.withLock { $0 = reply.properties[HTTPResponseProperty.self]?.headers["X-Answer"] } }
            }
            let said = try await asking.ask()
            #expect(said.hasPrefix(way == .http ? "Ask alone 127.0.0.1" : "Ask in a session"), "\(said)")
        }
        if way == .http { #expect(seen.withLock { $0 } == "yes") }
    }

    @Test(arguments: HostTests.Way.allCases) func attributesOfValues(_ way: HostTests.Way) async throws {
        try await withTyped(InquirerClient.self, of: Inquiry(), way) { client async throws in
            #expect(try await client.measure(length: Measure(unit: "m", amount: 21)) == Measure(unit: "m!", amount: 42))
        }
    }
}

@ServiceContract(name: "IInquirer", namespace: "urn:inquirer")
protocol Inquirer: Sendable {
    @Operation(name: "Ask") func ask() async throws -> String
    @Operation(name: "Measure") func measure(length: Measure) async throws -> Measure
}

/// An amount with its unit as an attribute, as types made from schemas have it.
struct Measure: ContractValue, Hashable {
    var unit: String
    var amount: Int32

    static let contractName = ExpandedName("Measure", namespace: "urn:inquirer:data")
    static var traits: ContractTraits { [] }

    init(unit: String, amount: Int32) {
        self.unit = unit
        self.amount = amount
    }

    func write(to builder: inout InfosetBuilder, _ coding: ContractCoding) throws {
        builder.attribute(ExpandedName("unit"), unit)
        try amount.write(to: &builder, coding)
    }

    init(from element: InfosetCursor, _ coding: ContractCoding) throws {
        unit = element.attribute(ExpandedName("unit")) ?? "none"
        amount = try Int32(from: element, coding)
    }
}
