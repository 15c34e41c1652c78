import Foundation
import Synchronization

/// Says how far a transfer is, once for each quarter.
final class TransferProgress: Sendable {
    private let title: String
    private let size: Int
    private let done = Mutex(0)

    init(_ title: String, of size: Int) {
        self.title = title
        self.size = size
    }

    func add(_ octets: Int) {
        let (before, after) = done.withLock { done in
            defer { done += octets }
            return (done * 4 / size, (done + octets) * 4 / size)
        }
        if after > before { say("  \(title): \(after * 25) %") }
    }
}

/// The most memory that the process has had in use so far, in octets.
func peakMemory() -> Int {
    #if os(Linux)
        // Not from `getrusage`, which also counts what the program that started this one had in use.
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
        return (line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0) << 10
    #else
        var usage = rusage()
        getrusage(RUSAGE_SELF, &usage)
        return usage.ru_maxrss
    #endif
}

func mebibytes(_ octets: Int) -> String { "\((octets + 1 << 19) >> 20) MiB" }

/// Prints a line at once.
func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }
