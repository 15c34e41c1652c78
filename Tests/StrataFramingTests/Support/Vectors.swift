import Foundation
import TestSupport

/// The shared http1 vectors.
enum Vectors {
    struct Row: Sendable {
        var id, file, direction, family, layer, splits, end, outcome, statuses: String
        var texts: [String]
        /// The wanted length of each decoded body; nil where it is not checked.
        var lengths: [Int?]
        var tags: Set<String>
    }

    static var isPresent: Bool { SharedData.has(folder) }
    private static let folder = "vectors/http1"

    static let rows: [Row] = {
        guard let lines = try? SharedData.lines(folder + "/cases.tsv") else { return [] }
        return lines.dropFirst().map { c in
            Row(
                id: c[0], file: c[1], direction: c[2], family: c[3], layer: c[4], splits: c[5], end: c[6], outcome: c[7], statuses: c[8],
                texts: c[10].isEmpty ? [] : c[10].components(separatedBy: ","),
                lengths: c[11].isEmpty ? [] : c[11].components(separatedBy: ";").map { Int($0.components(separatedBy: ":")[0]) },
                tags: Set(c[13].split(separator: " ").map(String.init)))
        }
    }()

    static func octets(_ row: Row) throws -> [UInt8] {
        try SharedData.octets("\(folder)/\(row.file)")
    }
}
