import Foundation

/// The shared http1 vectors.
enum Vectors {
    struct Row: Sendable {
        var id, file, direction, family, layer, splits, end, outcome, statuses: String
        var texts: [String]
        /// The wanted length of each decoded body; nil where it is not checked.
        var lengths: [Int?]
        var tags: Set<String>
    }

    /// `STRATA_SHARED`, or `shared` beside the project root.
    static let folder: URL? = {
        let manager = FileManager.default
        if let path = ProcessInfo.processInfo.environment["STRATA_SHARED"] {
            let url = URL(fileURLWithPath: path)
            return manager.fileExists(atPath: url.path) ? url.appendingPathComponent("vectors/http1") : nil
        }
        var url = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        while url.path != "/" {
            url.deleteLastPathComponent()
            if manager.fileExists(atPath: url.appendingPathComponent("Package.swift").path) {
                let shared = url.deletingLastPathComponent().appendingPathComponent("shared/vectors/http1")
                return manager.fileExists(atPath: shared.path) ? shared : nil
            }
        }
        return nil
    }()

    static var isPresent: Bool { folder != nil }

    static let rows: [Row] = {
        guard let folder, let text = try? String(contentsOf: folder.appendingPathComponent("cases.tsv"), encoding: .utf8) else { return [] }
        return text.split(separator: "\n").dropFirst().map { line in
            let c = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            return Row(
                id: c[0], file: c[1], direction: c[2], family: c[3], layer: c[4], splits: c[5], end: c[6], outcome: c[7], statuses: c[8],
                texts: c[10].isEmpty ? [] : c[10].components(separatedBy: ","),
                lengths: c[11].isEmpty ? [] : c[11].components(separatedBy: ";").map { Int($0.components(separatedBy: ":")[0]) },
                tags: Set(c[13].split(separator: " ").map(String.init)))
        }
    }()

    static func octets(_ row: Row) throws -> [UInt8] {
        guard let folder else { return [] }
        return [UInt8](try Data(contentsOf: folder.appendingPathComponent(row.file)))
    }
}
