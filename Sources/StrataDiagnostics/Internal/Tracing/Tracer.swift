internal import StrataCore

/// Begins spans that go to a `SpanSink`, carried on by W3C trace context.
struct Tracer: CallTracer {
    private let sink: any SpanSink
    private let configuration: CallTracing.Configuration
    private let time: any TimeSource

    init(_ sink: any SpanSink, _ configuration: CallTracing.Configuration, _ time: any TimeSource) {
        (self.sink, self.configuration, self.time) = (sink, configuration, time)
    }

    private func root() -> TraceContext {
        var context = TraceContext.root(isSampled: false)
        context.isSampled = configuration.sampling.includes(context.traceID)
        return context
    }

    func sending(_ message: inout Message, _ kind: SpanRecord.Kind, to address: EndpointAddress) -> any CallSpan {
        let parent = TraceSpan.current?.context
        let context = parent?.child() ?? root()
        var fields = message.properties.outgoingFields
        fields.set("traceparent", context.traceparent)
        let state = context.state.field
        if !state.isEmpty { fields.set("tracestate", state) }
        message.properties.outgoingFields = fields
        return span(kind, context, parent: parent, isRemote: false) { .sending(message, to: address) }
    }

    /// What the caller has said, if it is valid and believed.
    private func caller(of message: Message) -> TraceContext? {
        guard configuration.continuesCallers, let fields = message.properties[IncomingTransportFields.self] else { return nil }
        return TraceContext(traceparent: fields.values(of: "traceparent"), tracestate: fields.values(of: "tracestate"))
    }

    func received(_ message: Message) -> any CallSpan {
        let caller = caller(of: message)
        return span(.server, caller?.child() ?? root(), parent: caller, isRemote: true) { .received(message) }
    }

    func mark(_ message: inout Message) { message.properties[CallTracing.Caller.self] = caller(of: message) }

    private func span(
        _ kind: SpanRecord.Kind, _ context: TraceContext, parent: TraceContext?, isRemote: Bool, _ text: () -> SpanText
    ) -> TraceSpan {
        // What is not recorded is not described either.
        let text = context.isSampled ? text() : nil
        return TraceSpan(
            text?.name ?? "", kind, context, parent: parent, isRemote: isRemote, sink: sink, time: time, text?.attributes ?? [])
    }
}
