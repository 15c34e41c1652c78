import Foundation
import StrataInfoset

/// The published vectors of XML Encryption beside the project; nil where they are not present.
enum Vectors {
    static let folder: URL? = {
        let manager = FileManager.default
        var shared: URL?
        if let path = ProcessInfo.processInfo.environment["STRATA_SHARED"] {
            shared = URL(fileURLWithPath: path)
        } else {
            var url = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
            while url.path != "/", shared == nil {
                url.deleteLastPathComponent()
                if manager.fileExists(atPath: url.appending(path: "Package.swift").path) {
                    shared = url.deletingLastPathComponent().appending(path: "shared")
                }
            }
        }
        let folder = shared?.appending(path: "vectors/xmlenc")
        return folder.flatMap { manager.fileExists(atPath: $0.path) ? $0 : nil }
    }()

    static var arePresent: Bool { folder != nil }

    static func path(_ file: String) -> String { folder?.appending(path: file).path ?? file }

    /// A file as text: in UTF-8, or in Latin-1 where it is not that.
    static func text(_ file: String) throws -> String {
        let octets = try Data(contentsOf: URL(filePath: path(file)))
        return String(data: octets, encoding: .utf8) ?? String(data: octets, encoding: .isoLatin1) ?? ""
    }

    /// The files of a folder whose names end so.
    static func files(_ subfolder: String, ending: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path(subfolder)).filter { $0.hasSuffix(ending) }.sorted().map {
            subfolder + "/" + $0
        }
    }

    /// The rows of the suite's table, each with its columns.
    static func rows() throws -> [[String]] {
        try text("cases.tsv").split(separator: "\n").dropFirst().map {
            $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
    }

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
