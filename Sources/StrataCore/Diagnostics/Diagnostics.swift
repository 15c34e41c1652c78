/// Where the framework reports what happens. `StrataDiagnostics` has sinks; an application may bring its own.
///
/// Called on the threads that do the work, connections' loops included: return at once, never block.
public protocol Diagnostics: Sendable {
    /// Whether records of `level` are wanted; asked before a record is made.
    func isEnabled(_ level: DiagnosticLevel) -> Bool
    func record(_ record: @autoclosure () -> DiagnosticRecord, at level: DiagnosticLevel)
}

/// How grave a record is.
public enum DiagnosticLevel: Int, Sendable, Hashable, Comparable, CaseIterable {
    case trace, debug, info, notice, warning, error
    public static func < (a: DiagnosticLevel, b: DiagnosticLevel) -> Bool { a.rawValue < b.rawValue }
}

/// One thing that happened. Never holds a secret: no password, key, token or body.
public struct DiagnosticRecord: Sendable {
    /// The room or element that reports (`http`, `tls`).
    public var source: String
    /// What happened, one sentence.
    public var message: String
    /// Details by name.
    public var fields: [(name: String, value: String)]
    public var error: (any Error)?

    public init(source: String, _ message: String, fields: [(name: String, value: String)] = [], error: (any Error)? = nil) {
        self.source = source
        self.message = message
        self.fields = fields
        self.error = error
    }
}

/// Reports nothing. The default.
public struct NoDiagnostics: Diagnostics {
    public init() {}
    public func isEnabled(_ level: DiagnosticLevel) -> Bool { false }
    public func record(_ record: @autoclosure () -> DiagnosticRecord, at level: DiagnosticLevel) {}
}
