import Foundation
import StrataCore
import Testing

/// The contract vectors beside the project: what .NET's client sent, one row for each case and version.
enum ContractVectors {
    /// A row of `cases.tsv`.
    struct Row: Sendable, CustomTestStringConvertible {
        let name, versionName, file, contentType, soapAction: String
        var testDescription: String { "\(name) \(versionName)" }

        var version: MessageVersion {
            switch versionName {
            case "soap11": .soap11
            case "soap12": .soap12
            default: .soap12Addressing10
            }
        }
    }

    static let folder = Vectors.folder("vectors/contracts")

    static let rows: [Row] = {
        guard let folder, let text = try? String(contentsOf: folder.appendingPathComponent("cases.tsv"), encoding: .utf8) else { return [] }
        return text.split(separator: "\n").dropFirst().compactMap { line in
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard fields.count >= 5 else { return nil }
            return Row(name: fields[0], versionName: fields[1], file: fields[2], contentType: fields[3], soapAction: fields[4])
        }
    }()

    static func octets(_ row: Row) throws -> [UInt8] {
        guard let folder else { return [] }
        return Array(try Data(contentsOf: folder.appendingPathComponent(row.file)))
    }
}
