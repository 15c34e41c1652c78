import StrataInfoset
import StrataXMLSecurity

extension InfosetCursor {
    /// Where the element stands in its document: names from the outermost on, with a number from the second of a name on.
    var place: String {
        var parts: [String] = []
        var element: InfosetCursor? = self
        while let current = element {
            let name = current.qualifiedName
            var number = 1
            if let parent = current.parent {
                for sibling in parent.children {
                    if sibling == current { break }
                    if sibling.qualifiedName == name { number += 1 }
                }
            }
            parts.append(number > 1 ? "\(name)[\(number)]" : name)
            element = current.parent
        }
        return Printable.text("/" + parts.reversed().joined(separator: "/"), limit: 1000)
    }
}

extension Infoset {
    /// The elements that a condition holds for, in document order.
    func elements(where condition: (InfosetCursor) -> Bool) -> [InfosetCursor] {
        (0..<nodeCount).compactMap { element(at: $0) }.filter(condition)
    }

    /// The signatures in it.
    var signatures: [InfosetCursor] {
        elements { $0.localName == "Signature" && $0.namespace == "http://www.w3.org/2000/09/xmldsig#" }
    }

    /// The elements that carry these identifiers, looked up as a verifier does.
    func elements(identifiers: [String], in file: String) throws(InputError) -> [InfosetCursor] {
        guard !identifiers.isEmpty else { return [] }
        do throws(XMLSecurityError) {
            let table = try IdentifierTable(self, acceptsUnreferencedDuplicates: true)
            return try identifiers.map { (identifier) throws(XMLSecurityError) in try table.element(identifier) }
        } catch {
            throw InputError("\(file): \(Printable.text(error.reason))")
        }
    }
}

extension Canonicalization {
    /// The form of a name on the command line.
    init(named name: String, includesComments: Bool, prefixes: String?) throws(UsageError) {
        let methods: [String: Method] = ["exclusive": .exclusive10, "inclusive": .inclusive10, "inclusive11": .inclusive11]
        if let method = methods[name] {
            self.init(method, includesComments: includesComments)
        } else if let form = Canonicalization(algorithm: name) {
            self = form
            if includesComments { self.includesComments = true }
        } else {
            throw UsageError("--form takes exclusive, inclusive, inclusive11 or the identifier of one, not \"\(name)\"")
        }
        guard let prefixes else { return }
        guard method == .exclusive10 else { throw UsageError("--prefixes belongs to the exclusive form") }
        inclusivePrefixes = Canonicalization.prefixes(ofList: prefixes)
    }
}
