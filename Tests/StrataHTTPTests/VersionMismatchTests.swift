import StrataCore
import StrataInfoset
import Testing

@testable import StrataTextEncoding

/// Envelopes of a version that is not spoken (SOAP 1.1 §4.4.1; SOAP 1.2 part 1 §5.4.6, §5.4.7 and appendix A).
@Suite struct VersionMismatchTests {
    struct Row: Sendable {
        var spoken: MessageVersion
        var sent: String
        /// The version of the fault, which is that of the sender where it is known.
        var answered: MessageVersion
        var contentType: String
    }

    private static let soap12: [MessageVersion] = [.soap12, .soap12Addressing10, .soap12AddressingAugust2004]

    static let rows: [Row] =
        soap12.map { Row(spoken: $0, sent: EnvelopeVersion.soap11.namespace, answered: .soap11, contentType: "text/xml; charset=utf-8") }
        + soap12.map { Row(spoken: $0, sent: "urn:soap13", answered: $0, contentType: "application/soap+xml; charset=utf-8") }
        + [EnvelopeVersion.soap12.namespace, "urn:soap13"].map {
            Row(spoken: .soap11, sent: $0, answered: .soap11, contentType: "text/xml; charset=utf-8")
        }

    @Test(arguments: rows)
    func isAnsweredInTheVersionOfTheSender(_ row: Row) async throws {
        try await withService(plainBinding(row.spoken), Calc.handler(row.spoken)) { listener in
            try await withPeer(port: listener.port) { peer in
                let body = Calc.envelope("hi").replacing(EnvelopeVersion.soap11.namespace, with: row.sent)
                let type = row.spoken.envelope == .soap11 ? "text/xml" : "application/soap+xml"
                try await peer.send(
                    "POST /peer HTTP/1.1\r\nHost: localhost\r\nContent-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n\r\n" + body)
                let answer = try #require(try await peer.answers(1).first)
                #expect(answer.status == 500)
                #expect(answer.field("content-type")?.hasPrefix(row.contentType) == true, "\(answer.head)")
                var configuration = TextEncoding.Configuration.defaults
                configuration.messageVersion = row.answered
                var encoder = TextMessageEncoder(configuration)
                let octets = Array(answer.body.utf8)
                let fault = try octets.withUnsafeBytes { try encoder.decode($0, contentType: nil) }
                #expect(try fault.fault()?.code == FaultCode(.versionMismatch))
                // It says what would have been understood.
                #expect(fault.headers.contains { $0.name == ExpandedName("Upgrade", namespace: EnvelopeVersion.soap12.namespace) })
                #expect(answer.body.contains(row.spoken.envelope.namespace))
            }
        }
    }

    /// No other message leaves in a version that is not the encoder's.
    @Test func nothingElseIsWrittenInAnotherVersion() throws {
        let writer = ByteWriter()
        for version in [MessageVersion.soap12, .soap12Addressing10] {
            var encoder = TextMessageEncoder(configuration(version))
            var message = Calc.request("hi", .soap11)
            #expect(throws: MessageCodingError.self) { try encoder.encode(&message, into: writer) }
            var fault = Message(version: .soap11Addressing10, fault: .sender("no"))
            #expect(throws: MessageCodingError.self) { try encoder.encode(&fault, into: writer) }
        }
        var encoder = TextMessageEncoder(configuration(.soap11))
        var fault = Message(version: .soap12, fault: .sender("no"))
        #expect(throws: MessageCodingError.self) { try encoder.encode(&fault, into: writer) }
        #expect(writer.count == 0)
    }

    private func configuration(_ version: MessageVersion) -> TextEncoding.Configuration {
        var configuration = TextEncoding.Configuration.defaults
        configuration.messageVersion = version
        return configuration
    }
}
