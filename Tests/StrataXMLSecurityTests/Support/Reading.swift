import StrataCrypto
import StrataInfoset
import StrataXMLSecurity

/// Reads a string without limits.
func read(_ text: String) throws -> Infoset {
    try XMLTextReader.read(Bytes(text), quotas: .maximum)
}

extension Infoset {
    /// The first element, in document order, with this qualified name.
    func first(_ qualifiedName: String) throws -> InfosetCursor {
        guard let element = all({ $0.qualifiedName == qualifiedName }).first else { throw NotThere(name: qualifiedName) }
        return element
    }

    /// The first element with the local name of a qualified one, whatever its prefix is here.
    func first(local qualifiedName: String) throws -> InfosetCursor {
        let local = qualifiedName.split(separator: ":").last.map(String.init) ?? qualifiedName
        guard let element = all({ $0.localName == local }).first else { throw NotThere(name: qualifiedName) }
        return element
    }

    /// The elements that a condition holds for, in document order.
    func all(_ condition: (InfosetCursor) -> Bool) -> [InfosetCursor] {
        (0..<nodeCount).compactMap { element(at: $0) }.filter(condition)
    }
}

struct NotThere: Error {
    let name: String
}

/// The canonical form as a string.
func canonical(_ method: Canonicalization.Method, _ subset: DocumentSubset, comments: Bool = false, prefixes: [String] = []) throws
    -> String
{
    String(try Canonicalization(method, includesComments: comments, inclusivePrefixes: prefixes).octets(of: subset))
}

/// The canonical form of a document that is given as text.
func canonical(_ method: Canonicalization.Method, _ text: String, comments: Bool = false, prefixes: [String] = []) throws -> String {
    try canonical(method, DocumentSubset(document: read(text)), comments: comments, prefixes: prefixes)
}

/// The canonical form of the first element of a name.
func canonical(
    _ method: Canonicalization.Method, _ text: String, at name: String, comments: Bool = false, prefixes: [String] = []
) throws -> String {
    try canonical(method, DocumentSubset(read(text).first(name)), comments: comments, prefixes: prefixes)
}

/// Hexadecimal digits in lower case.
func hexadecimal(_ octets: Bytes) -> String {
    octets.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
}
