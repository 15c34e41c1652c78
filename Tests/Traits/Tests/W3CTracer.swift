import InMemoryTracing
import Synchronization
import Tracing

/// A tracer that keeps its spans in memory, with identifiers of W3C's form and in W3C's field.
struct W3CTracer: Tracer {
    let memory: InMemoryTracer = {
        let digits = InMemoryTracer.IDGenerator.numbered("")
        @Sendable func padded(_ text: String, _ width: Int) -> String {
            let digits = text.drop { !$0.isNumber }
            return String(repeating: "0", count: width - digits.count) + digits
        }
        return InMemoryTracer(
            idGenerator: .init(nextTraceID: { padded(digits.nextTraceID(), 32) }, nextSpanID: { padded(digits.nextSpanID(), 16) }))
    }()

    func startSpan<Instant: TracerInstant>(
        _ operationName: String, context: @autoclosure () -> ServiceContext, ofKind kind: SpanKind, at instant: @autoclosure () -> Instant,
        function: String, file fileID: String, line: UInt
    ) -> InMemorySpan {
        memory.startSpan(operationName, context: context(), ofKind: kind, at: instant(), function: function, file: fileID, line: line)
    }

    func forceFlush() {}

    func inject<Carrier, Inject: Injector>(_ context: ServiceContext, into carrier: inout Carrier, using injector: Inject)
    where Inject.Carrier == Carrier {
        guard let span = context.inMemorySpanContext else { return }
        injector.inject("00-\(span.traceID)-\(span.spanID)-01", forKey: "traceparent", into: &carrier)
    }

    func extract<Carrier, Extract: Extractor>(_ carrier: Carrier, into context: inout ServiceContext, using extractor: Extract)
    where Extract.Carrier == Carrier {
        guard let parts = extractor.extract(key: "traceparent", from: carrier)?.split(separator: "-"), parts.count == 4 else { return }
        context.inMemorySpanContext = InMemorySpanContext(traceID: String(parts[1]), spanID: String(parts[2]), parentSpanID: nil)
    }
}

extension InMemoryTracer.IDGenerator {
    /// `trace-x1`, `span-x1` and so on.
    static func numbered(_ name: String) -> InMemoryTracer.IDGenerator {
        let numbers = Numbers()
        return InMemoryTracer.IDGenerator(
            nextTraceID: { "trace-\(name)\(numbers.next(\.traces))" }, nextSpanID: { "span-\(name)\(numbers.next(\.spans))" })
    }

    private final class Numbers: Sendable {
        struct State {
            var traces = 0
            var spans = 0
        }
        private let state = Mutex(State())

        func next(_ number: WritableKeyPath<State, Int>) -> Int {
            state.withLock { state in
                state[keyPath: number] += 1
                return state[keyPath: number]
            }
        }
    }
}
