import Foundation
import TestSupport
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

    static var isPresent: Bool { SharedData.has(folder) }
    private static let folder = "vectors/http1"

    static let rows: [Row] = {
        guard let lines = try? SharedData.lines(folder + "/cases.tsv") else { return [] }
        return lines.dropFirst().map { c in
            Row(
                id: c[0], file: c[1], direction: c[2], family: c[3], layer: c[4], splits: c[5], end: c[6], outcome: c[7], statuses: c[8],
                texts: c[10].isEmpty ? [] : c[10].components(separatedBy: ","),
                bodies: c[11].isEmpty ? [] : c[11].components(separatedBy: ";"), tags: Set(c[13].split(separator: " ").map(String.init)))
        }
    }()

    static func octets(_ row: Row) throws -> [UInt8] {
        try SharedData.octets("\(folder)/\(row.file)")
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
