import Foundation
import TestSupport

/// The `openssl` command: a second reader and writer of everything that is made here.
enum OpenSSLCommand {
    static let path = "/usr/bin/openssl"

    static var isPresent: Bool { FileManager.default.isExecutableFile(atPath: path) }

    struct Failed: Error, CustomStringConvertible { let description: String }

    /// Runs it and returns what it printed; throws when it ends with another status than 0.
    @discardableResult
    static func run(_ arguments: [String], in folder: URL) throws -> String {
        let result = try Program.run(URL(filePath: path), arguments, in: folder)
        guard result.status == 0 else { throw Failed(description: "\(arguments): \(result.output)") }
        return result.output
    }
}
