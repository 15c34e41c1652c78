internal import StrataCore

/// What `CallTracing` stands on: who makes the spans, and how a trace is carried.
protocol TracingSystem: Sendable {
    /// The fields that carry a trace.
    var fields: [String] { get }
    /// Says its settings, for `explain()`.
    func describe(_ configuration: CallTracing.Configuration, to description: inout ElementDescription)
    /// The tracer of one stack.
    func tracer(_ configuration: CallTracing.Configuration, _ time: any TimeSource) -> any CallTracer
}

/// Our own spans.
struct SinkTracing: TracingSystem {
    let sink: any SpanSink

    var fields: [String] { ["traceparent", "tracestate"] }

    func describe(_ configuration: CallTracing.Configuration, to description: inout ElementDescription) {
        description.setting("sampling", configuration.sampling, default: CallTracing.Configuration.defaults.sampling)
        description.setting("sink", "\(sink)", default: "")
    }

    func tracer(_ configuration: CallTracing.Configuration, _ time: any TimeSource) -> any CallTracer {
        Tracer(sink, configuration, time)
    }
}
