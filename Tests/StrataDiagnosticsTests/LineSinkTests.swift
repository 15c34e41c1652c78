import Foundation
import StrataCore
import StrataDiagnostics
import StrataInfoset
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1)))
struct LineSinkTests {
    final class Written: Sendable {
        let octets = Mutex<[UInt8]>([])
        var text: String { octets.withLock { String(decoding: $0, as: UTF8.self) } }
        var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() }
    }

    /// Lets nobody through until it is opened.
    actor Door {
        private var isOpen = false
        private var waiting: [CheckedContinuation<Void, Never>] = []
        func pass() async {
            if isOpen { return }
            await withCheckedContinuation { waiting.append($0) }
        }
        func open() {
            isOpen = true
            for one in waiting { one.resume() }
            waiting = []
        }
    }

    func json(_ record: DiagnosticRecord, maxValueLength: Int = 2048, writesTime: Bool = false) async -> String {
        let written = Written()
        let output = LineOutput { octets in written.octets.withLock { $0 += octets } }
        let sink = JSONLinesDiagnostics(level: .trace, maxValueLength: maxValueLength, writesTime: writesTime, output: output)
        sink.record(record, at: .warning)
        await output.flush()
        return written.text
    }

    @Test func oneObjectALine() async throws {
        let record = DiagnosticRecord(
            source: "http", "refused", fields: [("peer", "127.0.0.1:80"), ("peer", "2"), ("empty", "")],
            error: CommunicationError(.timedOut, "late"))
        #expect(
            await json(record)
                == #"{"level":"warning","source":"http","message":"refused","#
                + #""fields":{"peer":"127.0.0.1:80","peer#2":"2","empty":""},"error":"timedOut: late"}"# + "\n")
        let timed = try #require(
            try JSONSerialization.jsonObject(with: Data(await json(record, writesTime: true).utf8)) as? [String: Any])
        let time = try #require(timed["time"] as? String)
        #expect(time.wholeMatch(of: /20\d\d-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d\.\d{3}Z/) != nil)
    }

    static let attacks = [
        "\n", "\r", "\r\n", "\u{85}", "\u{2028}", "\u{2029}", "\u{0}", "\u{1B}[2J", "\u{202E}", "\u{7F}", "\u{9B}31m", "\"", "\\",
        "\",\"a\":\"",
        "\u{E0001}", "\u{FEFF}", String(decoding: [0xFF, 0xC0, 0x80, 0xED, 0xA0, 0x80], as: UTF8.self),
    ]

    @Test(arguments: attacks)
    func nothingBreaksTheObject(attack: String) async throws {
        let line = await json(
            DiagnosticRecord(source: "h" + attack, "a" + attack + "b", fields: [("n" + attack, "v" + attack)]))
        #expect(line.unicodeScalars.filter { $0 == "\n" }.count == 1)
        #expect(!line.unicodeScalars.dropLast().contains { [.control, .format, .lineSeparator].contains($0.properties.generalCategory) })
        let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        #expect(object.count == 4)
        #expect((object["message"] as? String)?.unicodeScalars.elementsEqual(("a" + attack + "b").unicodeScalars) == true)
        let fields = try #require(object["fields"] as? [String: String])
        #expect(fields.count == 1)
        #expect(fields.first?.value.unicodeScalars.elementsEqual(("v" + attack).unicodeScalars) == true)
    }

    @Test func longValuesAreCut() async {
        let line = await json(DiagnosticRecord(source: "s", String(repeating: "x", count: 50)), maxValueLength: 10)
        #expect(line.contains(#""message":"xxxxxxxxxx…(40 more)""#))
    }

    /// Whoever adds a line goes on at once, whatever becomes of it; what is lost is counted and said.
    @Test func aFullBufferDropsAndCounts() async {
        let written = Written()
        let door = Door()
        let output = LineOutput(capacity: 40) { octets in
            await door.pass()
            written.octets.withLock { $0 += octets }
        }
        for _ in 0..<1000 { output.add("0123456789\n") }
        #expect(output.dropped >= 990 && output.dropped < 1000, "one buffer at the door, one behind it")
        let lost = output.dropped
        await door.open()
        await output.flush()
        #expect(written.lines.filter { $0 == "0123456789" }.count == 1000 - lost)
        // The writer may begin while lines are added, and then says twice how many were lost.
        let said = written.lines.filter { $0.hasSuffix(" lines were lost)") }.compactMap { Int($0.dropFirst().prefix { $0.isNumber }) }
        #expect(said.reduce(0, +) == lost)
        output.add("again\n")
        await output.flush()
        #expect(written.lines.last == "again")
    }

    @Test func linesOfManyThreadsStayWhole() async {
        let written = Written()
        let output = LineOutput { octets in written.octets.withLock { $0 += octets } }
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask { for line in 0..<200 { output.add("task \(task) line \(line)\n") } }
            }
        }
        await output.flush()
        #expect(Set(written.lines).count == 1600)
        for task in 0..<8 {
            let numbers = written.lines.filter { $0.hasPrefix("task \(task) ") }.map { Int($0.split(separator: " ")[3]) }
            #expect(numbers == Array(0..<200).map(Optional.some), "in the order in which they were added")
        }
    }

    /// A pipe nobody reads takes its 64 KiB; the writer waits without a thread, and goes on when somebody reads.
    @Test func aPipeThatNobodyReadsHoldsNobodyUp() async throws {
        let pipe = Pipe()
        let output = LineOutput(fileDescriptor: pipe.fileHandleForWriting.fileDescriptor, capacity: 1 << 20)
        let line = String(repeating: "x", count: 999) + "\n"
        for _ in 0..<300 { output.add(line) }
        #expect(output.dropped == 0)
        var count = 0
        while count < 300_000 { count += pipe.fileHandleForReading.availableData.count }
        await output.flush()
        #expect(count == 300_000)
    }

    /// The reader has left: no signal ends the program, and the next line is tried again.
    @Test func aBrokenPipeSendsNoSignal() async {
        let before = signal(SIGPIPE) { _ in LineSinkTests.signals.add(1, ordering: .relaxed) }
        defer { signal(SIGPIPE, before) }
        let pipe = Pipe()
        let output = LineOutput(fileDescriptor: pipe.fileHandleForWriting.fileDescriptor)
        try? pipe.fileHandleForReading.close()
        for _ in 0..<3 {
            output.add("lost\n")
            await output.flush()
        }
        #expect(LineSinkTests.signals.load(ordering: .relaxed) == 0)
    }
    private static let signals = Atomic(0)

    @Test func standardOutputIsOneBuffer() {
        #expect(LineOutput.standardOutput === LineOutput.standardOutput && LineOutput.standardError !== LineOutput.standardOutput)
    }

    @Test func aDescriptorInErrorEndsNothing() async {
        let output = LineOutput(fileDescriptor: -1)
        output.add("lost\n")
        await output.flush()
    }

    @Test func severalSinksMakeOneRecord() {
        let made = Mutex(0)
        let lines = Mutex<[String]>([])
        func sink(_ level: DiagnosticLevel) -> TextDiagnostics {
            TextDiagnostics(level: level) { line in lines.withLock { $0.append("\(level) \(line)") } }
        }
        func record() -> DiagnosticRecord {
            made.withLock { $0 += 1 }
            return DiagnosticRecord(source: "s", "m")
        }
        let all = CombinedDiagnostics(sink(.debug), sink(.error))
        all.record(record(), at: .info)
        all.record(record(), at: .trace)
        #expect(lines.withLock { $0 } == ["debug info s: m\n"])
        #expect(made.withLock { $0 } == 1)
        #expect(all.isEnabled(.debug) && !all.isEnabled(.trace))
    }
}
