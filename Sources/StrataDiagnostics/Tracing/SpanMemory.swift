internal import Synchronization

/// Keeps the latest spans, for tests and for a page that shows them. What finds it full pushes out the oldest, which is counted.
public final class SpanMemory: SpanSink, CustomStringConvertible {
    /// Spans that are kept at most.
    public let capacity: Int
    private struct State {
        var spans: [SpanRecord] = []
        var next = 0
        var dropped = 0
    }
    private let state = Mutex(State())

    /// A memory of at least one span.
    public init(capacity: Int = 1024) { self.capacity = max(1, capacity) }

    /// The spans that are kept, in the order in which they ended.
    public var spans: [SpanRecord] { state.withLock { Array($0.spans[$0.next...] + $0.spans[..<$0.next]) } }
    /// How many were pushed out.
    public var dropped: Int { state.withLock { $0.dropped } }

    public var description: String { "the latest \(capacity) spans in memory" }

    public func record(_ span: SpanRecord) {
        state.withLock { state in
            guard state.spans.count == capacity else { return state.spans.append(span) }
            state.spans[state.next] = span
            state.next = (state.next + 1) % capacity
            state.dropped += 1
        }
    }
}
