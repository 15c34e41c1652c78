public import StrataCore
internal import Synchronization

/// Writes records as text, one line each: level, source, message, fields, error.
///
/// Whatever a peer has put into a value, a record stays one line: control characters, line separators and the backslash are
/// escaped, and fields that hold blanks or quotes are quoted, so no value can pass for another record or field.
public final class TextDiagnostics: Diagnostics, CustomStringConvertible {
    /// The least level that is written.
    public let level: DiagnosticLevel
    /// The longest value that is written in full, in characters; the rest is counted.
    public let maxValueLength: Int
    private let write: @Sendable (String) -> Void
    private let order = Mutex(())

    /// A sink that hands lines to `write`.
    ///
    /// - Parameters:
    ///   - level: the least level that is written.
    ///   - maxValueLength: the longest value that is written in full, in characters.
    ///   - write: gets each line with its line feed, one at a time. Must return at once.
    public init(level: DiagnosticLevel = .notice, maxValueLength: Int = 2048, write: @escaping @Sendable (String) -> Void) {
        self.level = level
        self.maxValueLength = maxValueLength
        self.write = write
    }

    /// A sink that writes to `output`, whose buffer keeps slow readers from holding anybody up.
    public convenience init(level: DiagnosticLevel = .notice, maxValueLength: Int = 2048, output: LineOutput) {
        self.init(level: level, maxValueLength: maxValueLength) { output.add($0) }
    }

    /// Writes to the standard output, through `LineOutput.standardOutput`: lines come out soon, not at once. Before the program ends, wait
    /// for `LineOutput.standardOutput.flush()`.
    public static func standardOutput(level: DiagnosticLevel = .notice) -> TextDiagnostics {
        TextDiagnostics(level: level, output: .standardOutput)
    }

    public var description: String { "text lines from level \(level) up, values to \(maxValueLength) characters" }

    public func isEnabled(_ level: DiagnosticLevel) -> Bool { level >= self.level }

    public func record(_ record: @autoclosure () -> DiagnosticRecord, at level: DiagnosticLevel) {
        guard isEnabled(level) else { return }
        let line = format(record(), level)
        order.withLock { _ in write(line) }
    }

    private func format(_ record: DiagnosticRecord, _ level: DiagnosticLevel) -> String {
        var line = "\(level) \(phrase(record.source)): \(phrase(record.message))"
        for field in record.fields { line += " \(word(field.name))=\(word(field.value))" }
        if let error = record.error { line += " error=\(word("\(error)"))" }
        return line + "\n"
    }

    /// Words that a reader cannot take for a field: as they are, in quotes when there is something of a field in them.
    private func phrase(_ text: String) -> String {
        text.unicodeScalars.contains { $0 == "=" || $0 == "\"" } ? word(text) : escape(text)
    }

    /// A value that a reader can tell from what follows it.
    private func word(_ text: String) -> String {
        let escaped = escape(text)
        let needsQuotes = escaped.isEmpty || escaped.contains { $0 == " " || $0 == "\"" || $0 == "=" }
        return needsQuotes ? "\"" + escaped.replacing("\"", with: "\\\"") + "\"" : escaped
    }

    private func escape(_ text: String) -> String { Escaping.text(text, limit: maxValueLength) }
}
