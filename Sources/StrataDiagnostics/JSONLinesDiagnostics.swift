public import StrataCore

/// Writes records as JSON, one object a line: `time`, `level`, `source`, `message`, `fields`, `error`.
///
/// All values are strings (RFC 8259); characters that end a line, control a terminal or cannot be seen are escaped, so the line can be
/// shown as it is. Of two fields of one name the second has `#2` behind it.
public struct JSONLinesDiagnostics: Diagnostics, CustomStringConvertible {
    /// The least level that is written.
    public let level: DiagnosticLevel
    /// The longest value that is written in full, in characters; the rest is counted.
    public let maxValueLength: Int
    private let writesTime: Bool
    private let output: LineOutput

    /// A sink that writes to `output`.
    ///
    /// - Parameters:
    ///   - level: the least level that is written.
    ///   - maxValueLength: the longest value that is written in full, in characters.
    ///   - writesTime: whether each object begins with the time of day, RFC 3339 in UTC.
    ///   - output: where the lines go.
    public init(level: DiagnosticLevel = .notice, maxValueLength: Int = 2048, writesTime: Bool = true, output: LineOutput) {
        self.level = level
        self.maxValueLength = maxValueLength
        self.writesTime = writesTime
        self.output = output
    }

    public var description: String { "JSON lines from level \(level) up, values to \(maxValueLength) characters" }

    public func isEnabled(_ level: DiagnosticLevel) -> Bool { level >= self.level }

    public func record(_ record: @autoclosure () -> DiagnosticRecord, at level: DiagnosticLevel) {
        guard isEnabled(level) else { return }
        output.add(line(record(), level))
    }

    private func line(_ record: DiagnosticRecord, _ level: DiagnosticLevel) -> String {
        var line = "{"
        if writesTime { member("time", WallClock.text(WallClock.nanoseconds), &line) }
        member("level", "\(level)", &line)
        member("source", record.source, &line)
        member("message", record.message, &line)
        if !record.fields.isEmpty {
            line += ",\"fields\":{"
            var seen: [String: Int] = [:]
            var isFirst = true
            for field in record.fields {
                let count = seen[field.name, default: 0] + 1
                seen[field.name] = count
                if !isFirst { line += "," }
                isFirst = false
                Escaping.appendJSON(count == 1 ? field.name : "\(field.name)#\(count)", to: &line, limit: maxValueLength)
                line += ":"
                Escaping.appendJSON(field.value, to: &line, limit: maxValueLength)
            }
            line += "}"
        }
        if let error = record.error { member("error", "\(error)", &line) }
        return line + "}\n"
    }

    private func member(_ name: String, _ value: String, _ line: inout String) {
        if line.utf8.count > 1 { line += "," }
        line += "\"\(name)\":"
        Escaping.appendJSON(value, to: &line, limit: maxValueLength)
    }
}
