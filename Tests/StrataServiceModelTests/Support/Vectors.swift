import TestSupport
import Testing

/// The vectors of data contracts.
enum Vectors {
    /// A row of `cases.tsv`.
    struct Row: Sendable, CustomTestStringConvertible {
        let name, kind, type, file, expected: String
        var testDescription: String { "\(kind) \(name)" }
        /// Whether .NET threw.
        var isError: Bool { expected.hasPrefix("error") }
    }

    static var arePresent: Bool { SharedData.has(folder) }
    private static let folder = "vectors/datacontract"

    static let rows: [Row] = {
        guard let lines = try? SharedData.lines(folder + "/cases.tsv") else { return [] }
        return lines.dropFirst().compactMap { fields in
            guard fields.count >= 5 else { return nil }
            return Row(name: fields[0], kind: fields[1], type: fields[2], file: fields[3], expected: fields[4])
        }
    }()

    static func octets(_ file: String) throws -> [UInt8] { try SharedData.octets("\(folder)/\(file)") }
}
