import StrataBindings
import StrataCore
import StrataHTTP
import StrataServiceModel
import StrataTextEncoding
import Synchronization
import Testing

/// Which `To` an endpoint answers to.
@Suite(.timeLimit(.minutes(1))) struct AddressFilterModeTests {
    struct Row: CustomTestStringConvertible, Sendable {
        var mode: AddressFilterMode
        /// PORT stands for the port of the endpoint.
        var to: String
        var isTaken: Bool
        var testDescription: String { "\(mode): \(to)" }
    }

    static let rows: [Row] = [
        Row(mode: .exact, to: "http://127.0.0.1:PORT/till", isTaken: true),
        // The name of the host, the query, letters of the path and a slash at its end do not count.
        Row(mode: .exact, to: "http://till.example.org:PORT/till", isTaken: true),
        Row(mode: .exact, to: "http://[::1]:PORT/till", isTaken: true),
        Row(mode: .exact, to: "http://127.0.0.1:PORT/TILL/?a=b", isTaken: true),
        Row(mode: .exact, to: "http://127.0.0.1:1/till", isTaken: false), Row(mode: .exact, to: "http://127.0.0.1/till", isTaken: false),
        Row(mode: .exact, to: "https://127.0.0.1:PORT/till", isTaken: false),
        Row(mode: .exact, to: "http://127.0.0.1:PORT/till/drawer", isTaken: false),
        Row(mode: .exact, to: "http://127.0.0.1:PORT/tills", isTaken: false),
        Row(mode: .exact, to: "http://127.0.0.1:PORT/x/../till", isTaken: false), Row(mode: .exact, to: "urn:till", isTaken: false),
        Row(mode: .prefix, to: "http://127.0.0.1:PORT/till", isTaken: true),
        Row(mode: .prefix, to: "http://elsewhere:1/till/drawer/3", isTaken: true),
        Row(mode: .prefix, to: "http://127.0.0.1:PORT/tills", isTaken: false),
        Row(mode: .prefix, to: "http://127.0.0.1:PORT/", isTaken: false), Row(mode: .any, to: "urn:till", isTaken: true),
        Row(mode: .custom(.exact("urn:till")), to: "urn:till", isTaken: true),
        Row(mode: .custom(.exact("urn:till")), to: "http://127.0.0.1:PORT/till", isTaken: false),
    ]

    @Test(arguments: rows) func takes(_ row: Row) async throws {
        let reports = Reports(from: .notice)
        let binding = CustomBinding("addressed", diagnostics: reports) {
            TextEncoding(.soap12Addressing10)
            HTTPTransport()
        }
        var service = HostedService<any Till>(.single(TillService()))
        service.addressFilter = row.mode
        service.addEndpoint(TillContract.self, binding, at: HostTests.Way.http.address)
        try await ServiceHost(service).whileServing { host in
            let address = host.addresses[0].uri
            let port = String(address.split(separator: ":")[2].prefix { $0.isNumber })
            let to = row.to.replacing("PORT", with: port)
            let body = """
                <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://www.w3.org/2005/08/addressing"><s:Header>\
                <a:Action>urn:till/ITill/Add</a:Action><a:MessageID>urn:uuid:1</a:MessageID><a:To s:mustUnderstand="1">\(to)</a:To></s:Header>\
                <s:Body><Add xmlns="urn:till"><a>1</a><b>2</b></Add></s:Body></s:Envelope>
                """
            let answer = try await RawExchange.post(Array(body.utf8), to: address, contentType: "application/soap+xml; charset=utf-8")
            let text = String(decoding: answer.body, as: UTF8.self)
            #expect(answer.status == (row.isTaken ? 200 : 500), "\(text)")
            // What the sender used and what the endpoint has, for whoever runs it.
            let refusals = reports.records.withLock { $0 }.filter { $0.message.contains("addressFilter") }
            #expect(refusals.count == (row.isTaken ? 0 : 1))
            #expect(refusals.allSatisfy { record in record.fields.contains { $0.name == "to" && $0.value == to } })
            #expect(text.contains("DestinationUnreachable") == !row.isTaken && text.contains("AddResult") == row.isTaken, "\(text)")
        }
    }
}
