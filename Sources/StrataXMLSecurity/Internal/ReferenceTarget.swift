internal import StrataInfoset

/// What the URI of a reference means (XML Signature 1.1, section 4.4.3.1).
enum ReferenceTarget: Hashable {
    /// The whole document.
    case document(includesComments: Bool)
    /// The element with an identifier.
    case element(String, includesComments: Bool)

    init(_ uri: String, _ policy: SignaturePolicy, at index: Int) throws(XMLSecurityError) {
        if uri.isEmpty {
            self = .document(includesComments: false)
        } else if uri.utf8.first != UInt8(ascii: "#") {
            throw XMLSecurityError(
                .unresolvedReference, "the reference to \(quoted(uri)) leads out of the document, where nothing is fetched", at: index)
        } else if uri.utf8.dropFirst().contains(where: { $0 == UInt8(ascii: "(") || $0 == UInt8(ascii: "%") }) {
            guard policy.acceptsXPointer, let target = ReferenceTarget(pointer: uri) else {
                throw XMLSecurityError(
                    .unresolvedReference,
                    "the reference to \(quoted(uri)) is written in a way that is not followed; write '#' and an identifier",
                    at: index)
            }
            self = target
        } else {
            let identifier = String(uri.unicodeScalars.dropFirst())
            guard !identifier.isEmpty else {
                throw XMLSecurityError(.unresolvedReference, "the reference '#' names nothing", at: index)
            }
            self = .element(identifier, includesComments: false)
        }
        if case .document = self, !policy.acceptsWholeDocument {
            throw XMLSecurityError(
                .unresolvedReference, "a reference to the whole document: acceptsWholeDocument of the policy is false", at: index)
        }
    }

    /// The two pointers that the specification asks for.
    private init?(pointer: String) {
        if pointer == "#xpointer(/)" {
            self = .document(includesComments: true)
            return
        }
        for quote in ["'", "\""] {
            let (start, end) = ("#xpointer(id(" + quote, quote + "))")
            guard pointer.hasPrefix(start), pointer.hasSuffix(end), pointer.utf8.count > start.utf8.count + end.utf8.count else { continue }
            let identifier = String(pointer.dropFirst(start.count).dropLast(end.count))
            guard !identifier.contains("'"), !identifier.contains("\""), !identifier.contains("%") else { return nil }
            self = .element(identifier, includesComments: true)
            return
        }
        return nil
    }
}
