internal import StrataInfoset

/// What a manifest lists (XML Signature 1.1, section 5.1). Nothing of it decides whether a signature holds.
enum ManifestReport {
    static func make(
        _ element: InfosetCursor, _ identifiers: IdentifierTable, around signature: InfosetCursor, _ policy: SignaturePolicy
    ) -> Verification.Manifest {
        var references: [Verification.Reference] = []
        for child in element.children where child.isNamed(XMLSignatureName.reference) {
            guard references.count < policy.limits.manifestReferences else { break }
            guard let parts = try? ReferenceParts(child, policy) else { continue }
            var reference = Verification.Reference(parts)
            if let subset = try? parts.subset(identifiers, around: signature, policy) {
                reference.subset = subset
                reference.actual = try? parts.form.digest(of: subset, parts.digest)
            }
            references.append(reference)
        }
        return Verification.Manifest(element: element, references: references)
    }
}

extension Verification.Reference {
    /// Nothing is known yet but what is written.
    init(_ parts: ReferenceParts) {
        self.init(uri: parts.uri, type: parts.type, canonicalization: parts.form, digest: parts.digest, expected: parts.value)
    }
}
