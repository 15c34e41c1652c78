import StrataCore
import Synchronization

/// Keeps what is reported, and lets a test wait for it.
final class Records: Diagnostics {
    private struct State {
        var lines: [String] = []
        var waiters: [(text: String, waiter: Completion<String>)] = []
    }
    private let state = Mutex(State())

    func isEnabled(_ level: DiagnosticLevel) -> Bool { true }

    func record(_ record: @autoclosure () -> DiagnosticRecord, at level: DiagnosticLevel) {
        let record = record()
        let line =
            "\(level) \(record.message) " + record.fields.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
            + (record.error.map { " error: \($0)" } ?? "")
        state.withLock { state in
            state.lines.append(line)
            for (text, waiter) in state.waiters where line.contains(text) { waiter.succeed(line) }
            state.waiters.removeAll { line.contains($0.text) }
        }
    }

    var lines: [String] { state.withLock { $0.lines } }

    /// The first record with that text, once it is there.
    @discardableResult
    func first(with text: String) async throws -> String {
        let waiter = Completion<String>()
        state.withLock { state in
            if let line = state.lines.first(where: { $0.contains(text) }) {
                waiter.succeed(line)
            } else {
                state.waiters.append((text, waiter))
            }
        }
        return try await waiter.value()
    }
}

/// Something that a test waits for, or holds up until it says so.
final class Signal: Sendable {
    private struct State {
        var isSet = false
        var waiters: [Completion<Void>] = []
    }
    private let state = Mutex(State())

    func set() {
        let waiters = state.withLock { state in
            state.isSet = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.succeed(()) }
    }

    var isSet: Bool { state.withLock { $0.isSet } }

    func wait() async throws {
        let waiter = Completion<Void>()
        state.withLock { state in
            if state.isSet { waiter.succeed(()) } else { state.waiters.append(waiter) }
        }
        try await waiter.value()
    }
}
