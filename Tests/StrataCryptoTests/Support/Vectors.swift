import Foundation
import StrataInfoset
import TestSupport

/// The published vectors of XML Encryption.
enum Vectors {
    static var areExpected: Bool { SharedData.isExpected("vectors/xmlenc") }

    static func path(_ file: String) -> String { SharedData.url("vectors/xmlenc/" + file)?.path ?? file }

    /// A file as text: in UTF-8, or in Latin-1 where it is not that.
    static func text(_ file: String) throws -> String {
        let octets = Data(try SharedData.octets("vectors/xmlenc/" + file))
        return String(data: octets, encoding: .utf8) ?? String(data: octets, encoding: .isoLatin1) ?? ""
    }

    /// The files of a folder whose names end so.
    static func files(_ subfolder: String, ending: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path(subfolder)).filter { $0.hasSuffix(ending) }.sorted().map {
            subfolder + "/" + $0
        }
    }

    /// The rows of the suite's table, each with its columns.
    static func rows() throws -> ArraySlice<[String]> { try SharedData.lines("vectors/xmlenc/cases.tsv").dropFirst() }

    static func base64(_ text: String) -> Bytes { Bytes(Array(Data(base64Encoded: text, options: .ignoreUnknownCharacters) ?? Data())) }

    /// What stands in the elements of a local name, in order. Enough for files that are known; nobody reads messages so.
    static func values(_ name: String, in text: String) -> [String] {
        text.matches(of: /<([\w-]+:)?([\w-]+)(\s[^>]*)?>([^<]*)<\//).filter { $0.output.2 == name }.map { String($0.output.4) }
    }

    /// The values of an attribute of the elements of a local name, in order.
    static func attributes(_ attribute: String, of name: String, in text: String) -> [String] {
        text.matches(of: /<([\w-]+:)?([\w-]+)(\s[^>]*)?>/).filter { $0.output.2 == name }.compactMap { found in
            (found.output.3 ?? "").matches(of: /\s([\w-]+)="([^"]*)"/).first { $0.output.1 == attribute }.map { String($0.output.2) }
        }
    }
}
