internal import StrataCore

/// Tells an endpoint's diagnostics what its service does; nothing where nobody counts.
final class UsageCounter: Sendable {
    private let diagnostics: (any Diagnostics)?

    init(_ diagnostics: any Diagnostics) { self.diagnostics = diagnostics.countsEvents ? diagnostics : nil }

    func add(_ usage: DiagnosticEvent.Usage, _ change: Int) {
        diagnostics?.count(DiagnosticEvent(.usage(usage, change: change), source: "service", side: .service))
    }

    func refused() { diagnostics?.count(DiagnosticEvent(.refused(.unavailable), source: "service", side: .service)) }
}
