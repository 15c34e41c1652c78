import StrataBindings
import StrataCore
import StrataDiagnostics
import StrataHTTP
import StrataInfoset
import StrataTextEncoding
import Testing

/// Traces over real HTTP.
@Suite(.timeLimit(.minutes(1))) struct TracingTests {
    private func binding(_ spans: SpanMemory, _ configuration: CallTracing.Configuration = .defaults) -> CustomBinding {
        CustomBinding("traced") {
            CallTracing(spans, configuration)
            TextEncoding(.soap11)
            HTTPTransport()
        }
    }

    private let plain = CustomBinding("plain") {
        TextEncoding(.soap11)
        HTTPTransport()
    }

    private func message(_ fields: HTTPHeaders? = nil) -> Message {
        var message = Message(version: .soap11, action: "urn:x/ICalc/Add") { $0.element(ExpandedName("m", namespace: "urn:test"), "1") }
        if let fields { message.properties[HTTPRequestProperty.self] = HTTPRequestProperty(headers: fields) }
        return message
    }

    /// Serves while `body` runs.
    private func serving(
        _ binding: CustomBinding, _ handler: @escaping RequestHandler, _ body: (EndpointAddress) async throws -> Void
    ) async throws {
        let listener = try binding.makeReplyListener(at: EndpointAddress("http://127.0.0.1:0/it"))
        try await listener.open()
        let task = Task { try await listener.serve(handler) }
        do { try await body(listener.address) } catch {
            listener.abort()
            _ = await task.result
            throw error
        }
        try await listener.close()
        try await task.value
    }

    @Test func twoHopsAreOneTrace() async throws {
        let spans = SpanMemory()
        let binding = binding(spans)
        try await serving(binding, { $0 }) { inner in
            let front: RequestHandler = { request in
                TraceSpan.current?.set("app.step", .number(7))
                return try await binding.withRequestChannel(to: inner) { try await $0.request(self.message()) }
            }
            try await serving(binding, front) { outer in
                _ = try await binding.withRequestChannel(to: outer) { try await $0.request(message()) }
            }
        }
        let all = spans.spans
        #expect(all.count == 4 && Set(all.map(\.context.traceID)).count == 1)
        // The innermost ends first, and each is the child of the next.
        #expect(all.map(\.kind) == [.server, .client, .server, .client])
        for (child, parent) in zip(all, all.dropFirst()) { #expect(child.parent == parent.context.spanID) }
        #expect(all.last?.parent == nil && all.map(\.parentIsRemote) == [true, false, true, false])
        for span in all {
            #expect(
                span.outcome == .ok && !span.isFailed
                    && span.name == "urn:x/ICalc/Add".split(separator: "/").suffix(2).joined(separator: "/"))
            #expect(span.attributes.contains { $0.name == "rpc.method" && $0.value == .text("Add") })
        }
        #expect(all[2].attributes.contains { $0.name == "app.step" && $0.value == .number(7) })
        #expect(all[1].attributes.contains { $0.name == "server.address" && $0.value == .text("127.0.0.1") })
        #expect(TraceSpan.current == nil)
    }

    static let trace = "0af7651916cd43dd8448eb211c80319c"

    @Test(arguments: [
        ("00-\(trace)-b7ad6b7169203331-01", true), ("00-\(trace)-0000000000000000-01", false),
        ("ff-\(trace)-b7ad6b7169203331-01", false), ("00-\(trace)-b7ad6b7169203331-01-x", false), ("", false),
        ("00-\(trace.uppercased())-b7ad6b7169203331-01", false),
    ]) func onlyAValidCallerIsContinued(_ traceparent: String, _ continues: Bool) async throws {
        let spans = SpanMemory()
        try await serving(binding(spans), { $0 }) { address in
            let fields: HTTPHeaders = ["traceparent": traceparent, "tracestate": "a=1,b=2"]
            _ = try await plain.withRequestChannel(to: address) { try await $0.request(message(fields)) }
        }
        let span = try #require(spans.spans.first)
        #expect((span.context.traceID.description == Self.trace) == continues)
        #expect(span.parent?.description == (continues ? "b7ad6b7169203331" : nil))
        #expect(span.context.state.field == (continues ? "a=1,b=2" : ""))
    }

    /// As the article shows it.
    @Test func theStackExplainsWhatTracingAdds() {
        let traced = CustomBinding("traced") {
            CallTracing(OTLPSpanLines(serviceName: "orders", output: LineOutput(fileDescriptor: 1)))
            TextEncoding()
            HTTPTransport()
        }
        let text = traced.explain().description
        #expect(text.contains("traceparent") && text.contains("OTLP/JSON lines of 'orders'") && text.contains("a caller chooses the trace"))
        var settings = CallTracing.Configuration.defaults
        settings.continuesCallers = false
        #expect(!binding(SpanMemory(), settings).explain().description.contains("a caller chooses the trace"))
    }

    @Test func twoTraceparentsBeginATrace() async throws {
        let spans = SpanMemory()
        var fields: HTTPHeaders = ["traceparent": "00-\(Self.trace)-b7ad6b7169203331-01"]
        fields.add("Traceparent", "00-\(Self.trace)-b7ad6b7169203332-01")
        try await serving(binding(spans), { $0 }) { address in
            _ = try await plain.withRequestChannel(to: address) { try await $0.request(message(fields)) }
        }
        #expect(spans.spans.first?.parent == nil && spans.spans.count == 1)
    }

    @Test func theDecisionToRecordIsKeptUnlessCallersAreStrangers() async throws {
        for continues in [true, false] {
            let spans = SpanMemory()
            var configuration = CallTracing.Configuration.defaults
            configuration.continuesCallers = continues
            try await serving(binding(spans, configuration), { $0 }) { address in
                let fields: HTTPHeaders = ["traceparent": "00-\(Self.trace)-b7ad6b7169203331-00"]
                _ = try await plain.withRequestChannel(to: address) { try await $0.request(message(fields)) }
            }
            #expect(spans.spans.count == (continues ? 0 : 1))
        }
    }

    @Test func anUnrecordedTraceIsCarriedAndReplacesTheApplicationsField() async throws {
        let spans = SpanMemory()
        var configuration = CallTracing.Configuration.defaults
        configuration.sampling = .never
        let service: RequestHandler = { request in
            let lines = request.properties[HTTPRequestProperty.self]?.headers.values(of: "traceparent") ?? []
            #expect(lines.count == 1 && lines[0].hasSuffix("-00") && !lines[0].contains(Self.trace))
            #expect(request.properties.incomingFields.isEmpty, "nobody has asked for fields here")
            return request
        }
        try await serving(plain, service) { address in
            let fields: HTTPHeaders = ["TraceParent": "00-\(Self.trace)-b7ad6b7169203331-01"]
            _ = try await binding(spans, configuration).withRequestChannel(to: address) { try await $0.request(message(fields)) }
        }
        #expect(spans.spans.isEmpty)
    }

    @Test func faultsErrorsAndCancellationAreOutcomes() async throws {
        struct Broken: Error {}
        let spans = SpanMemory()
        let binding = binding(spans)
        let handler: RequestHandler = { request in
            switch request.properties[HTTPRequestProperty.self]?.headers["X-How"] {
            case "fault": throw FaultError(Fault(.sender(), "secret reason"))
            case "error": throw Broken()
            default: throw CancellationError()
            }
        }
        try await serving(binding, handler) { address in
            for how in ["fault", "error", "cancel"] {
                _ = try? await binding.withRequestChannel(to: address) { try await $0.request(message(["X-How": how])) }
            }
        }
        let served = spans.spans.filter { $0.kind == .server }
        #expect(served.map(\.outcome) == [.fault("Sender"), .error("Broken"), .cancelled])
        #expect(served.map(\.isFailed) == [false, true, true])
        let called = spans.spans.filter { $0.kind == .client }
        #expect(called.first?.outcome == .fault("Sender") && called.first?.isFailed == true)
        #expect(called.count == 3 && called.allSatisfy { $0.outcome != .ok })
        #expect(!"\(spans.spans)".contains("secret reason"))
    }

    @Test func aFieldThatIsTheTransportsOwnIsRefused() async throws {
        for (name, value) in [("Host", "evil"), ("x-a", "1\r\nX-Evil: 1"), ("a b", "1")] {
            var message = message()
            message.properties.outgoingFields.set(name, value)
            let sent = message
            try await serving(plain, { $0 }) { address in
                let error = await #expect(throws: CommunicationError.self) {
                    try await plain.withRequestChannel(to: address) { try await $0.request(sent) }
                }
                #expect(error?.code == .invalidOperation && error?.retry == .safe)
            }
        }
    }
}
