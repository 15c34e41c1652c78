import Foundation
import PackagePlugin

/// `swift package development-certificates [arguments]`: runs `strata certificates make` with the arguments it is given.
///
/// The folder of `--out` is where the user says; nothing is written anywhere else.
@main
struct DevelopmentCertificates: CommandPlugin {
    func performCommand(context: PluginContext, arguments: [String]) async throws {
        let process = Process()
        process.executableURL = try context.tool(named: "StrataTool").url
        process.arguments = ["certificates", "make"] + arguments
        // The plugin's own input is what the package manager says to it.
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            throw Failure()
        }
    }

    struct Failure: Error, CustomStringConvertible {
        let description =
            "no certificates were made; usage: swift package development-certificates --out DIR [--name HOST]… [--client NAME]… "
            + "[--password-file FILE]"
    }
}
