import StrataCore
import StrataInfoset
import TestSupport
import Testing

@testable import StrataTextEncoding

/// What WCF really sends, read by the framing and the text encoding, judged by the processing node.
@Suite struct CaptureTests {
    @Test(.enabled(if: SharedData.isRequired)) func capturesArePresentInCI() { #expect(Captures.rows.count > 80) }

    @Test(.enabled(if: !Captures.files.isEmpty)) func everyRecordingIsInTheTable() {
        #expect(Set(Captures.files.map(Captures.family)) == Set(Captures.families.keys))
    }

    @Test(.enabled(if: !Captures.files.isEmpty), arguments: Captures.rows.filter(\.isRequests))
    func requestsAreUnderstood(_ row: Captures.Row) async throws {
        let items = try Captures.requests(try Captures.octets(row.file))
        #expect(!items.isEmpty)
        let node = SOAPProcessor(version: row.version)
        for item in items {
            let message = try decode(item, row)
            let operation = try #require(message.bodyContents)
            let answer = await node.process(message, transport: item.action?.filter { $0 != "\"" }) { request in
                // Each of them is `urn:peers:calc/ICalc/<operation>` with a body `<operation>`.
                #expect(request.headers.action == "\(operation.namespace)/ICalc/\(operation.localName)")
                return Message(version: row.version, action: "urn:understood")
            }
            if row.isSecured {
                #expect(try answer?.fault()?.code == FaultCode(.mustUnderstand), "\(row)")
            } else {
                #expect(answer?.headers.action == "urn:understood" || row.version.addressing == .none, "\(row)")
                #expect(answer?.isFault == false, "\(row)")
            }
            if row.version.addressing != .none {
                #expect(message.headers.messageID?.hasPrefix("urn:uuid:") != false)
                #expect(message.headers.to?.contains("://localhost:") != false)
            }
        }
    }

    @Test(.enabled(if: !Captures.files.isEmpty), arguments: Captures.rows.filter { !$0.isRequests })
    func repliesAreUnderstood(_ row: Captures.Row) throws {
        let requests = try Captures.requests(try Captures.octets(row.file.replacing(".s2c.", with: ".c2s.")))
        let items = try Captures.responses(try Captures.octets(row.file))
        // The last request of a recording may have gone unanswered.
        #expect(items.count == requests.count || (row.isSecured && items.count == requests.count - 1))
        let node = SOAPProcessor(version: row.version)
        for (item, sent) in zip(items, requests) where item.status != 202 && !item.body.isEmpty {
            let reply = try decode(item, row)
            let request = try decode(sent, row)
            let fault = try reply.fault()
            #expect((fault != nil) == (item.status == 500), "\(row)")
            if let fault { #expect(!fault.reason.isEmpty) } else { #expect(reply.bodyContents?.localName.isEmpty == false) }
            if reply.headers.contains(where: { $0.mustUnderstand && $0.name.localName == "Security" }) {
                #expect(row.isSecured)
                #expect(throws: CommunicationError.self, "\(row)") { try node.acceptReply(reply, to: request) }
            } else {
                try node.acceptReply(reply, to: request)
            }
            if row.version.addressing != .none, !row.isSecured, row.file.hasPrefix("corewcf") {
                #expect(reply.headers.relatesTo == request.headers.messageID)
            }
        }
    }

    /// Reads a message; writes it again and reads that, which must give the same.
    private func decode(_ item: Captures.Item, _ row: Captures.Row) throws -> Message {
        var configuration = TextEncoding.Configuration.defaults
        configuration.messageVersion = row.version
        var encoder = TextMessageEncoder(configuration)
        let message = try item.body.withUnsafeBytes { try encoder.decode($0, contentType: item.contentType) }
        var copy = message
        let writer = ByteWriter()
        try encoder.encode(&copy, into: writer)
        let again = try encoder.decode(writer.bytes, contentType: encoder.contentType(of: copy))
        #expect(again.headers.map(\.name) == message.headers.map(\.name), "\(row)")
        #expect(again.bodyContents?.name == message.bodyContents?.name, "\(row)")
        return message
    }
}
