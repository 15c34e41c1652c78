import Foundation
import StrataBindings
import StrataCore
import StrataServiceModel
import TestSupport
import Testing

/// The bad requests that a CoreWCF server was asked whose verdict is the contract's, sent to a typed service of ours. The others are run
/// without one, beside the transport.
@Suite("Bad parameters, ours beside CoreWCF's", .enabled(if: SharedData.isExpected("interop/errors"), "needs the shared recordings"))
struct TypedErrorTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        /// What CoreWCF answered, as the table of the recordings says.
        let theirs: String
        /// What the fault says: `nil` for a reply of 40, as theirs.
        let fault: [String]?
        /// With parameters that may be left out.
        let optional: [String]?
        var testDescription: String { name }
    }

    static let rows = [
        // The value is the sender's mistake, and the reason says where it stands.
        Row(name: "basic-bad-int", theirs: "500 DeserializationFailed", fault: ["/a", "two"], optional: ["/a", "two"]),
        // Nothing is not zero: where it may be left out, the contract says so by an optional.
        Row(name: "basic-missing-parameter", theirs: "200", fault: ["{urn:peers:calc}a"], optional: nil),
        // Theirs drops a value that comes too late and adds 40 to nothing.
        Row(name: "basic-reordered-parameters", theirs: "200", fault: ["/b", "behind"], optional: ["/b", "behind"]),
    ]

    @Test("are answered as the contract says", arguments: rows) func typed(_ row: Row) async throws {
        try await Self.check(StrictCalcContract.self, Adder(), row, row.fault)
        try await Self.check(LenientCalcContract.self, Adder(), row, row.optional)
    }

    @Test func stillSayWhatTheirsAnswered() throws {
        let lines = try SharedData.lines("interop/errors/cases.tsv")
        for row in Self.rows { #expect(lines.first { $0.first == row.name }?.contains(row.theirs) == true, "\(row.name)") }
    }

    private static func check<Contract: ServiceContract>(
        _ contract: Contract.Type, _ service: Contract.Service, _ row: Row, _ fault: [String]?
    ) async throws {
        var hosted = HostedService<Contract.Service>(.single(service))
        hosted.addEndpoint(contract, BasicHTTPBinding(), at: EndpointAddress("http://127.0.0.1:0/peer"))
        try await withHost(hosted) { host in
            let request = Data(try SharedData.octets("interop/errors/\(row.name).request.bin"))
            let head = try #require(request.range(of: Data("\r\n\r\n".utf8)))
            let answer = try await RawExchange.post(
                Array(request[head.upperBound...]), to: host.addresses[0].uri, contentType: "text/xml; charset=utf-8",
                fields: ["SOAPAction": #""urn:peers:calc/ICalc/Add""#])
            let reply = try Message(received: document(answer.body), version: .soap11)
            guard let fault else {
                #expect(answer.status == 200)
                #expect(try reply.bodyContents?.firstChild?.string() == "40")
                return
            }
            let told = try #require(try reply.fault())
            #expect(answer.status == 500 && told.code.kind == .sender)
            for part in fault { #expect(told.reason.contains(part), "\(told.reason)") }
        }
    }
}

@ServiceContract(name: "ICalc", namespace: "urn:peers:calc")
protocol StrictCalc: Sendable {
    @Operation(name: "Add") func add(a: Int32, b: Int32) async throws -> Int32
}

@ServiceContract(name: "ICalc", namespace: "urn:peers:calc")
protocol LenientCalc: Sendable {
    @Operation(name: "Add") func add(a: Int32?, b: Int32?) async throws -> Int32
}

struct Adder: StrictCalc, LenientCalc {
    func add(a: Int32, b: Int32) async throws -> Int32 { a &+ b }
    func add(a: Int32?, b: Int32?) async throws -> Int32 { (a ?? 0) &+ (b ?? 0) }
}
