import Foundation
import StrataCrypto
import StrataInfoset
import StrataXMLSecurity
import TestSupport
import Testing

/// The published vectors of the canonical forms, each row with its octets, or with the reason why it has none here.
@Suite struct CanonicalVectorTests {
    @Test func vectorsArePresentInContinuousIntegration() {
        if SharedData.isRequired { #expect(Vectors.arePresent) }
    }

    /// What became of a row.
    enum Outcome: Hashable {
        case octets
        /// A document type declaration, which is never read.
        case documentType
        /// Nodes that are no whole elements, selected by XPath.
        case notWholeElements
    }

    @Test(.enabled(if: Vectors.arePresent))
    func everyRow() throws {
        var outcomes: [Outcome: Int] = [:]
        for row in try Vectors.rows("c14n") where row["algorithm"] != "per Reference" {
            outcomes[try outcome(row), default: 0] += 1
        }
        #expect(outcomes == [.octets: 41, .documentType: 26, .notWholeElements: 15])
    }

    private func outcome(_ row: [String: String]) throws -> Outcome {
        let name = row["case", default: ""]
        let octets = Bytes(Vectors.utf8(try Vectors.octets("c14n", row["input", default: ""])))
        let infoset: Infoset
        do throws(InfosetError) {
            infoset = try XMLTextReader.read(octets, quotas: .maximum)
        } catch {
            #expect(error.code == .documentTypeForbidden && row["dtd"] == "yes", "\(name): \(error)")
            return .documentType
        }
        #expect(row["dtd"] == "no", "\(name)")
        var subsets = [DocumentSubset(document: infoset)]
        if let apex = row["apex"], !apex.isEmpty { subsets = [DocumentSubset(try infoset.first(local: apex))] }
        if let file = row["subset"], !file.isEmpty {
            var expression = String(decoding: try Vectors.octets("c14n", file), as: UTF8.self)
            var namespaces: [String: String] = [:]
            if expression.contains("<XPath") {
                let xpath = try read(String(expression.trimmingPrefix(/\s*/))).root
                for declaration in xpath.namespaceDeclarations { namespaces[declaration.prefix] = declaration.namespace }
                expression = try xpath.string()
            }
            guard let subtrees = SubtreeExpression(expression) else { return .notWholeElements }
            subsets = try subtrees.subsets(infoset, namespaces)
            #expect(!subsets.isEmpty, "\(name)")
        }
        var form = try #require(Canonicalization(algorithm: row["algorithm", default: ""]), "\(name)")
        form.inclusivePrefixes = Canonicalization.prefixes(ofList: row["inclusive_prefixes", default: ""])
        let writer = ByteWriter()
        for subset in subsets { try form.write(subset, to: writer) }
        let expected = String(decoding: try Vectors.octets("c14n", row["expected", default: ""]), as: UTF8.self)
        #expect(String(writer.take()) == expected, "\(name)")
        return .octets
    }

    /// Signatures of three interop suites: the form of each reference and of what is signed, as the suite wrote it down.
    @Test(
        .enabled(if: Vectors.arePresent),
        arguments: [("Y1", "exc-signature.xml", 5), ("Y3", "signature.xml", 1), ("Y4", "signature.xml", 4)])
    func interopSignatures(_ suite: String, _ file: String, _ written: Int) throws {
        let infoset = try XMLTextReader.read(Bytes(try Vectors.octets("c14n", "interop/\(suite)/\(file)")), quotas: .maximum)
        let signedInfo = try #require(infoset.all { $0.localName == "SignedInfo" }.first)
        var forms: [(Int, Bytes)] = []
        let references = signedInfo.children.filter { $0.localName == "Reference" }
        for (i, reference) in references.enumerated() {
            if let octets = try form(of: reference, in: infoset) { forms.append((i, octets)) }
        }
        let method = try #require(signedInfo.firstChild.flatMap(canonicalization))
        forms.append((references.count, try method.octets(of: DocumentSubset(signedInfo))))
        for (i, octets) in forms {
            let expected = String(decoding: try Vectors.octets("c14n", "interop/\(suite)/c14n-\(i).txt"), as: UTF8.self)
            #expect(String(octets) == expected, "\(suite), \(i)")
        }
        #expect(forms.count == written)
    }

    private func form(of reference: InfosetCursor, in infoset: Infoset) throws -> Bytes? {
        let uri = reference.attribute(ExpandedName("URI")) ?? ""
        var subset: DocumentSubset? = uri.isEmpty ? DocumentSubset(document: infoset, includesComments: false) : nil
        if let match = uri.wholeMatch(of: /#xpointer\(id\('(.*)'\)\)/) {
            subset = infoset.all { $0.attribute(ExpandedName("Id")) == String(match.1) }.first.map { DocumentSubset($0) }
        }
        var form = Canonicalization(.inclusive10)
        for transform in reference.firstChild?.children.map({ $0 }) ?? [] {
            if let method = canonicalization(transform) {
                form = method
            } else if let text = try transform.firstChild?.string(), let subtree = SubtreeExpression(text) {
                let found = try subtree.subsets(infoset)
                #expect(found.count == 1)
                subset = found.first
            } else {
                return nil
            }
        }
        return try subset.map { try form.octets(of: $0) }
    }

    private func canonicalization(_ method: InfosetCursor) -> Canonicalization? {
        var form = Canonicalization(algorithm: method.attribute(ExpandedName("Algorithm")) ?? "")
        form?.inclusivePrefixes = Canonicalization.prefixes(ofList: method.firstChild?.attribute(ExpandedName("PrefixList")) ?? "")
        return form
    }

    /// Digests over documents that nobody made for the purpose, by an implementation that has nothing to do with this one.
    @Test(.enabled(if: Vectors.arePresent))
    func everyDigest() throws {
        let algorithms = ["c14n": Canonicalization.Method.inclusive10, "c14n11": .inclusive11, "exc": .exclusive10]
        var documents: [String: Infoset] = [:]
        var count = 0
        var refused = 0
        for row in try Vectors.rows("c14n-digests") {
            let file = row["file", default: ""]
            let apex = row["apex", default: ""]
            let octets = Bytes(Vectors.utf8(try Vectors.octets(".", file)))
            let infoset: Infoset
            do throws(InfosetError) {
                if let known = documents[file] {
                    infoset = known
                } else {
                    infoset = try XMLTextReader.read(octets, quotas: .maximum)
                }
            } catch {
                // Octets in UTF-16 that say of themselves that they are UTF-8, and XML 1.1.
                #expect(error.code == .encodingMismatch || error.code == .unsupportedEncoding, "\(file): \(error)")
                refused += 1
                continue
            }
            documents[file] = infoset
            let parts = row["algorithm", default: ""].split(separator: "#")
            let form = Canonicalization(
                try #require(algorithms[String(parts[0])]), includesComments: parts.count > 1,
                inclusivePrefixes: Canonicalization.prefixes(ofList: row["inclusive_prefixes", default: ""]))
            var subset = DocumentSubset(document: infoset)
            if apex != "/" {
                var element = infoset.root
                for step in apex.split(separator: "/") { element = Array(element.children)[try #require(Int(step)) - 1] }
                subset = DocumentSubset(element)
            }
            #expect(try hexadecimal(form.digest(of: subset, .sha256)) == row["sha256"], "\(file) \(apex) \(row["algorithm"] ?? "")")
            count += 1
        }
        #expect(refused == 125)
        #expect(count == 4109)
    }
}
