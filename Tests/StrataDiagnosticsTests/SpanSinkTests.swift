import Foundation
import StrataDiagnostics
import Synchronization
import Testing

struct SpanSinkTests {
    private func span(_ name: String, outcome: SpanRecord.Outcome = .ok) throws -> SpanRecord {
        let trace = try #require(TraceContext(traceparent: ["00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"]))
        return SpanRecord(
            name: name, kind: .server, context: trace, parent: TraceContext.SpanID(1), parentIsRemote: true, start: 1_000,
            duration: .nanoseconds(500), outcome: outcome, attributes: [("rpc.system", .text("soap")), ("n", .number(3))])
    }

    @Test func memoryKeepsTheLatest() throws {
        let memory = SpanMemory(capacity: 2)
        for name in ["a", "b", "c", "d", "e"] { memory.record(try span(name)) }
        #expect(memory.spans.map(\.name) == ["d", "e"] && memory.dropped == 3)
    }

    @Test func aLineIsAnExportRequest() async throws {
        let written = Mutex("")
        let output = LineOutput { octets in written.withLock { $0 += String(decoding: octets, as: UTF8.self) } }
        OTLPSpanLines(serviceName: "it", output: output).record(try span("x\"\n\u{2028}", outcome: .error("E")))
        await output.flush()
        let line = written.withLock { $0 }
        #expect(line.hasSuffix("\n") && line.split(separator: "\n").count == 1 && !line.contains("\u{2028}"))
        let root = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: [[String: Any]]])
        let scopes = try #require(root["resourceSpans"]?.first?["scopeSpans"] as? [[String: Any]])
        let made = try #require((scopes.first?["spans"] as? [[String: Any]])?.first)
        #expect(made["traceId"] as? String == "0af7651916cd43dd8448eb211c80319c" && made["spanId"] as? String == "b7ad6b7169203331")
        #expect(made["parentSpanId"] as? String == "0000000000000001" && made["kind"] as? Int == 2 && made["flags"] as? Int == 0x301)
        #expect(made["startTimeUnixNano"] as? String == "1000" && made["endTimeUnixNano"] as? String == "1500")
        #expect(made["name"] as? String == "x\"\n\u{2028}" && (made["status"] as? [String: Int])?["code"] == 2)
        #expect((made["attributes"] as? [[String: Any]])?.count == 2)
    }
}
