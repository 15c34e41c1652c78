import Foundation
import Testing

/// The shared http1 vectors.
enum Vectors {
    struct Row: Sendable, CustomTestStringConvertible {
        var id, file, direction, family, layer, splits, end, outcome, statuses: String
        var texts: [String]
        /// Length and SHA-256 of each body, decoded; `-` for one that the row says nothing of.
        var bodies: [String]
        var tags: Set<String>
        var testDescription: String { "\(id) \(family)" }
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
    static var isRequired: Bool { ProcessInfo.processInfo.environment["CI"] == "true" }

    static let rows: [Row] = {
        guard let folder, let text = try? String(contentsOf: folder.appendingPathComponent("cases.tsv"), encoding: .utf8) else { return [] }
        return text.split(separator: "\n").dropFirst().map { line in
            let c = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            return Row(
                id: c[0], file: c[1], direction: c[2], family: c[3], layer: c[4], splits: c[5], end: c[6], outcome: c[7], statuses: c[8],
                texts: c[10].isEmpty ? [] : c[10].components(separatedBy: ","),
                bodies: c[11].isEmpty ? [] : c[11].components(separatedBy: ";"), tags: Set(c[13].split(separator: " ").map(String.init)))
        }
    }()

    static func octets(_ row: Row) throws -> [UInt8] {
        guard let folder else { return [] }
        return [UInt8](try Data(contentsOf: folder.appendingPathComponent(row.file)))
    }

    /// One way a row may come out.
    struct Alternative: Sendable {
        var statuses: [String]
        /// The connection must be closed after it.
        var mustClose: Bool

        func fits(_ seen: [Int]) -> Bool {
            statuses.count == seen.count
                && zip(statuses, seen).allSatisfy { wanted, status in
                    wanted.split(separator: "|").contains { w in
                        w == "any" || w == String(status) || (w.hasSuffix("xx") && w.first == String(status).first)
                    }
                }
        }
    }

    static func alternatives(_ statuses: String) -> [Alternative] {
        statuses.components(separatedBy: " / ").map { text in
            let list = text.hasSuffix("!") ? String(text.dropLast()) : text
            return Alternative(statuses: list == "-" ? [] : list.components(separatedBy: ","), mustClose: text.hasSuffix("!"))
        }
    }

    /// A piece of the octets, and what comes before it is sent.
    enum Before: Sendable { case nothing, interim, final(Int) }

    static func pieces(_ octets: [UInt8], _ splits: String) -> [(octets: ArraySlice<UInt8>, before: Before)] {
        if splits == "*" { return octets.indices.map { (octets[$0...$0], .nothing) } }
        var all: [(ArraySlice<UInt8>, Before)] = []
        var at = 0
        var before = Before.nothing
        for split in splits.split(separator: ",") {
            let offset = Int(split.prefix { $0.isNumber }) ?? 0
            all.append((octets[at..<offset], before))
            at = offset
            if split.hasSuffix("?100") {
                before = .interim
            } else if let mark = split.range(of: "?r") {
                before = .final(Int(split[mark.upperBound...]) ?? 1)
            } else {
                before = .nothing
            }
        }
        return all + [(octets[at...], before)]
    }
}
