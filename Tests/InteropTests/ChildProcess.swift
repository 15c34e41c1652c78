import Foundation
import Synchronization

/// A program that was started, its output line by line. It never outlives the scope it was started in.
final class ChildProcess: Sendable {
    /// What a program has left when it ended.
    struct Result: Sendable, CustomStringConvertible {
        var status: Int32
        var lines: [String]
        var description: String { "status \(status)\n" + lines.joined(separator: "\n") }
    }

    private struct State {
        var lines: [String] = []
        var partial: [UInt8] = []
        /// The exit status, or the signal that ended it, negated; all output is there by then.
        var status: Int32?
        var waiting: [CheckedContinuation<Void, Never>] = []

        mutating func take(_ octets: ArraySlice<UInt8>) {
            partial += octets
            while let end = partial.firstIndex(of: UInt8(ascii: "\n")) {
                lines.append(String(decoding: partial[..<end], as: UTF8.self))
                partial.removeSubrange(...end)
            }
        }

        mutating func end(_ status: Int32) {
            if !partial.isEmpty { lines.append(String(decoding: partial, as: UTF8.self)) }
            self.status = status & 0x7F == 0 ? status >> 8 & 0xFF : -(status & 0x7F)
        }
    }

    private let identifier: pid_t
    private let state = Mutex(State())

    /// Runs a program for the duration of `body`, then ends it if it still runs. Not by asking it to: SoapCore goes on for as long as it
    /// was told to, whatever the signal.
    static func with<Value>(_ program: URL, _ arguments: [String], _ body: (ChildProcess) async throws -> Value) async throws -> Value {
        let child = try start(program, arguments)
        do {
            let value = try await body(child)
            child.interrupt(SIGKILL)
            _ = try await child.result()
            return value
        } catch {
            child.interrupt(SIGKILL)
            _ = try? await child.result()
            throw error
        }
    }

    /// Runs a program to its end.
    static func run(_ program: URL, _ arguments: [String]) async throws -> Result {
        try await with(program, arguments) { try await $0.result() }
    }

    /// Not by Foundation's `Process`: with several programs at a time it was seen to lose the end of one.
    private static func start(_ program: URL, _ arguments: [String]) throws -> ChildProcess {
        // One at a time, so that no program gets the pipe of another before it is marked.
        try starting.withLock { _ in try startAlone(program, arguments) }
    }

    private static let starting = Mutex(())

    private static func startAlone(_ program: URL, _ arguments: [String]) throws -> ChildProcess {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw POSIXError(.EMFILE) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 2)
        // Signals as a shell would leave them: the threads of this process block some.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var (none, usual) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        sigemptyset(&usual)
        for signal in [SIGTERM, SIGINT, SIGPIPE] { sigaddset(&usual, signal) }
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &usual)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        var words: [UnsafeMutablePointer<CChar>?] = ([program.path] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var identifier: pid_t = 0
        let failure = posix_spawn(&identifier, program.path, &actions, &attributes, &words, environ)
        close(ends[1])
        guard failure == 0 else {
            close(ends[0])
            throw Unstartable(program: program.path, reason: String(cString: strerror(failure)))
        }
        let child = ChildProcess(identifier)
        let output = ends[0]
        Thread.detachNewThread { child.follow(output) }
        return child
    }

    private init(_ identifier: pid_t) { self.identifier = identifier }

    /// Reads to the end of the output, then waits for the program, on a thread of its own.
    private func follow(_ output: Int32) {
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = read(output, &buffer, buffer.count)
            if count > 0 { change { $0.take(buffer[..<count]) } } else if count == 0 || errno != EINTR { break }
        }
        close(output)
        var info = siginfo_t()
        while waitid(P_PID, id_t(identifier), &info, WEXITED | WNOWAIT) != 0 && errno == EINTR {}
        change { state in
            // Until here the identifier is its own, so a signal cannot reach a stranger.
            var status: Int32 = 0
            waitpid(identifier, &status, 0)
            state.end(status)
        }
    }

    private func change(_ change: (inout State) -> Void) {
        let waiting = state.withLock { state in
            change(&state)
            defer { state.waiting = [] }
            return state.waiting
        }
        for one in waiting { one.resume() }
    }

    private func interrupt(_ signal: Int32) {
        state.withLock { state in
            if state.status == nil { kill(identifier, signal) }
        }
    }

    /// Asks it to end, by SIGTERM.
    func requestEnd() { interrupt(SIGTERM) }

    /// Asks it to end and waits until it has.
    func terminate() async throws -> Result {
        requestEnd()
        return try await result()
    }

    /// Waits for a line that begins so and returns the rest of it.
    func line(beginning prefix: String) async throws -> String {
        while true {
            let (found, over, lines) = state.withLock { state in
                (state.lines.first { $0.hasPrefix(prefix) }, state.status != nil, state.lines)
            }
            if let found { return String(found.dropFirst(prefix.count)) }
            guard !over else { throw Missing(prefix: prefix, lines: lines) }
            await news { state in state.status == nil && !state.lines.contains { $0.hasPrefix(prefix) } }
        }
    }

    /// Waits for a line with a text in it.
    func line(containing text: String) async throws {
        while true {
            let (found, over, lines) = state.withLock { state in
                (state.lines.contains { $0.contains(text) }, state.status != nil, state.lines)
            }
            if found { return }
            guard !over else { throw Missing(prefix: text, lines: lines) }
            await news { state in state.status == nil && !state.lines.contains { $0.contains(text) } }
        }
    }

    /// Waits until it has ended and all its output is here.
    func result() async throws -> Result {
        while true {
            let result = state.withLock { state in state.status.map { Result(status: $0, lines: state.lines) } }
            if let result { return result }
            await news { $0.status == nil }
        }
    }

    /// Suspends until something new has happened; not at all when `condition` no longer holds. A cancelled test ends the program.
    private func news(while condition: @Sendable (borrowing State) -> Bool) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let wait = state.withLock { state in
                    guard condition(state) else { return false }
                    state.waiting.append(continuation)
                    return true
                }
                if !wait { continuation.resume() }
            }
        } onCancel: {
            interrupt(SIGKILL)
        }
    }

    struct Unstartable: Error, CustomStringConvertible {
        var program: String
        var reason: String
        var description: String { "\(program) cannot be started: \(reason)" }
    }

    struct Missing: Error, CustomStringConvertible {
        var prefix: String
        var lines: [String]
        var description: String { "it ended without a line '\(prefix)…':\n" + lines.joined(separator: "\n") }
    }
}
