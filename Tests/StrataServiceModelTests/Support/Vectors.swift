import Foundation
import Testing

/// The vectors beside the project, those of data contracts in particular; nil where they are not present.
enum Vectors {
    /// A row of `cases.tsv`.
    struct Row: Sendable, CustomTestStringConvertible {
        let name, kind, type, file, expected: String
        var testDescription: String { "\(kind) \(name)" }
        /// Whether .NET threw.
        var isError: Bool { expected.hasPrefix("error") }
    }

    static let folder = folder("vectors/datacontract")
    /// CI always has the vectors.
    static var isRequired: Bool { ProcessInfo.processInfo.environment["CI"] == "true" }

    /// A folder under `STRATA_SHARED`, or under `shared` beside the project root; nil where there is none.
    static func folder(_ path: String) -> URL? {
        let manager = FileManager.default
        if let root = ProcessInfo.processInfo.environment["STRATA_SHARED"] {
            let url = URL(fileURLWithPath: root).appendingPathComponent(path)
            return manager.fileExists(atPath: url.path) ? url : nil
        }
        var url = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        while url.path != "/" {
            url.deleteLastPathComponent()
            if manager.fileExists(atPath: url.appendingPathComponent("Package.swift").path) {
                let vectors = url.deletingLastPathComponent().appendingPathComponent("shared").appendingPathComponent(path)
                return manager.fileExists(atPath: vectors.path) ? vectors : nil
            }
        }
        return nil
    }

    static let rows: [Row] = {
        guard let folder, let text = try? String(contentsOf: folder.appendingPathComponent("cases.tsv"), encoding: .utf8) else { return [] }
        return text.split(separator: "\n").dropFirst().compactMap { line in
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard fields.count >= 5 else { return nil }
            return Row(name: fields[0], kind: fields[1], type: fields[2], file: fields[3], expected: fields[4])
        }
    }()

    static func octets(_ file: String) throws -> [UInt8] {
        guard let folder else { return [] }
        return Array(try Data(contentsOf: folder.appendingPathComponent(file)))
    }
}
