internal import StrataCrypto
internal import StrataInfoset

/// Finds what the sender has for each part of a signature, and compares.
struct SenderMatching {
    private let version: SenderVersion
    private let parts: SignatureParts
    private let policy: SignaturePolicy
    /// The sender's signature; nil when its version has none, or none that can be told to be this one.
    private let signature: InfosetCursor?

    init(_ version: SenderVersion, _ parts: SignatureParts, _ policy: SignaturePolicy) {
        self.version = version
        self.parts = parts
        self.policy = policy
        let candidates = version.message?.signatures ?? []
        let same = candidates.first { (try? $0.child(XMLSignatureName.signatureValue)?.base64()) == parts.value }
        signature = same ?? (candidates.count == 1 ? candidates[0] : nil)
    }

    // MARK: References

    func compare(
        _ reference: Verification.Reference, _ written: ReferenceParts, _ received: Bytes
    ) -> (SenderComparison, [DifferenceCause]) {
        if let octets = version.digested.first(where: { (try? reference.digest.digest($0)) == reference.expected }) {
            return comparison(octets, received, isSigned: true)
        }
        // A file that begins like the whole document is more likely that than what was digested of it.
        let isWhole = reference.subset?.element.map { $0 == $0.infoset.root } ?? true
        if !isWhole || version.message == nil, let octets = digested(resembling: received) {
            return searched(reference, nil, octets, received)
        }
        guard let message = version.message else { return (SenderComparison(absence: "none of the sender's octets are like these"), []) }
        do throws(XMLSecurityError) {
            let subset = try subset(written, message)
            let octets = try reference.canonicalization.octets(of: subset)
            return searched(reference, subset, octets, received)
        } catch {
            return (SenderComparison(absence: "in the sender's version: \(error.reason)"), [])
        }
    }

    /// What the sender has, and what it did with it when that is not what was signed.
    private func searched(
        _ reference: Verification.Reference, _ subset: DocumentSubset?, _ octets: Bytes, _ received: Bytes
    ) -> (SenderComparison, [DifferenceCause]) {
        let isSigned = (try? reference.digest.digest(octets)) == reference.expected
        var (comparison, causes) = comparison(octets, received, isSigned: isSigned)
        if !isSigned {
            var own = reference
            own.subset = subset
            own.octets = octets
            let searched = subset == nil ? CauseSearch.causes(of: own, digesting: octets) : CauseSearch.causes(of: own, policy)
            causes += searched.filter { !causes.contains($0) }
        }
        return (comparison, causes)
    }

    private func subset(_ reference: ReferenceParts, _ message: Infoset) throws(XMLSecurityError) -> DocumentSubset {
        let identifiers = try IdentifierTable(message, policy.identifierAttributes, .refusedWhenAskedFor)
        if let signature { return try reference.subset(identifiers, around: signature, policy) }
        // Before it was signed, nothing had to be taken out.
        switch try ReferenceTarget(reference.uri, policy, at: -1) {
        case .document(let includesComments): return DocumentSubset(document: message, includesComments: includesComments)
        case .element(let identifier, let includesComments):
            return DocumentSubset(try identifiers.element(identifier), includesComments: includesComments)
        }
    }

    // MARK: SignedInfo

    func compareSignedInfo(_ received: Bytes, _ keys: [VerificationKey]) -> (SenderComparison, [DifferenceCause]) {
        func isSigned(_ octets: Bytes) -> Bool {
            keys.contains { (try? SignatureValue.holds(parts, octets, $0, policy)) == true }
        }
        if let octets = digested(resembling: received) { return comparison(octets, received, isSigned: isSigned(octets)) }
        guard let signature, let info = signature.child(XMLSignatureName.signedInfo),
            let octets = try? parts.form.octets(of: DocumentSubset(info))
        else { return (SenderComparison(absence: "the sender's version has no signature that is this one"), []) }
        var (comparison, causes) = comparison(octets, received, isSigned: isSigned(octets))
        if (try? signature.child(XMLSignatureName.signatureValue)?.base64()) != parts.value {
            causes.append(.signatureValue)
        } else if comparison.isSame, !comparison.isWhatWasSigned {
            causes.append(.otherKey)
        }
        return (comparison, causes)
    }

    // MARK: Octets

    private func comparison(_ sent: Bytes, _ received: Bytes, isSigned: Bool) -> (SenderComparison, [DifferenceCause]) {
        let difference = OctetDifference(sent: sent, received: received)
        let causes = difference == nil ? [] : ContentCauses.causes(sent: sent, received: received)
        return (SenderComparison(octets: sent, difference: difference, isWhatWasSigned: isSigned), causes)
    }

    /// The octets that begin with the same element; the longest common beginning of several.
    private func digested(resembling received: Bytes) -> Bytes? {
        let name = received.prefix { $0 > 0x20 && $0 != UInt8(ascii: ">") }
        guard name.count > 1 else { return nil }
        return version.digested.filter { octets in
            let next = octets.count > name.count ? octets[name.count] : 0
            return octets.starts(with: name) && (next <= 0x20 || next == UInt8(ascii: ">"))
        }.max { SenderMatching.common($0, received) < SenderMatching.common($1, received) }
    }

    private static func common(_ one: Bytes, _ other: Bytes) -> Int {
        zip(one, other).prefix { $0 == $1 }.count
    }
}

extension Infoset {
    /// The signatures in it, in document order.
    var signatures: [InfosetCursor] {
        (0..<nodeCount).compactMap { element(at: $0) }.filter { $0.isNamed(XMLSignatureName.signature) }
    }
}
