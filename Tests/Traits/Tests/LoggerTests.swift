import InMemoryLogging
import Logging
import StrataCore
import StrataDiagnostics
import Testing

/// Records as they reach a handler of swift-log.
struct LoggerTests {
    private struct Broken: Error, CustomStringConvertible {
        var description: String { "broken\nfor good" }
    }

    private func sink(_ level: Logger.Level) -> (LoggerDiagnostics, InMemoryLogHandler) {
        let handler = InMemoryLogHandler()
        var logger = Logger(label: "strata", factory: { _ in handler })
        logger.logLevel = level
        return (LoggerDiagnostics(logger), handler)
    }

    @Test func levelsFieldsAndErrorsArrive() {
        let (diagnostics, handler) = sink(.trace)
        for level in DiagnosticLevel.allCases {
            diagnostics.record(
                DiagnosticRecord(
                    source: "http", "a request was refused", fields: [("status", "400"), ("from", "a"), ("from", "b")], error: Broken()),
                at: level)
        }
        #expect(handler.entries.map { "\($0.level)" } == ["trace", "debug", "info", "notice", "warning", "error"])
        for entry in handler.entries {
            #expect(entry.message == "a request was refused")
            #expect(entry.metadata == ["status": "400", "from": "a", "from#2": "b", "error": "broken\\nfor good"])
        }
    }

    /// As the article shows it.
    @Test func theLevelIsTheLoggers() {
        let handler = InMemoryLogHandler()
        var logger = Logger(label: "orders", factory: { _ in handler })
        logger.logLevel = .warning
        let diagnostics = LoggerDiagnostics(logger)

        func unasked() -> DiagnosticRecord {
            Issue.record("a record was made that nobody wants")
            return DiagnosticRecord(source: "http", "listening")
        }
        diagnostics.record(unasked(), at: .notice)
        #expect(!diagnostics.isEnabled(.notice) && diagnostics.isEnabled(.warning) && handler.entries.isEmpty)
        #expect("\(diagnostics)" == "swift-log's logger 'orders' from level warning up")
    }

    /// What a peer has chosen stays in its place, whatever the handler does with it.
    @Test func valuesAreEscapedAndBounded() {
        let (made, handler) = sink(.trace)
        var diagnostics = made
        diagnostics.maxValueLength = 8
        diagnostics.record(DiagnosticRecord(source: "http", "m\u{1B}[2J", fields: [("a", "x\r\ny"), ("long", "0123456789")]), at: .info)
        #expect(handler.entries.first?.message == "m\\u{1b}[2J")
        #expect(handler.entries.first?.metadata == ["a": "x\\r\\ny", "long": "01234567…(2 more)"])
    }
}
