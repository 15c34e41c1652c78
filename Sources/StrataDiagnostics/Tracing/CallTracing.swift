public import StrataCore

/// Makes a span of each call and carries the trace from process to process (W3C Trace Context, level 1).
///
/// On a client each call is a child of `TraceSpan.current`, or begins a trace; `traceparent` and `tracestate` go with the request where the
/// transport has fields. On a service a request continues the trace of its caller and the operation runs with the span as
/// `TraceSpan.current`. A `traceparent` that is missing, comes twice or is not valid begins a trace. Input and duplex channels set
/// `message.properties[CallTracing.Caller.self]` instead: nobody knows when a message that was handed out has been dealt with. Put it on top
/// of the stack. Where a trace is not recorded, it is carried on and nothing else is done.
public struct CallTracing: ChannelElement {
    /// The settings.
    public struct Configuration: Sendable, Hashable {
        /// Which traces are recorded, where they begin here.
        public var sampling = TraceSampling.always
        /// Whether a service continues the traces of its callers, their decision to record included. Off, where callers are strangers,
        /// each request begins a trace.
        public var continuesCallers = true

        /// The defaults.
        public init() {}
        /// Each setting as it stands at its property.
        public static var defaults: Configuration { Configuration() }
    }

    /// `message.properties[CallTracing.Caller.self]`: the caller's trace, on a received message.
    public enum Caller: MessagePropertyKey {
        /// A trace and the caller's span in it.
        public typealias Value = TraceContext
    }

    /// The settings.
    public var configuration: Configuration
    private let system: any TracingSystem

    /// An element whose spans go to `sink`.
    public init(_ sink: any SpanSink, _ configuration: Configuration = .defaults) {
        self.init(system: SinkTracing(sink: sink), configuration)
    }

    init(system: any TracingSystem, _ configuration: Configuration) {
        self.system = system
        self.configuration = configuration
    }

    public func contribute(to parameters: inout BindingParameters) {
        parameters[WantedTransportFields.self] = parameters[WantedTransportFields.self] + system.fields
    }

    public func describe(to description: inout ElementDescription) {
        system.describe(configuration, to: &description)
        description.setting("continuesCallers", configuration.continuesCallers, default: Configuration.defaults.continuesCallers)
        description.wire.append(
            "requests have the fields \(system.fields.joined(separator: " and ")), where the transport has fields")
        if configuration.continuesCallers {
            description.leavesOpen.append("a caller chooses the trace its requests belong to, and whether they are recorded")
        }
    }

    public func canMake(_ shape: ChannelShape, side: ChannelSide, over next: borrowing BindingContext) -> Bool {
        next.canMake(shape, side: side)
    }

    private func tracer(_ context: borrowing BindingContext) -> any CallTracer { system.tracer(configuration, context.time) }

    public func makeOutputFactory(session: Bool, _ next: inout BindingContext) throws(BindingError) -> any ChannelFactory<any OutputChannel>
    {
        let tracer = tracer(next)
        return WrappingFactory(try next.nextOutputFactory(session: session)) { TracedOutputChannel($0, tracer) }
    }

    public func makeRequestFactory(session: Bool, _ next: inout BindingContext) throws(BindingError) -> any ChannelFactory<
        any RequestChannel
    > {
        let tracer = tracer(next)
        return WrappingFactory(try next.nextRequestFactory(session: session)) { TracedRequestChannel($0, tracer) }
    }

    public func makeDuplexFactory(session: Bool, _ next: inout BindingContext) throws(BindingError) -> any ChannelFactory<any DuplexChannel>
    {
        let tracer = tracer(next)
        return WrappingFactory(try next.nextDuplexFactory(session: session)) { TracedDuplexChannel($0, tracer) }
    }

    public func makeInputListener(session: Bool, _ next: inout BindingContext) throws(BindingError) -> any ChannelListener<any InputChannel>
    {
        let tracer = tracer(next)
        return WrappingListener(try next.nextInputListener(session: session)) { TracedInputChannel($0, tracer) }
    }

    public func makeReplyListener(session: Bool, _ next: inout BindingContext) throws(BindingError) -> any ChannelListener<any ReplyChannel>
    {
        let tracer = tracer(next)
        return WrappingListener(try next.nextReplyListener(session: session)) { TracedReplyChannel($0, tracer) }
    }

    public func makeDuplexListener(session: Bool, _ next: inout BindingContext) throws(BindingError) -> any ChannelListener<
        any DuplexChannel
    > {
        let tracer = tracer(next)
        return WrappingListener(try next.nextDuplexListener(session: session)) { TracedDuplexChannel($0, tracer) }
    }
}
