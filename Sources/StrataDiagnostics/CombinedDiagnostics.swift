public import StrataCore

/// Reports to several sinks: a binding has one `diagnostics`.
public struct CombinedDiagnostics: Diagnostics, CustomStringConvertible {
    private let sinks: [any Diagnostics]

    /// Reports to all of `sinks`, in their order.
    public init(_ sinks: any Diagnostics...) { self.sinks = sinks }

    public var description: String { sinks.map { "\($0)" }.joined(separator: "; ") }

    public func isEnabled(_ level: DiagnosticLevel) -> Bool { sinks.contains { $0.isEnabled(level) } }

    public func record(_ record: @autoclosure () -> DiagnosticRecord, at level: DiagnosticLevel) {
        guard isEnabled(level) else { return }
        let made = record()
        for sink in sinks { sink.record(made, at: level) }
    }

    public var countsEvents: Bool { sinks.contains { $0.countsEvents } }

    public func count(_ event: DiagnosticEvent) {
        for sink in sinks where sink.countsEvents { sink.count(event) }
    }
}
