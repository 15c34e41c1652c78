import Foundation

/// The built tool, beside the tests.
enum Tool {
    static let url: URL? = {
        let folders = [Bundle.main.bundleURL, Bundle.main.executableURL?.deletingLastPathComponent()].compactMap { $0 }
        let arguments = CommandLine.arguments.map { URL(filePath: $0).deletingLastPathComponent() }
        for folder in folders + arguments {
            for name in ["strata", "StrataTool"] {
                let candidate = folder.appending(path: name)
                if FileManager.default.isExecutableFile(atPath: candidate.path), !candidate.hasDirectoryPath { return candidate }
            }
        }
        return nil
    }()

    /// Whether the tests of it must run: where it was built, and wherever everything has been.
    static var isExpected: Bool { url != nil || ProcessInfo.processInfo.environment["CI"] != nil }

    struct Missing: Error {}

    /// Runs it in a folder, one of its own if none is given; its status, and what it wrote to both outputs.
    static func run(_ arguments: [String], in place: URL? = nil) throws -> (Int32, String) {
        guard let url else { throw Missing() }
        return try run(url, arguments, in: place)
    }

    /// Runs a line of the shell in a folder in which `strata` is the tool.
    static func shell(_ line: String, in place: URL) throws -> (Int32, String) {
        try run(URL(filePath: "/bin/sh"), ["-c", "PATH=\"$PWD:$PATH\"; " + line], in: place)
    }

    private static func run(_ executable: URL, _ arguments: [String], in place: URL?) throws -> (Int32, String) {
        try withFolder { folder in
            let process = Process()
            process.executableURL = executable
            process.arguments = arguments
            process.currentDirectoryURL = place ?? folder
            let output = folder.appending(path: "output")
            _ = FileManager.default.createFile(atPath: output.path, contents: nil)
            let handle = try FileHandle(forWritingTo: output)
            process.standardOutput = handle
            process.standardError = handle
            process.standardInput = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            try handle.close()
            return (process.terminationStatus, try String(contentsOf: output, encoding: .utf8))
        }
    }
}

/// A folder of a test's own; removed at its end.
func withFolder<R>(_ body: (URL) throws -> R) throws -> R {
    let folder = FileManager.default.temporaryDirectory.appending(path: "strata-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
}
