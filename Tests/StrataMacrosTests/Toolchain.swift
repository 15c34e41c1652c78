import Foundation
import TestSupport

/// The compiler and the plugin that was built beside this test.
enum Toolchain {
    /// Where the test's own program lies, which is where the build puts its products.
    static let products: URL = {
        let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        return URL(filePath: program).deletingLastPathComponent()
    }()

    static let plugin = products.appending(path: "StrataMacros-tool")

    /// What the compiler says of a file that begins, in line 1, with the import of the service model: `line:column: severity: message`.
    ///
    /// It runs for seconds, on a thread of its own: a thread of the pool that waited for it would be missed by all other tests.
    static func check(_ source: String, _ settings: String...) async throws -> [String] {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try run(source, settings) }) }
        }
    }

    private static func run(_ source: String, _ settings: [String]) throws -> [String] {
        try withFolder { folder in
            let file = folder.appending(path: "Wrong.swift")
            try ("import StrataServiceModel\n" + source).write(to: file, atomically: true, encoding: .utf8)
            let arguments = [
                "swiftc", "-typecheck", "-swift-version", "6", "-module-name", "Wrong", "-diagnostic-style", "llvm",
                "-load-plugin-executable", "\(plugin.path)#StrataMacros", "-I", products.appending(path: "Modules").path, file.path,
            ]
            let text = try Program.run(URL(filePath: "/usr/bin/env"), arguments + settings).output
            return text.split(separator: "\n").compactMap { line in
                guard line.hasPrefix(file.path) else { return nil }
                let parts = line.dropFirst(file.path.count + 1).split(separator: ":", maxSplits: 2)
                return parts.count == 3 ? "\(parts[0]):\(parts[1]):\(parts[2])" : nil
            }
        }
    }
}
