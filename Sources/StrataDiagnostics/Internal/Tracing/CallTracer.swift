internal import StrataCore

/// Begins the spans of one stack. Whose spans they are, the channels do not know.
protocol CallTracer: Sendable {
    /// A message goes out: the span of it, with its context in the message's fields.
    func sending(_ message: inout Message, _ kind: SpanRecord.Kind, to address: EndpointAddress) -> any CallSpan
    /// A request has come in.
    func received(_ message: Message) -> any CallSpan
    /// Says on a message that is handed out who has called.
    func mark(_ message: inout Message)
}

/// A span under way.
protocol CallSpan: Sendable {
    /// Runs a message's way as the span at hand.
    func run<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value
    /// Once; what comes later does nothing.
    func end(_ outcome: SpanRecord.Outcome)
}

extension TraceSpan: CallSpan {
    func run<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        try await TraceSpan.$current.withValue(self, operation: body)
    }
}
