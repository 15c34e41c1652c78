internal import StrataCore
internal import Synchronization

/// A span under way. The one of the operation at hand is `TraceSpan.current`; calls made inside become its children.
public final class TraceSpan: Sendable {
    /// The innermost span of this task.
    @TaskLocal public static var current: TraceSpan?
    /// Attributes that a span has at most; more are left out.
    public static let maxAttributes = 64

    /// The trace and this span in it.
    public let context: TraceContext
    private let sink: any SpanSink
    private let name: String
    private let kind: SpanRecord.Kind
    private let parent: TraceContext.SpanID?
    private let parentIsRemote: Bool
    private let start = WallClock.nanoseconds
    private let time: any TimeSource
    private let begin: Duration
    private let attributes: Mutex<[(name: String, value: SpanRecord.Value)]?>

    init(
        _ name: String, _ kind: SpanRecord.Kind, _ context: TraceContext, parent: TraceContext?, isRemote: Bool, sink: any SpanSink,
        time: any TimeSource, _ attributes: [(name: String, value: SpanRecord.Value)]
    ) {
        (self.name, self.kind, self.context, self.sink, self.time) = (name, kind, context, sink, time)
        self.parent = parent?.spanID
        parentIsRemote = isRemote && parent != nil
        begin = time.now
        self.attributes = Mutex(attributes)
    }

    /// Sets an attribute; does nothing when the span has ended, is not recorded, or has as many as it may.
    public func set(_ name: String, _ value: SpanRecord.Value) {
        guard context.isSampled else { return }
        attributes.withLock { attributes in
            guard attributes != nil else { return }
            attributes?.removeAll { $0.name == name }
            if (attributes?.count ?? 0) < Self.maxAttributes { attributes?.append((name, value)) }
        }
    }

    /// Once; what comes later does nothing.
    func end(_ outcome: SpanRecord.Outcome) {
        guard context.isSampled else { return }
        let found = attributes.withLock { attributes in
            defer { attributes = nil }
            return attributes
        }
        guard var found else { return }
        if let type = outcome.errorType { found.append(("error.type", .text(type))) }
        sink.record(
            SpanRecord(
                name: name, kind: kind, context: context, parent: parent, parentIsRemote: parentIsRemote, start: start,
                duration: time.now - begin, outcome: outcome, attributes: found))
    }

    /// What an error makes of a span; its text stays out.
    static func outcome(of error: any Error) -> SpanRecord.Outcome {
        switch error {
        case is CancellationError: .cancelled
        case let error as FaultError: .fault(error.fault.code.description)
        case let error as CommunicationError: error.cause is CancellationError ? .cancelled : .error(error.code.description)
        default: .error("\(type(of: error))")
        }
    }

    static func outcome(of reply: Message?) -> SpanRecord.Outcome {
        guard let reply, reply.isFault else { return .ok }
        return .fault((try? reply.fault())?.code.description ?? "fault")
    }
}
