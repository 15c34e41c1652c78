/// Writes spans as OTLP/JSON, one `ExportTraceServiceRequest` a line: what the file receiver of an OpenTelemetry collector reads.
///
/// The output is bounded and drops, counted, what finds it full.
public struct OTLPSpanLines: SpanSink, CustomStringConvertible {
    /// The resource's `service.name`.
    public let serviceName: String
    private let output: LineOutput

    /// A sink that writes to `output`. Give the output a `whenDropped` that makes an empty text when nothing but OTLP may stand there.
    public init(serviceName: String, output: LineOutput) {
        self.serviceName = serviceName
        self.output = output
    }

    public var description: String { "OTLP/JSON lines of '\(serviceName)'" }

    public func record(_ span: SpanRecord) { output.add(line(span)) }

    private func line(_ span: SpanRecord) -> String {
        var line = "{\"resourceSpans\":[{\"resource\":{\"attributes\":["
        attribute("service.name", .text(serviceName), &line)
        line += "]},\"scopeSpans\":[{\"scope\":{\"name\":\"strata\"},\"spans\":[{\"traceId\":\"\(span.context.traceID)\","
        line += "\"spanId\":\"\(span.context.spanID)\","
        if let parent = span.parent { line += "\"parentSpanId\":\"\(parent)\"," }
        if !span.context.state.members.isEmpty {
            line += "\"traceState\":"
            Escaping.appendJSON(span.context.state.field, to: &line)
            line += ","
        }
        // Bit 8: it is known whether the parent is remote; bit 9: it is.
        let flags = (span.context.isSampled ? 1 : 0) | 0x100 | (span.parentIsRemote ? 0x200 : 0)
        line += "\"flags\":\(flags),\"name\":"
        Escaping.appendJSON(span.name, to: &line, limit: 256)
        let parts = span.duration.components
        let length = max(0, parts.seconds.multipliedReportingOverflow(by: 1_000_000_000).partialValue &+ parts.attoseconds / 1_000_000_000)
        line += ",\"kind\":\(Self.number(span.kind)),\"startTimeUnixNano\":\"\(span.start)\","
        line += "\"endTimeUnixNano\":\"\(span.start &+ length)\",\"attributes\":["
        var isFirst = true
        for (name, value) in span.attributes {
            if !isFirst { line += "," }
            isFirst = false
            attribute(name, value, &line)
        }
        return line + "],\"status\":{" + (span.isFailed ? "\"code\":2" : "") + "}}]}]}]}\n"
    }

    private func attribute(_ name: String, _ value: SpanRecord.Value, _ line: inout String) {
        line += "{\"key\":"
        Escaping.appendJSON(name, to: &line, limit: 256)
        switch value {
        case .text(let text):
            line += ",\"value\":{\"stringValue\":"
            Escaping.appendJSON(text, to: &line, limit: 1024)
            line += "}}"
        case .number(let number): line += ",\"value\":{\"intValue\":\"\(number)\"}}"
        }
    }

    private static func number(_ kind: SpanRecord.Kind) -> Int {
        switch kind {
        case .internal: 1
        case .server: 2
        case .client: 3
        case .producer: 4
        case .consumer: 5
        }
    }
}
