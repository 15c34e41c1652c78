import StrataCore
import TestSupport
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

    static var arePresent: Bool { SharedData.has(folder) }
    private static let folder = "vectors/contracts"

    static let rows: [Row] = {
        guard let lines = try? SharedData.lines(folder + "/cases.tsv") else { return [] }
        return lines.dropFirst().compactMap { fields in
            guard fields.count >= 5 else { return nil }
            return Row(name: fields[0], versionName: fields[1], file: fields[2], contentType: fields[3], soapAction: fields[4])
        }
    }()

    static func octets(_ row: Row) throws -> [UInt8] { try SharedData.octets("\(folder)/\(row.file)") }
}
