internal import StrataInfoset

extension Verification {
    /// - Throws: `forbiddenAlgorithm` when a reference points to a part that one before it has in another form.
    func requireOneForm(_ i: Int, at index: Int) throws(XMLSecurityError) {
        guard let subset = references[i].subset else { return }
        let form = references[i].canonicalization
        for other in references[..<i] {
            guard let others = other.subset, others.isSamePart(as: subset), !others.isSame(as: subset) || other.canonicalization != form
            else {
                continue
            }
            throw XMLSecurityError(
                .forbiddenAlgorithm,
                "the references to \(quoted(other.uri)) and \(quoted(references[i].uri)) cover the same in two forms: "
                    + "acceptsRepeatedParts of the policy is false", at: index)
        }
    }
}

extension DocumentSubset {
    /// Whether both are the same element or the same document, whatever is taken out of them.
    func isSamePart(as other: DocumentSubset) -> Bool { range == other.range }

    /// Whether both have the same nodes.
    func isSame(as other: DocumentSubset) -> Bool {
        range == other.range && (element == nil) == (other.element == nil) && includesComments == other.includesComments
            && holes == other.holes
    }
}

extension Verification.Reference {
    /// Whether what is known of this one is what would be found of another one of the same document.
    func hasSameDigest(as other: Verification.Reference) -> Bool {
        guard actual != nil, let subset, let others = other.subset else { return false }
        return subset.isSame(as: others) && digest == other.digest && canonicalization == other.canonicalization
    }
}
