import Foundation
import TestSupport

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
    static func run(_ arguments: [String], in place: URL? = nil, input: String = "") throws -> (Int32, String) {
        guard let url else { throw Missing() }
        let result = try Program.run(url, arguments, in: place, input: input)
        return (result.status, result.output)
    }

    /// Runs a line of the shell in a folder in which `strata` is the tool.
    static func shell(_ line: String, in place: URL) throws -> (Int32, String) {
        let result = try Program.run(URL(filePath: "/bin/sh"), ["-c", "PATH=\"$PWD:$PATH\"; " + line], in: place)
        return (result.status, result.output)
    }
}
