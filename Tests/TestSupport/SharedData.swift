public import Foundation

/// The data beside the project that tests read: published vectors, recordings of other stacks.
///
/// It lies in the folder that the environment variable `STRATA_SHARED` names, else in `shared` beside the project. Tests that need it are
/// skipped where it is not at hand (`.enabled(if: SharedData.isExpected("vectors/c14n"))`), but for CI, where they fail and say what is
/// missing. A test whose arguments are rows of it has none without them, and needs one beside it that counts them.
public enum SharedData {
    /// What was asked for is not there.
    public struct Missing: Error, CustomStringConvertible {
        public let description: String
    }

    /// Whether the data has to be there.
    public static var isRequired: Bool { ProcessInfo.processInfo.environment["CI"] == "true" }

    private static let root: URL? = {
        if let named = ProcessInfo.processInfo.environment["STRATA_SHARED"] { return URL(filePath: named) }
        var url = URL(filePath: #filePath).resolvingSymlinksInPath()
        while url.path != "/" {
            url.deleteLastPathComponent()
            if FileManager.default.fileExists(atPath: url.appending(path: "Package.swift").path) {
                return url.deletingLastPathComponent().appending(path: "shared")
            }
        }
        return nil
    }()

    /// A file or folder of the data, by its path there; nil when it is not at hand.
    public static func url(_ path: String) -> URL? {
        guard let url = root?.appending(path: path), FileManager.default.fileExists(atPath: url.path) else { return nil }
        return url
    }

    /// Whether a file or folder is at hand.
    public static func has(_ path: String) -> Bool { url(path) != nil }

    /// Whether tests that read a file or folder are to run: it is at hand, or has to be.
    public static func isExpected(_ path: String) -> Bool { has(path) || isRequired }

    /// The octets of a file.
    ///
    /// - Throws: `Missing`, which says what to set, and what reading files throws.
    public static func octets(_ path: String) throws -> [UInt8] {
        guard let url = url(path) else {
            let place = root.map { "in \($0.path)" } ?? "beside the project"
            throw Missing(description: "there is no \(path) \(place); set STRATA_SHARED to the folder that has it")
        }
        return Array(try Data(contentsOf: url))
    }

    /// The rows of a table with tabs between its columns, by the names in its first line.
    ///
    /// - Throws: as `octets(_:)`.
    public static func rows(_ path: String) throws -> [[String: String]] {
        let lines = try lines(path)
        guard let names = lines.first else { return [] }
        return lines.dropFirst().map { Dictionary(zip(names, $0), uniquingKeysWith: { first, _ in first }) }
    }

    /// The lines of such a table, the first included, each with its columns.
    ///
    /// - Throws: as `octets(_:)`.
    public static func lines(_ path: String) throws -> [[String]] {
        String(decoding: try octets(path), as: UTF8.self).split(separator: "\n").map {
            $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
    }
}
