import Foundation

/// libFuzzer's own loop, with its command line; it is linked in by `-sanitize=fuzzer`.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// What the programs have in common.
public enum Fuzzer {
    /// Runs the fuzzer with the arguments of the process; `seeds FOLDER` instead writes the inputs to begin with.
    public static func run(seeds: [[UInt8]], _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt) throws {
        if CommandLine.arguments.count == 3, CommandLine.arguments[1] == "seeds" {
            let folder = URL(filePath: CommandLine.arguments[2])
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            for (number, seed) in seeds.enumerated() { try Data(seed).write(to: folder.appending(path: "seed-\(number)")) }
            return
        }
        var count = CommandLine.argc
        var arguments = CommandLine.unsafeArgv
        exit(runDriver(&count, &arguments, test))
    }
}

/// What must hold of every input.
public func require(_ condition: Bool, _ reason: @autoclosure () -> String) {
    if !condition { broken(reason()) }
}

/// Ends the process with the reason, so that the fuzzer keeps the input.
public func broken(_ reason: String) -> Never {
    FileHandle.standardError.write(Data("== broken: \(reason)\n".utf8))
    abort()
}
