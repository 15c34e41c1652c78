internal import StrataCrypto
internal import StrataInfoset

/// What a manifest lists (XML Signature 1.1, section 5.1). Nothing of it decides whether a signature holds.
enum ManifestReport {
    static func make(_ element: InfosetCursor, _ signature: InfosetCursor, _ policy: SignaturePolicy) -> Verification.Manifest {
        var references: [Verification.Reference] = []
        let identifiers = try? IdentifierTable(element.infoset, policy.identifierAttributes)
        for child in element.children where child.isNamed(XMLSignatureName.reference) {
            guard references.count < policy.limits.manifestReferences else { break }
            guard let parts = try? ReferenceParts(child, policy) else { continue }
            var reference = Verification.Reference(
                uri: parts.uri, type: parts.type, subset: nil, canonicalization: parts.form, digest: parts.digest, expected: parts.value,
                actual: nil, octets: nil)
            if let identifiers, let subset = try? subset(of: parts, identifiers, signature, policy) {
                reference.subset = subset
                reference.actual = try? parts.form.digest(of: subset, parts.digest)
            }
            references.append(reference)
        }
        return Verification.Manifest(element: element, references: references)
    }

    private static func subset(
        of parts: ReferenceParts, _ identifiers: IdentifierTable, _ signature: InfosetCursor, _ policy: SignaturePolicy
    ) throws(XMLSecurityError) -> DocumentSubset {
        let subset: DocumentSubset
        switch try ReferenceTarget(parts.uri, policy, at: parts.element.index) {
        case .document(let includesComments): subset = DocumentSubset(document: signature.infoset, includesComments: includesComments)
        case .element(let identifier, let includesComments):
            subset = DocumentSubset(try identifiers.element(identifier), includesComments: includesComments)
        }
        return parts.isEnveloped ? try subset.excluding(signature) : subset
    }
}
