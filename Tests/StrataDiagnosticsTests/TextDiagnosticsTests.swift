import StrataCore
import StrataDiagnostics
import Synchronization
import Testing

struct TextDiagnosticsTests {
    final class Lines: Sendable {
        let lines = Mutex<[String]>([])
        var all: [String] { lines.withLock { $0 } }
    }

    func write(_ record: DiagnosticRecord, maxValueLength: Int = 2048) -> String {
        let lines = Lines()
        let sink = TextDiagnostics(level: .trace, maxValueLength: maxValueLength) { line in lines.lines.withLock { $0.append(line) } }
        sink.record(record, at: .warning)
        #expect(lines.all.count == 1)
        return lines.all.first ?? ""
    }

    @Test func oneLineARecord() {
        let record = DiagnosticRecord(
            source: "http", "connection refused", fields: [("peer", "127.0.0.1:80"), ("reason", "too many"), ("empty", "")],
            error: CommunicationError(.timedOut, "late"))
        #expect(
            write(record)
                == "warning http: connection refused peer=127.0.0.1:80 reason=\"too many\" empty=\"\" error=\"timedOut: late\"\n")
    }

    @Test(arguments: ["\n", "\r", "\r\n", "\u{85}", "\u{2028}", "\u{2029}", "\u{0}", "\u{1B}[2J", "\u{202E}", "\u{7F}", "\u{9B}31m"])
    func nothingBreaksTheLine(attack: String) {
        let record = DiagnosticRecord(
            source: "http" + attack, "a" + attack + "error http: forged", fields: [("n" + attack, "v" + attack + "w")])
        let line = write(record)
        #expect(line.unicodeScalars.filter { $0.properties.generalCategory != .control }.count == line.unicodeScalars.count - 1)
        #expect(!line.unicodeScalars.dropLast().contains { "\n\r\u{85}\u{2028}\u{2029}\u{202E}\u{1B}".unicodeScalars.contains($0) })
    }

    @Test func valuesCannotPassForFields() {
        let line = write(DiagnosticRecord(source: "s", "m", fields: [("a", "1 b=2"), ("c", "\" d=\"3"), ("e", "back\\slash")]))
        #expect(line == "warning s: m a=\"1 b=2\" c=\"\\\" d=\\\"3\" e=back\\\\slash\n")
    }

    /// Nor can a message, whatever somebody has put into it.
    @Test func messagesCannotPassForFields() {
        #expect(write(DiagnosticRecord(source: "s", "refused peer=10.0.0.1")) == "warning s: \"refused peer=10.0.0.1\"\n")
        #expect(write(DiagnosticRecord(source: "s a=1", "said \"it\"")) == "warning \"s a=1\": \"said \\\"it\\\"\"\n")
        #expect(write(DiagnosticRecord(source: "s", "m", fields: [("a b=", "c")])) == "warning s: m \"a b=\"=c\n")
    }

    @Test func errorsCannotEither() {
        struct Forged: Error, CustomStringConvertible { var description: String { "x\nerror http: forged peer=1" } }
        #expect(
            write(DiagnosticRecord(source: "s", "m", error: Forged())) == "warning s: m error=\"x\\nerror http: forged peer=1\"\n")
    }

    @Test func longValuesAreCut() {
        let line = write(DiagnosticRecord(source: "s", String(repeating: "x", count: 50)), maxValueLength: 10)
        #expect(line == "warning s: xxxxxxxxxx…(40 more)\n")
    }

    @Test func levels() {
        let lines = Lines()
        let sink = TextDiagnostics(level: .notice) { line in lines.lines.withLock { $0.append(line) } }
        let made = Mutex(0)
        for level in DiagnosticLevel.allCases {
            func record() -> DiagnosticRecord {
                made.withLock { $0 += 1 }
                return DiagnosticRecord(source: "s", "m")
            }
            #expect(sink.isEnabled(level) == (level >= .notice))
            sink.record(record(), at: level)
        }
        #expect(lines.all.count == 3)
        #expect(made.withLock { $0 } == 3, "a record that is not wanted is not made")
    }
}
