import Foundation
import StrataCore

/// What a process holds.
struct Usage {
    /// Resident octets.
    var memory: Int
    var descriptors: Int
    /// Tasks of the framework that have not ended.
    var tasks: Int

    static var own: Usage {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS") } ?? ""
        let kilobytes = line.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) } ?? 0
        let open = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0
        return Usage(memory: kilobytes * 1024, descriptors: open, tasks: Background.liveTasks)
    }
}
