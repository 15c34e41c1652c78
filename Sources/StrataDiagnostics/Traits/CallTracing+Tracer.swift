#if SwiftDistributedTracing
    public import StrataCore
    public import Tracing

    extension CallTracing {
        /// The fields of W3C trace context and baggage.
        public static let standardFields = ["traceparent", "tracestate", "baggage"]

        /// `message.properties[CallTracing.CallerServiceContext.self]`: what the tracer has read of the caller, on a message that an input or
        /// duplex channel has handed out.
        public enum CallerServiceContext: MessagePropertyKey {
            /// What swift-distributed-tracing knows a span by.
            public typealias Value = ServiceContext
        }

        /// An element whose spans are made by a tracer of swift-distributed-tracing. With the package trait `SwiftDistributedTracing`.
        ///
        /// A call is a child of `ServiceContext.current`, and an operation runs with its span as that. How a trace is carried is the tracer's:
        /// it writes the fields of a request and reads those of `fields` from a received one, each under its own name. What is recorded is the
        /// tracer's decision too; `configuration.sampling` says nothing here, and `TraceSpan.current` is not set.
        ///
        /// - Parameters:
        ///   - tracer: makes the spans; `InstrumentationSystem.tracer` for that of the process, asked after its bootstrap.
        ///   - fields: the names that the tracer reads, which transports copy from what they receive.
        ///   - continuesCallers: whether a service continues the traces of its callers.
        public init(tracer: any Tracing.Tracer, fields: [String] = CallTracing.standardFields, continuesCallers: Bool = true) {
            var configuration = Configuration.defaults
            configuration.continuesCallers = continuesCallers
            self.init(system: ServiceContextTracing(tracer: tracer, fields: fields), configuration)
        }
    }

    /// Spans of a tracer of swift-distributed-tracing.
    private struct ServiceContextTracing: TracingSystem {
        let tracer: any Tracing.Tracer
        let fields: [String]

        func describe(_ configuration: Configuration, to description: inout ElementDescription) {
            description.setting("tracer", "\(type(of: tracer))", default: "")
            description.setting("fields", fields.joined(separator: ", "), default: CallTracing.standardFields.joined(separator: ", "))
        }

        typealias Configuration = CallTracing.Configuration

        func tracer(_ configuration: Configuration, _ time: any TimeSource) -> any CallTracer {
            ServiceContextTracer(tracer: tracer, continuesCallers: configuration.continuesCallers)
        }
    }

    private struct ServiceContextTracer: CallTracer {
        let tracer: any Tracing.Tracer
        let continuesCallers: Bool

        func sending(_ message: inout Message, _ kind: SpanRecord.Kind, to address: EndpointAddress) -> any CallSpan {
            let text = SpanText.sending(message, to: address)
            let span = span(text, kind, ServiceContext.current ?? .topLevel)
            tracer.inject(span.span.context, into: &message.properties.outgoingFields, using: FieldCarrier())
            return span
        }

        func received(_ message: Message) -> any CallSpan {
            span(.received(message), .server, caller(of: message) ?? .topLevel)
        }

        func mark(_ message: inout Message) { message.properties[CallTracing.CallerServiceContext.self] = caller(of: message) }

        private func caller(of message: Message) -> ServiceContext? {
            guard continuesCallers, let fields = message.properties[IncomingTransportFields.self] else { return nil }
            var context = ServiceContext.topLevel
            tracer.extract(fields, into: &context, using: FieldCarrier())
            return context
        }

        private func span(_ text: SpanText, _ kind: SpanRecord.Kind, _ context: ServiceContext) -> ServiceContextSpan {
            let span: any Tracing.Span = tracer.startSpan(text.name, context: context, ofKind: Self.kind(kind))
            if span.isRecording {
                span.updateAttributes { attributes in
                    for (name, value) in text.attributes {
                        switch value {
                        case .text(let text): attributes.set(name, value: .string(text))
                        case .number(let number): attributes.set(name, value: .int64(Int64(number)))
                        }
                    }
                }
            }
            return ServiceContextSpan(span: span, kind: kind)
        }

        private static func kind(_ kind: SpanRecord.Kind) -> SpanKind {
            switch kind {
            case .internal: .internal
            case .server: .server
            case .client: .client
            case .producer: .producer
            case .consumer: .consumer
            }
        }
    }

    private struct ServiceContextSpan: CallSpan {
        let span: any Tracing.Span
        let kind: SpanRecord.Kind

        func run<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
            try await ServiceContext.withValue(span.context, operation: body)
        }

        /// The text of an error stays out, as it could hold a secret: its kind is enough.
        func end(_ outcome: SpanRecord.Outcome) {
            if let type = outcome.errorType { span.attributes.set("error.type", value: .string(type)) }
            if outcome.isFailure(of: kind) { span.setStatus(SpanStatus(code: .error)) }
            span.end()
        }
    }

    /// Carries a trace in the fields of a message.
    private struct FieldCarrier: Injector, Extractor {
        func inject(_ value: String, forKey key: String, into fields: inout TransportFields) { fields.set(key, value) }

        /// Several lines are one list: what may stand there once only is then no longer valid.
        func extract(key: String, from fields: TransportFields) -> String? {
            let values = fields.values(of: key)
            return values.isEmpty ? nil : values.joined(separator: ",")
        }
    }
#endif
