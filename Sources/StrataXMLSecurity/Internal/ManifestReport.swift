internal import StrataCrypto
internal import StrataInfoset

/// What manifests list (XML Signature 1.1, section 5.1). Nothing of it decides whether a signature holds, so it is found out for people only.
enum ManifestReport {
    /// The manifests that references point to, each once, under the budget of the signature.
    static func make(
        _ verification: Verification, _ identifiers: IdentifierTable, _ policy: SignaturePolicy, _ work: inout CanonicalWork
    ) -> [Verification.Manifest] {
        var manifests: [Verification.Manifest] = []
        var left = policy.limits.manifestReferences
        for reference in verification.references where reference.type == XMLSignatureName.manifestType {
            guard let element = reference.subset?.element, element.isNamed(XMLSignatureName.manifest),
                !manifests.contains(where: { $0.element == element })
            else { continue }
            var entries: [Verification.Manifest.Entry] = []
            for child in element.children where child.isNamed(XMLSignatureName.reference) {
                guard left > 0 else { break }
                left -= 1
                entries.append(entry(child, identifiers, around: verification.signature, policy, &work))
            }
            manifests.append(Verification.Manifest(element: element, entries: entries))
        }
        return manifests
    }

    private static func entry(
        _ element: InfosetCursor, _ identifiers: IdentifierTable, around signature: InfosetCursor, _ policy: SignaturePolicy,
        _ work: inout CanonicalWork
    ) -> Verification.Manifest.Entry {
        var entry = Verification.Manifest.Entry(
            uri: element.attribute(XMLSignatureName.uri), type: element.attribute(XMLSignatureName.type))
        do throws(XMLSecurityError) {
            let parts = try ReferenceParts(element, policy)
            var reference = Verification.Reference(parts)
            entry.reference = reference
            let subset = try parts.subset(identifiers, around: signature, policy)
            reference.subset = subset
            reference.actual = try DigestedForm(reference, subset, isKept: false, &work).digest
            entry.reference = reference
        } catch {
            entry.failure = error
        }
        return entry
    }
}

extension Verification.Reference {
    /// Nothing is known yet but what is written.
    init(_ parts: ReferenceParts) {
        self.init(uri: parts.uri, type: parts.type, canonicalization: parts.form, digest: parts.digest, expected: parts.value)
    }
}
