/// Which trace, and which span of it, something belongs to (W3C Trace Context, level 1).
public struct TraceContext: Sendable, Hashable, CustomStringConvertible {
    /// 16 octets as two halves, not both zero.
    public struct TraceID: Sendable, Hashable, CustomStringConvertible {
        let high: UInt64
        let low: UInt64
        /// An identifier of these halves; `nil` when both are zero.
        public init?(high: UInt64, low: UInt64) {
            guard high != 0 || low != 0 else { return nil }
            (self.high, self.low) = (high, low)
        }
        /// 32 hexadecimal digits in lower case.
        public var description: String { Hexadecimal.text(high) + Hexadecimal.text(low) }
    }

    /// 8 octets, not all zero.
    public struct SpanID: Sendable, Hashable, CustomStringConvertible {
        let value: UInt64
        /// An identifier; `nil` for zero.
        public init?(_ value: UInt64) {
            guard value != 0 else { return nil }
            self.value = value
        }
        /// 16 hexadecimal digits in lower case.
        public var description: String { Hexadecimal.text(value) }
    }

    /// The trace.
    public var traceID: TraceID
    /// The span: on a received context, the caller's.
    public var spanID: SpanID
    /// Whether the caller may have recorded its span. Of the flags it is the only one that is known; others are not passed on.
    public var isSampled: Bool
    /// What tracing systems keep beside it.
    public var state: TraceState

    /// A context of these parts.
    public init(traceID: TraceID, spanID: SpanID, isSampled: Bool, state: TraceState = TraceState()) {
        self.traceID = traceID
        self.spanID = spanID
        self.isSampled = isSampled
        self.state = state
    }

    /// Reads the fields of a message (section 3): one `traceparent`, any number of `tracestate` lines.
    ///
    /// `nil` unless there is exactly one `traceparent` and it is valid: lower case only, no identifier of zeros, version `ff` refused;
    /// of version `00` nothing may follow, of a later one what follows the flags begins with `-` and is left out. A `tracestate` that
    /// is not valid is left out whole, and the trace goes on.
    public init?(traceparent lines: [String], tracestate: [String] = []) {
        guard lines.count == 1 else { return nil }
        let octets = Array(lines[0].utf8)
        let dash = UInt8(ascii: "-")
        guard octets.count >= 55, octets[2] == dash, octets[35] == dash, octets[52] == dash,
            let version = Hexadecimal.value(octets[0..<2]), version != 0xFF,
            octets.count == 55 || version != 0 && octets[55] == dash,
            let high = Hexadecimal.value(octets[3..<19]), let low = Hexadecimal.value(octets[19..<35]),
            let traceID = TraceID(high: high, low: low),
            let span = Hexadecimal.value(octets[36..<52]), let spanID = SpanID(span),
            let flags = Hexadecimal.value(octets[53..<55])
        else { return nil }
        self.init(traceID: traceID, spanID: spanID, isSampled: flags & 1 == 1, state: TraceState(tracestate) ?? TraceState())
    }

    /// The field `traceparent`, of version `00`.
    public var traceparent: String { "00-\(traceID)-\(spanID)-\(isSampled ? "01" : "00")" }

    /// As `traceparent`.
    public var description: String { traceparent }

    /// A new trace, of random identifiers.
    public static func root(isSampled: Bool) -> TraceContext {
        var generator = SystemRandomNumberGenerator()
        while true {
            if let trace = TraceID(high: generator.next(), low: generator.next()), let span = SpanID(generator.next()) {
                return TraceContext(traceID: trace, spanID: span, isSampled: isSampled)
            }
        }
    }

    /// A new span of the same trace, with the same flag and state.
    public func child() -> TraceContext {
        var child = self
        child.spanID = TraceContext.root(isSampled: isSampled).spanID
        return child
    }
}
