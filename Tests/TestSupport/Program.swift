public import Foundation

/// Another program, run to its end.
public enum Program {
    /// What it came to.
    public struct Result: Sendable {
        /// What it ended with.
        public let status: Int32
        /// What it wrote to its output and to that of errors, in the order in which it did.
        public let output: String
    }

    /// Runs a program and waits for its end, on the thread of the caller.
    ///
    /// Its output goes to a file: a pipe that nobody reads in time would keep it waiting.
    ///
    /// - Parameters:
    ///   - executable: the program.
    ///   - arguments: what it is called with.
    ///   - folder: where it runs; nil for a folder of its own.
    ///   - input: what it reads; nothing unless it is given.
    public static func run(_ executable: URL, _ arguments: [String], in folder: URL? = nil, input: String = "") throws -> Result {
        try withFolder { own in
            let process = Process()
            process.executableURL = executable
            process.arguments = arguments
            process.currentDirectoryURL = folder ?? own.appending(path: "run")
            let (reads, writes) = (own.appending(path: "input"), own.appending(path: "output"))
            try FileManager.default.createDirectory(at: own.appending(path: "run"), withIntermediateDirectories: true)
            try Data(input.utf8).write(to: reads)
            try Data().write(to: writes)
            let (standardInput, standardOutput) = (try FileHandle(forReadingFrom: reads), try FileHandle(forWritingTo: writes))
            defer { for handle in [standardInput, standardOutput] { try? handle.close() } }
            process.standardInput = standardInput
            process.standardOutput = standardOutput
            process.standardError = standardOutput
            try process.run()
            process.waitUntilExit()
            return Result(status: process.terminationStatus, output: String(decoding: try Data(contentsOf: writes), as: UTF8.self))
        }
    }
}
