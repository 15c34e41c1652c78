/// Where the framework reports what happens. `StrataDiagnostics` has sinks; an application may bring its own.
///
/// Called on the threads that do the work, connections' loops included: return at once, never block.
public protocol Diagnostics: Sendable {
    /// Whether records of `level` are wanted; asked before a record is made.
    func isEnabled(_ level: DiagnosticLevel) -> Bool
    /// Takes a record. Evaluate it only where the level is enabled, and return at once: event loops call this.
    func record(_ record: @autoclosure () -> DiagnosticRecord, at level: DiagnosticLevel)
    /// Whether events are counted; asked once when something is built, and where the answer is no, nothing is measured.
    var countsEvents: Bool { get }
    /// Counts an event. Called for every message where `countsEvents` was true: return at once, and allocate nothing.
    func count(_ event: DiagnosticEvent)
}

extension Diagnostics {
    public var countsEvents: Bool { false }
    public func count(_ event: DiagnosticEvent) {}
}

/// How grave a record is.
public enum DiagnosticLevel: Int, Sendable, Hashable, Comparable, CaseIterable {
    /// Each step, for somebody who follows one message.
    case trace
    /// What a developer of an element wants to see.
    case debug
    /// The usual course of things: opened, closed.
    case info
    /// Worth knowing, and no problem.
    case notice
    /// Something was refused or given up; the rest goes on.
    case warning
    /// Something that should work does not.
    case error
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
    /// The error behind it, where there is one.
    public var error: (any Error)?

    /// A record of what happened.
    public init(source: String, _ message: String, fields: [(name: String, value: String)] = [], error: (any Error)? = nil) {
        self.source = source
        self.message = message
        self.fields = fields
        self.error = error
    }
}

/// Reports nothing. The default.
public struct NoDiagnostics: Diagnostics {
    /// The one that reports nothing.
    public init() {}
    public func isEnabled(_ level: DiagnosticLevel) -> Bool { false }
    public func record(_ record: @autoclosure () -> DiagnosticRecord, at level: DiagnosticLevel) {}
}
