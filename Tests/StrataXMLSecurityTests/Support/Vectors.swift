import Foundation
import TestSupport

/// The published vectors, by suite.
enum Vectors {
    static var folder: URL? { SharedData.url("vectors") }
    static var arePresent: Bool { SharedData.has("vectors") }

    /// The rows of a suite's table.
    static func rows(_ suite: String) throws -> [[String: String]] { try SharedData.rows("vectors/\(suite)/cases.tsv") }

    static func octets(_ suite: String, _ file: String) throws -> [UInt8] { try SharedData.octets("vectors/\(suite)/\(file)") }

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
