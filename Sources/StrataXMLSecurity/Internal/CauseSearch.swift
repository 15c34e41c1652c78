internal import StrataCrypto
internal import StrataInfoset

/// Looks for what makes a digest the expected one: the same nodes in other forms, then other octets of the same form.
enum CauseSearch {
    /// Prefixes that are tried one by one; there is no telling which one is meant where there are more.
    private static let mostPrefixes = 32

    static func causes(of reference: Verification.Reference, _ policy: SignaturePolicy) -> [DifferenceCause] {
        guard let subset = reference.subset, let octets = reference.octets else { return [] }
        let named = reference.canonicalization
        let isMatch: (Bytes) -> Bool = { (try? reference.digest.digest($0)) == reference.expected }
        for (form, cause) in forms(named, around: subset.element ?? subset.infoset.root) {
            for includesComments in [subset.includesComments, !subset.includesComments] {
                var subset = subset
                subset.includesComments = includesComments
                if let other = try? form.octets(of: subset, policy.limits.budget), isMatch(other) { return [cause] }
            }
        }
        if let cause = otherWriting(of: subset, named, policy, isMatch) { return [cause] }
        return causes(of: reference, digesting: octets)
    }

    /// The same for octets alone: what was done to their text, or another hash function.
    static func causes(of reference: Verification.Reference, digesting octets: Bytes) -> [DifferenceCause] {
        let isMatch: (Bytes) -> Bool = { (try? reference.digest.digest($0)) == reference.expected }
        for (other, cause) in variants(octets) + Moments.variants(octets) where isMatch(other) { return [cause] }
        for algorithm in DigestAlgorithm.allCases
        where algorithm.length == reference.expected.count && (try? algorithm.digest(octets)) == reference.expected {
            return [.digest(algorithm.description)]
        }
        return []
    }

    static func causes(of parts: SignatureParts, _ keys: [VerificationKey], _ policy: SignaturePolicy) -> [DifferenceCause] {
        var policy = policy
        policy.minimumRSABits = 0
        policy.minimumSecretLength = 0
        let subset = DocumentSubset(parts.signedInfo)
        guard let octets = try? parts.form.octets(of: subset, policy.limits.budget) else { return [] }
        var others = forms(parts.form, around: parts.signedInfo).compactMap { form, cause in
            (try? form.octets(of: subset, policy.limits.budget)).map { ($0, cause) }
        }
        others += variants(octets)
        for key in keys.prefix(policy.limits.keys) {
            let holds: (Bytes, Bytes) -> Bool = { (try? SignatureValue.holds(parts, $0, value: $1, key, policy)) == true }
            for (other, cause) in others where holds(other, parts.value) { return [cause] }
            if case .asymmetric(.ecdsa) = parts.method.algorithm, let raw = key.rawSignature(parts.value), holds(octets, raw) {
                return [.derSignature]
            }
        }
        return []
    }

    /// Every other form, and the exclusive one with other lists of prefixes.
    private static func forms(_ named: Canonicalization, around element: InfosetCursor) -> [(Canonicalization, DifferenceCause)] {
        var forms: [(Canonicalization, DifferenceCause)] = []
        for method in Canonicalization.Method.allCases {
            for includesComments in [false, true] {
                var form = named
                form.method = method
                form.includesComments = includesComments
                if form.algorithm != named.algorithm { forms.append((form, .canonicalization(form))) }
            }
        }
        let inScope = Set(element.bindingPrefixes).sorted()
        let lists = [[]] + inScope.prefix(mostPrefixes).map { [$0] } + (inScope.count > 1 ? [inScope] : [])
        for list in lists where named.method == .exclusive10 && list != named.inclusivePrefixes {
            var form = named
            form.inclusivePrefixes = list
            forms.append((form, .inclusivePrefixes(list)))
        }
        return forms
    }

    /// The same form after what happens to text on its way.
    private static func variants(_ octets: Bytes) -> [(Bytes, DifferenceCause)] {
        var carriage: [UInt8] = []
        for octet in octets {
            if octet == 0x0A { carriage.append(0x0D) }
            carriage.append(octet)
        }
        var compact: [UInt8] = []
        var pending: [UInt8] = []
        for octet in octets {
            if octet == 0x20 || octet == 0x0A || octet == 0x09, !pending.isEmpty || compact.last == UInt8(ascii: ">") {
                pending.append(octet)
                continue
            }
            if octet != UInt8(ascii: "<") { compact += pending }
            pending = []
            compact.append(octet)
        }
        return [(Bytes(carriage), .lineEnds), (Bytes(compact), .whitespace)]
            + TextChange.encodings(of: String(octets)).map { ($0.octets, $0.cause) }
    }
}

extension InfosetCursor {
    /// The prefixes that are bound here, the empty one for the default.
    var bindingPrefixes: [String] {
        storage.bindings(at: index).map { storage.string($0.prefix) }
    }
}

extension VerificationKey {
    /// The two numbers of a signature that is the DER of them; nil when it is not, or the key is none of a curve.
    fileprivate func rawSignature(_ value: Bytes) -> Bytes? {
        switch self {
        case .publicKey(let key): key.rawSignature(value)
        case .certificate(let certificate): (try? certificate.publicKey())?.rawSignature(value)
        case .secret: nil
        }
    }
}

extension Verification {
    /// Searches for what makes the difference where there is one.
    mutating func explain(_ parts: SignatureParts, _ keys: [VerificationKey], _ policy: SignaturePolicy) {
        for i in references.indices where references[i].actual != nil && !references[i].isIntact {
            references[i].causes = CauseSearch.causes(of: references[i], policy)
        }
        guard key == nil, !keys.isEmpty else { return }
        causes = CauseSearch.causes(of: parts, keys, policy)
        if causes.isEmpty, references.allSatisfy(\.isIntact) { causes = [.otherKey] }
    }
}
