import Foundation
import Testing

@testable import SwiftReader

/// The reader against a body of Swift that was not written for it: this package.
@Suite("The project's own sources")
struct OwnSourcesTests {
    private static let files: [URL] = {
        var root = URL(filePath: #filePath).resolvingSymlinksInPath()
        while root.path != "/", !FileManager.default.fileExists(atPath: root.appending(path: "Package.swift").path) {
            root.deleteLastPathComponent()
        }
        return ["Sources", "Tests", "Samples"].flatMap { folder -> [URL] in
            let found = FileManager.default.enumerator(
                at: root.appending(path: folder), includingPropertiesForKeys: nil, options: .skipsHiddenFiles)
            return (found?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "swift" }
        }
    }()

    @Test func everyFileIsRead() throws {
        var types = 0
        var members = 0
        for file in Self.files {
            let text = try String(contentsOf: file, encoding: .utf8)
            do throws(ReadFailure) {
                let declarations = try Reader.declarations(in: SourceText(text))
                types += declarations.count
                members += declarations.reduce(0) { $0 + $1.members.count }
            } catch {
                let line = text.utf8.prefix(error.range.lowerBound).count { $0 == UInt8(ascii: "\n") } + 1
                Issue.record("\(file.lastPathComponent):\(line): \(error.message)")
            }
        }
        #expect(Self.files.count > 200 && types > 500 && members > 2000, "\(Self.files.count) files, \(types) types, \(members) members")
    }

    /// Cut anywhere a file is read or refused; nothing ends the process.
    @Test func filesCutAnywhere() throws {
        for (index, file) in Self.files.sorted(by: { $0.path < $1.path }).enumerated() {
            let octets = Array(try String(contentsOf: file, encoding: .utf8).utf8)
            for part in 1...4 {
                let cut = (octets.count * part + index * 37) / 5
                guard cut < octets.count else { continue }
                _ = try? Reader.declarations(in: SourceText(String(decoding: octets[..<cut], as: UTF8.self)))
                _ = try? Reader.declarations(in: SourceText(String(decoding: octets[cut...], as: UTF8.self)))
            }
        }
    }
}
