import Foundation
import StrataInfoset
import TestSupport
import Testing

/// Captures of foreign stacks, damaged at random with known seeds: refused with a place, or read and then stable.
@Suite(.enabled(if: SharedData.isExpected("vectors"))) struct MutationTests {
    /// Pieces that documents are made of, and some that they must not contain.
    static let pieces: [[UInt8]] =
        [
            "<", ">", "</", "/>", "<!--", "-->", "--", "<![CDATA[", "]]>", "<?", "?>", "<?xml version='1.0'?>", "&#13;", "&#xD;", "&amp;",
            "&lt;", "&#x10FFFF;", "&#0;", "&x;", "&", "]]", "\r", "\r\n", "\n", "\t", " ", "'", "\"", "=", ":", "xmlns", "xmlns=''",
            " xmlns:a=''", " xmlns:xml='u'", " a='1'", " a:a='1'", "xml:", "\u{FEFF}", "é", "\u{1F600}", "\u{FFFE}", "<!DOCTYPE a>",
        ].map { Array($0.utf8) } + [[0], [1], [0x80], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xFF], [0xF4, 0x90, 0x80, 0x80]]

    static func mutated(_ source: [UInt8], _ other: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var octets = source
        for _ in 0..<Int.random(in: 1...3, using: &random) where !octets.isEmpty {
            let at = Int.random(in: 0..<octets.count, using: &random)
            switch Int.random(in: 0..<7, using: &random) {
            case 0: octets[at] = UInt8.random(in: 0...255, using: &random)
            case 1: octets[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 2: octets.removeSubrange(at..<min(octets.count, at + Int.random(in: 1...9, using: &random)))
            case 3: octets.removeSubrange(at...)
            case 4:
                let end = min(octets.count, at + Int.random(in: 1...60, using: &random))
                octets.insert(contentsOf: Array(octets[at..<end]), at: Int.random(in: 0...octets.count, using: &random))
            case 5:
                guard !other.isEmpty else { continue }
                let from = Int.random(in: 0..<other.count, using: &random)
                octets.insert(contentsOf: other[from..<min(other.count, from + 40)], at: at)
            default: octets.insert(contentsOf: Self.pieces[Int.random(in: 0..<Self.pieces.count, using: &random)], at: at)
            }
        }
        return octets
    }

    /// Real messages, the smaller ones of every folder of captures.
    static func captures() throws -> [[UInt8]] {
        guard let folder = SharedData.url("vectors") else { return [] }
        var files: [URL] = []
        for suite in ["contracts", "datacontract", "wss", "saml", "wsdl", "xmlenc", "ws-policy"] {
            let found = FileManager.default.enumerator(at: folder.appendingPathComponent(suite), includingPropertiesForKeys: nil)
            while let file = found?.nextObject() as? URL {
                if ["xml", "wsdl", "xsd"].contains(file.pathExtension) { files.append(file) }
            }
        }
        let sources = try files.sorted { $0.path < $1.path }.map { Array(try Data(contentsOf: $0)) }
        return sources.filter { $0.count < 8192 && refusal($0, quotas: .maximum) == nil }
    }

    /// Walks everything that can be walked, so that a wrong index is found.
    private func walk(_ element: InfosetCursor) -> Int {
        var count = element.attributes.count + element.namespaceDeclarations.count
        for node in element.nodes {
            switch node {
            case .element(let child):
                if child.parent != element { return .min }
                count += walk(child)
            case .text(let text), .comment(let text): count += text.utf8.count
            case .processingInstruction(let target, let data): count += target.utf8.count + data.utf8.count
            }
        }
        _ = element.namespace(forPrefix: element.prefix)
        _ = failure { () throws(InfosetError) in try element.string() }
        _ = failure { () throws(InfosetError) in try element.double() }
        _ = failure { () throws(InfosetError) in try element.base64() }
        _ = failure { () throws(InfosetError) in try element.qualifiedNameValue() }
        return count
    }

    /// Reading, writing and reading again gives the same octets, in UTF-8 and in UTF-16, and a copy is written the same.
    private func expectStable(_ infoset: Infoset, _ seed: String) throws {
        #expect(walk(infoset.root) >= 0, "\(seed)")
        let writer = ByteWriter()
        XMLTextWriter.write(infoset, to: writer)
        let first = writer.take()
        let again = try XMLTextReader.read(first, quotas: .maximum)
        XMLTextWriter.write(again, to: writer)
        #expect(writer.take() == first, "\(seed)")
        XMLTextWriter.write(again, to: writer, encoding: .utf16BigEndian)
        #expect(try XMLTextReader.read(writer.take(), quotas: .maximum).text == String(first), "\(seed)")
        var builder = InfosetBuilder()
        builder.copy(infoset.root)
        #expect(try builder.finish().root.text == infoset.root.text, "\(seed)")
    }

    @Test(arguments: 0..<4) func damagedCaptures(_ part: UInt64) throws {
        let captures = try Self.captures()
        try #require(captures.count > 100)
        var accepted = 0
        var refused = 0
        for (number, source) in captures.enumerated() where number % 4 == Int(part) {
            for round in 0..<12 {
                let seed = UInt64(number) << 16 | UInt64(round)
                var random = SeededGenerator(seed: seed)
                let other = captures[Int.random(in: 0..<captures.count, using: &random)]
                let octets = Self.mutated(source, other, &random)
                do throws(InfosetError) {
                    let infoset = try XMLTextReader.read(Bytes(octets), quotas: .maximum)
                    accepted += 1
                    do { try expectStable(infoset, "seed \(seed)") } catch { Issue.record("seed \(seed): \(error)") }
                } catch {
                    refused += 1
                    #expect(error.line > 0 && error.column > 0 && (0...octets.count).contains(error.offset), "seed \(seed): \(error)")
                }
            }
        }
        // Both outcomes must occur, or nothing is shown.
        #expect(accepted > 50 && refused > 50)
    }

    /// A message cut off anywhere is refused, and never as something that a longer message would not be.
    @Test func truncatedAtEveryOctet() throws {
        for source in try Self.captures().filter({ $0.count < 700 }).prefix(12) {
            guard let last = source.lastIndex(of: UInt8(ascii: ">")) else { continue }
            for end in 0..<last {
                #expect(refusal(Array(source[..<end]), quotas: .maximum) != nil, "\(end) octets")
            }
            try expectStable(XMLTextReader.read(Bytes(source), quotas: .maximum), "whole")
        }
    }
}
