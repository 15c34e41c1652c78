public import StrataInfoset

extension SignatureVerifier {
    /// Verifies a signature and compares what it covers with what the sender has, whether it holds or not.
    ///
    /// Everything is explained, as if `isExplaining` were set. It is for people: it takes a multiple of the time, and what it says holds
    /// text of both sides.
    ///
    /// - Parameters:
    ///   - signature: the `Signature` element.
    ///   - version: what the sender has.
    ///   - identifiers: as for `verify(_:identifiers:)`.
    /// - Returns: what was found, with a `comparison` for each reference and one for `SignedInfo`.
    public func examine(_ signature: InfosetCursor, against version: SenderVersion, identifiers: IdentifierTable? = nil) -> Verification {
        var verifier = self
        verifier.isExplaining = true
        var verification = verifier.examine(signature, identifiers: identifiers)
        guard let parts = try? SignatureParts(signature, policy) else { return verification }
        let matching = SenderMatching(version, parts, policy)
        for i in verification.references.indices {
            let reference = verification.references[i]
            guard let received = reference.octets else { continue }
            let (comparison, causes) = matching.compare(reference, parts.references[i], received)
            verification.references[i].comparison = comparison
            // A part that is intact has nothing to be explained, whatever the sender's version says.
            if !reference.isIntact { verification.references[i].causes = merged(causes, reference.causes) }
        }
        if let signed = verification.signedOctets {
            let keys = (try? self.keys.keys(for: verification.keyInfo, method: parts.method)) ?? []
            let (comparison, causes) = matching.compareSignedInfo(signed, keys)
            verification.signedComparison = comparison
            if verification.key == nil { verification.causes = merged(causes, verification.causes) }
        }
        return verification
    }

    private func merged(_ first: [DifferenceCause], _ second: [DifferenceCause]) -> [DifferenceCause] {
        // What was compared is known; that it may have been another key was only what was left.
        first + second.filter { !first.contains($0) && !($0 == .otherKey && !first.isEmpty) }
    }
}
