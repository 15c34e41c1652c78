import InMemoryTracing
import StrataCore
import StrataDiagnostics
import StrataHTTP
import StrataTextEncoding
import Testing
import Tracing

/// Calls as spans of a tracer of swift-distributed-tracing, over real HTTP.
@Suite(.timeLimit(.minutes(1))) struct DistributedTracingTests {
    private func binding(_ tracing: CallTracing) -> CustomBinding {
        CustomBinding("traced") {
            tracing
            TextEncoding(.soap11)
            HTTPTransport()
        }
    }

    private func call(_ address: EndpointAddress, over binding: CustomBinding) async throws -> Message {
        try await binding.withRequestChannel(to: address) {
            try await $0.request(Message(version: .soap11, action: "urn:x/ICalc/Add"))
        }
    }

    private let inMemoryFields = [InMemoryTracer.traceIDKey, InMemoryTracer.spanIDKey]
    private let answer = Message(version: .soap11, action: "urn:r")

    /// The tracer's own injector and extractor: two hops, one trace, each span the child of the next.
    @Test func twoHopsAreOneTraceByTheTracersOwnFields() async throws {
        let (near, far) = (InMemoryTracer(idGenerator: .numbered("a")), InMemoryTracer(idGenerator: .numbered("b")))
        let client = binding(CallTracing(tracer: near, fields: inMemoryFields))
        let service = binding(CallTracing(tracer: far, fields: inMemoryFields))
        try await serving(service, { _ in answer }) { inner in
            let front: RequestHandler = { _ in
                #expect(ServiceContext.current != nil, "the operation runs in its span's context")
                return try await call(inner, over: client)
            }
            try await serving(service, front) { outer in _ = try await call(outer, over: client) }
        }
        let (called, served) = (near.finishedSpans, far.finishedSpans)
        #expect(called.map(\.kind) == [.client, .client] && served.map(\.kind) == [.server, .server])
        #expect(Set((called + served).map(\.traceID)) == ["trace-a1"])
        // The innermost ends first.
        #expect(served[0].parentSpanID == called[0].spanID && called[0].parentSpanID == served[1].spanID)
        #expect(served[1].parentSpanID == called[1].spanID && called[1].parentSpanID == nil)
        for span in called + served {
            #expect(span.operationName == "urn:x/ICalc/Add".split(separator: "/").suffix(2).joined(separator: "/") && span.status == nil)
            #expect(span.attributes.get("rpc.system") == "soap" && span.attributes.get("rpc.method") == "Add")
        }
        #expect(called[0].attributes.get("server.address") == "127.0.0.1")
        #expect(near.activeSpans.isEmpty && far.activeSpans.isEmpty)
    }

    /// W3C fields, both ways: a tracer's span and our own are in one trace.
    @Test func w3cFieldsReachOurOwnTracing() async throws {
        let tracer = W3CTracer()
        let spans = SpanMemory()
        let (theirs, ours) = (binding(CallTracing(tracer: tracer)), binding(CallTracing(spans)))
        try await serving(ours, { _ in answer }) { address in _ = try await call(address, over: theirs) }
        try await serving(theirs, { _ in answer }) { address in _ = try await call(address, over: ours) }

        let made = tracer.memory.finishedSpans
        #expect(made.count == 2 && spans.spans.count == 2)
        #expect(spans.spans[0].context.traceID.description == made[0].traceID && spans.spans[0].parent?.description == made[0].spanID)
        #expect(made[1].traceID == spans.spans[1].context.traceID.description)
        #expect(made[1].parentSpanID == spans.spans[1].context.spanID.description)
    }

    @Test func strangersTracesAreNotContinued() async throws {
        let (near, far) = (InMemoryTracer(idGenerator: .numbered("a")), InMemoryTracer(idGenerator: .numbered("b")))
        let service = binding(CallTracing(tracer: far, fields: inMemoryFields, continuesCallers: false))
        try await serving(service, { _ in answer }) { address in
            _ = try await call(address, over: binding(CallTracing(tracer: near, fields: inMemoryFields)))
        }
        #expect(far.finishedSpans.map(\.traceID) == ["trace-b1"] && far.finishedSpans.first?.parentSpanID == nil)
    }

    @Test func faultsAndErrorsAreOutcomes() async throws {
        struct Broken: Error {
            let text = "secret reason"
        }
        let tracer = InMemoryTracer()
        let traced = binding(CallTracing(tracer: tracer, fields: inMemoryFields))
        for how in ["fault", "error"] {
            try await serving(traced, { _ in if how == "fault" { throw FaultError(.sender("secret reason")) } else { throw Broken() } }) {
                _ = try? await call($0, over: traced)
            }
        }
        let served = tracer.finishedSpans.filter { $0.kind == .server }
        #expect(served.map { $0.attributes.get("error.type") } == ["Sender", "Broken"])
        // The sender's mistake is no failure of the service that has found it.
        #expect(served.map { $0.status?.code } == [nil, .error])
        #expect(tracer.finishedSpans.filter { $0.kind == .client }.allSatisfy { $0.status?.code == .error })
        #expect(!"\(tracer.finishedSpans)".contains("secret reason"))
    }

    @Test func theStackExplainsWhoTraces() {
        let text = binding(CallTracing(tracer: InMemoryTracer(), fields: inMemoryFields)).explain().description
        #expect(text.contains("InMemoryTracer") && text.contains("in-memory-trace-id") && text.contains("a caller chooses the trace"))
        #expect(!text.contains("sampling"))
    }
}
