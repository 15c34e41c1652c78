import Foundation

/// The published vectors beside the project; nil where they are not present.
enum Vectors {
    static let folder: URL? = {
        let manager = FileManager.default
        if let path = ProcessInfo.processInfo.environment["STRATA_SHARED"] {
            let url = URL(fileURLWithPath: path).appendingPathComponent("vectors")
            return manager.fileExists(atPath: url.path) ? url : nil
        }
        var url = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        while url.path != "/" {
            url.deleteLastPathComponent()
            if manager.fileExists(atPath: url.appendingPathComponent("Package.swift").path) {
                let vectors = url.deletingLastPathComponent().appendingPathComponent("shared/vectors")
                return manager.fileExists(atPath: vectors.path) ? vectors : nil
            }
        }
        return nil
    }()

    static var arePresent: Bool { folder != nil }

    /// The rows of a suite's `cases.tsv`, by column name.
    static func rows(_ suite: String) throws -> [[String: String]] {
        guard let folder else { return [] }
        let text = try String(contentsOf: folder.appendingPathComponent(suite).appendingPathComponent("cases.tsv"), encoding: .utf8)
        var lines = text.split(separator: "\n", omittingEmptySubsequences: true)
        guard !lines.isEmpty else { return [] }
        let names = lines.removeFirst().split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        return lines.map { line in
            let values = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            return Dictionary(zip(names, values), uniquingKeysWith: { first, _ in first })
        }
    }

    static func octets(_ suite: String, _ file: String) throws -> [UInt8] {
        guard let folder else { return [] }
        return Array(try Data(contentsOf: folder.appendingPathComponent(suite).appendingPathComponent(file)))
    }

    /// A document in Latin-1, which is not read, as the same in UTF-8; others as they are.
    static func utf8(_ octets: [UInt8]) -> [UInt8] {
        let declared = "encoding=\"ISO-8859-1\""
        let head = String(decoding: octets.prefix(100), as: UTF8.self)
        guard let range = head.range(of: declared) else { return octets }
        let rest = octets.dropFirst(head[..<range.upperBound].utf8.count)
        let text = String(String.UnicodeScalarView(rest.map { Unicode.Scalar($0) }))
        return Array((head[..<range.lowerBound] + "encoding=\"UTF-8\"" + text).utf8)
    }
}
