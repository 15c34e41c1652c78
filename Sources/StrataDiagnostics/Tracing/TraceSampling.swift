/// Which traces are recorded. Only where a trace begins it is decided; further on the decision is kept.
public enum TraceSampling: Sendable, Hashable {
    /// All of them.
    case always
    /// None; the trace is carried on all the same.
    case never
    /// That part of them, 0 to 1, by the trace's identifier.
    case ratio(Double)

    /// Whether a trace that begins is recorded: by the identifier's last 7 octets, which are random, so that all who decide by ratio agree.
    func includes(_ trace: TraceContext.TraceID) -> Bool {
        switch self {
        case .always: true
        case .never: false
        case .ratio(let part): Double(trace.low & 0xFF_FFFF_FFFF_FFFF) < part * 0x1p56
        }
    }
}
