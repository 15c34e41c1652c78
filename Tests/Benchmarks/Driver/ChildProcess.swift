import Foundation

/// A program that was started. It does not outlive the scope it was started in, and its output goes nowhere but to whoever asks.
final class ChildProcess {
    private let identifier: pid_t
    private let output: FileHandle
    private var partial: [UInt8] = []

    /// Runs a program for the duration of `body`, then ends it.
    static func with<Value>(_ program: String, _ arguments: [String], _ body: (ChildProcess) throws -> Value) throws -> Value {
        let child = try ChildProcess(program, arguments)
        defer { child.end() }
        return try body(child)
    }

    /// Runs a program to its end and returns its output; throws when it fails.
    static func run(_ program: String, _ arguments: [String]) throws -> String {
        let child = try ChildProcess(program, arguments)
        let text = String(decoding: child.output.readDataToEndOfFile(), as: UTF8.self)
        let status = child.wait()
        guard status == 0 else { throw Failure(program: program, arguments: arguments, status: status, output: text) }
        return text
    }

    init(_ program: String, _ arguments: [String]) throws {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw POSIXError(.EMFILE) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 2)
        var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var environment = ProcessInfo.processInfo.environment
        // Its handlers cost a process of Swift at its start.
        environment["SWIFT_BACKTRACE"] = "enable=no"
        environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1"
        var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for variable in variables { free(variable) } }
        var identifier: pid_t = 0
        let failure = posix_spawnp(&identifier, program, &actions, nil, &words, &variables)
        close(ends[1])
        output = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true)
        guard failure == 0 else { throw Failure(program: program, arguments: arguments, status: failure, output: "cannot be started") }
        self.identifier = identifier
    }

    /// Waits for a line that begins so.
    func awaitLine(beginning prefix: String) throws {
        var seen = ""
        while true {
            while let end = partial.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: partial[..<end], as: UTF8.self)
                partial.removeSubrange(...end)
                if line.hasPrefix(prefix) { return }
                seen += line + "\n"
            }
            let octets = output.availableData
            guard !octets.isEmpty else { throw Failure(program: "a peer", arguments: [], status: wait(), output: seen) }
            partial += octets
        }
    }

    /// What its threads have used of the processors so far, in microseconds; the system counts in hundredths of a second.
    var processorTime: Double? {
        let text = try? String(contentsOfFile: "/proc/\(identifier)/stat", encoding: .utf8)
        // What follows the name of the program, which may hold anything: the state, ten fields, then the two times.
        let fields = text?.split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { return nil }
        return (user + system) * 1_000_000 / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// The resident memory of the process in octets.
    var residentMemory: Int? { memory("VmRSS:") }

    /// The most that it has ever been.
    var mostMemory: Int? { memory("VmHWM:") }

    private func memory(_ name: String) -> Int? {
        let text = try? String(contentsOfFile: "/proc/\(identifier)/status", encoding: .utf8)
        let line = text?.split(separator: "\n").first { $0.hasPrefix(name) }
        return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }.map { $0 * 1024 }
    }

    private func end() {
        kill(identifier, SIGKILL)
        _ = wait()
    }

    @discardableResult
    private func wait() -> Int32 {
        var status: Int32 = 0
        while waitpid(identifier, &status, 0) < 0 && errno == EINTR {}
        return status & 0x7F == 0 ? status >> 8 & 0xFF : -(status & 0x7F)
    }

    struct Failure: Error, CustomStringConvertible {
        var program: String
        var arguments: [String]
        var status: Int32
        var output: String
        var description: String { "\(program) \(arguments.joined(separator: " ")): \(status)\n\(output)" }
    }
}
