/// A span that has ended: what happened, when, for how long, and in which trace.
public struct SpanRecord: Sendable {
    /// What the span is to the exchange.
    public enum Kind: String, Sendable, Hashable {
        /// Something inside one process.
        case `internal`
        /// A call that is answered, seen from the service.
        case server
        /// A call that is answered, seen from the client.
        case client
        /// A message that was sent and is not answered.
        case producer
        /// A message that was received and is not answered.
        case consumer
    }

    /// How it ended.
    public enum Outcome: Sendable, Hashable {
        /// As it should.
        case ok
        /// With a SOAP fault, of this code.
        case fault(String)
        /// With an error, of this kind: no text, which could hold a secret.
        case error(String)
        /// Because it was cancelled.
        case cancelled

        func isFailure(of kind: Kind) -> Bool {
            switch self {
            case .ok: false
            case .fault(let code): kind != .server || !(code.hasPrefix("Sender") || code == "MustUnderstand" || code == "VersionMismatch")
            case .error, .cancelled: true
            }
        }

        /// What `error.type` says; `nil` where all went well.
        var errorType: String? {
            switch self {
            case .ok: nil
            case .fault(let text), .error(let text): text
            case .cancelled: "cancelled"
            }
        }
    }

    /// The value of an attribute.
    public enum Value: Sendable, Hashable {
        /// A text.
        case text(String)
        /// A number.
        case number(Int)
    }

    /// What was called, in a few words.
    public var name: String
    /// What the span is to the exchange.
    public var kind: Kind
    /// The trace, and the span in it.
    public var context: TraceContext
    /// The span above; `nil` where the trace begins.
    public var parent: TraceContext.SpanID?
    /// Whether the span above is another process's.
    public var parentIsRemote: Bool
    /// When it began: nanoseconds since 1970, UTC.
    public var start: Int64
    /// How long it took.
    public var duration: Duration
    /// How it ended.
    public var outcome: Outcome
    /// By name; the names are OpenTelemetry's where it has one.
    public var attributes: [(name: String, value: Value)]

    /// A span from its parts.
    public init(
        name: String, kind: Kind, context: TraceContext, parent: TraceContext.SpanID?, parentIsRemote: Bool, start: Int64,
        duration: Duration, outcome: Outcome, attributes: [(name: String, value: Value)]
    ) {
        (self.name, self.kind, self.context, self.parent) = (name, kind, context, parent)
        (self.parentIsRemote, self.start, self.duration) = (parentIsRemote, start, duration)
        (self.outcome, self.attributes) = (outcome, attributes)
    }

    /// Whether it counts as failed. A fault that is the sender's is no failure of the service that found it.
    public var isFailed: Bool { outcome.isFailure(of: kind) }
}

/// Where spans go that have ended.
///
/// Called where the call ended, connections' loops included: return at once, never block.
public protocol SpanSink: Sendable {
    /// Takes a span.
    func record(_ span: SpanRecord)
}
