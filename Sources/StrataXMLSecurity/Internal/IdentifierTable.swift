internal import StrataInfoset

/// Names of attributes that are identifiers wherever they stand.
enum IdentifierName {
    static let utility = ExpandedName(
        "Id", namespace: "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd")
    static let xml = ExpandedName("id", namespace: "http://www.w3.org/XML/1998/namespace")
}

/// The identifiers of a document: which element each one names, and which name two.
///
/// One pass over the records. That an identifier stands twice is no error as long as nothing refers to it, unless the attribute is one
/// that is an identifier by its own specification.
struct IdentifierTable {
    /// The start record of the element, by octets, because strings that look the same are equal; `Self.twice` when several carry it.
    private var elements: [Bytes: Int] = [:]
    private let infoset: Infoset

    private static var twice: Int { -1 }

    init(_ infoset: Infoset, _ names: [ExpandedName]) throws(XMLSecurityError) {
        self.infoset = infoset
        let storage = infoset.storage
        var start = 0
        for i in 0..<storage.nodeCount {
            let node = storage.nodes[i]
            if node.kind == NodeKind.start { start = i }
            guard node.kind == NodeKind.attribute, let name = names.first(where: { storage.isNamed(node.name, $0) }) else { continue }
            let value = Bytes(copying: storage.attributeOctets(node))
            guard elements.updateValue(start, forKey: value) != nil else { continue }
            elements[value] = Self.twice
            if name == IdentifierName.utility || name == IdentifierName.xml {
                throw XMLSecurityError(.duplicateIdentifier, "the identifier '\(String(value))' stands twice in the document", at: start)
            }
        }
    }

    /// The one element that carries an identifier.
    func element(_ identifier: String) throws(XMLSecurityError) -> InfosetCursor {
        guard let start = elements[Bytes(identifier)] else {
            throw XMLSecurityError(.unresolvedReference, "nothing in the document carries the identifier '\(identifier)'")
        }
        guard start != Self.twice, let element = infoset.element(at: start) else {
            throw XMLSecurityError(.duplicateIdentifier, "the identifier '\(identifier)' that is referred to stands twice in the document")
        }
        return element
    }
}
