import StrataCore
import Synchronization
import Testing

/// Which field of a request names the action of its message.
@Suite struct ActionTests {
    struct Row: Sendable {
        var version: MessageVersion
        var fields: [String]
        /// `nil` where the message has none; the request is then answered by a fault.
        var action: String?
        var status = 200
    }

    private static let soap11 = "Content-Type: text/xml"
    private static let soap12 = "Content-Type: application/soap+xml"
    private static let urn = Calc.action

    static let rows = [
        Row(version: .soap11, fields: [soap11, "SOAPAction: \"\(urn)\""], action: urn),
        Row(version: .soap11, fields: [soap11, "SOAPAction: \(urn)"], action: urn),
        Row(version: .soap11, fields: [soap11, "soapaction:\"\(urn)\""], action: urn),
        Row(version: .soap11, fields: [soap11, "SOAPAction: \"\""], action: nil, status: 500),
        Row(version: .soap11, fields: [soap11, "SOAPAction:"], action: nil, status: 500),
        Row(version: .soap11, fields: [soap11], action: nil, status: 500),
        Row(version: .soap11, fields: [soap11, "SOAPAction: \"\(urn)"], action: nil, status: 400),
        Row(version: .soap11, fields: [soap11, "SOAPAction: a\"b"], action: nil, status: 400),
        Row(version: .soap11, fields: [soap11, "SOAPAction: \"\(urn)\"", "SOAPAction: \"\(urn)\""], action: nil, status: 400),
        // Of SOAP 1.2; here it means nothing.
        Row(version: .soap11, fields: [soap11 + "; action=\"\(urn)\""], action: nil, status: 500),
        Row(version: .soap12, fields: [soap12 + "; action=\"\(urn)\""], action: urn),
        Row(version: .soap12, fields: [soap12 + ";charset=utf-8;action=\"\(urn)\""], action: urn),
        Row(version: .soap12, fields: [soap12], action: nil, status: 500),
        // Clients that go on sending the field of SOAP 1.1.
        Row(version: .soap12, fields: [soap12, "SOAPAction: \"\(urn)\""], action: urn),
        Row(version: .soap12, fields: [soap12 + "; action=\"\(urn)\"", "SOAPAction: \"urn:other\""], action: urn),
        Row(version: .soap12, fields: [soap12 + "; action=\"urn:other\"", "SOAPAction: \"\(urn)\""], action: nil, status: 500),
        Row(version: .soap12, fields: [soap12, "SOAPAction: \"\(urn)"], action: nil, status: 400),
        Row(version: .soap12, fields: [soap12, "SOAPAction: \"\(urn)\"", "SOAPAction: \"urn:other\""], action: nil, status: 400),
        // With addressing the header alone says it.
        Row(version: .soap12Addressing10, fields: [soap12, "SOAPAction: \"\(urn)\""], action: nil, status: 500),
    ]

    @Test(arguments: rows)
    func actionIsRead(_ row: Row) async throws {
        let seen = Mutex<String?>(nil)
        let handler = Calc.handler(row.version) { message in seen.withLock { $0 = message.headers.action } }
        try await withService(plainBinding(row.version), handler) { listener in
            try await withPeer(port: listener.port) { peer in
                let body = Calc.envelope("hi").replacing(EnvelopeVersion.soap11.namespace, with: row.version.envelope.namespace)
                let head = ["POST /peer HTTP/1.1", "Host: localhost"] + row.fields + ["Content-Length: \(body.utf8.count)"]
                try await peer.send(head.map { $0 + "\r\n" }.joined() + "\r\n" + body)
                let answers = try await peer.answers(1)
                #expect(answers.map(\.status) == [row.status], "\(row)")
                #expect(seen.withLock { $0 } == row.action, "\(row)")
            }
        }
    }
}
