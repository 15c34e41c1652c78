internal import StrataCrypto
internal import StrataInfoset

/// One verification under way. Steps throw the first reason to refuse; when it explains, later steps are taken all the same.
struct SignatureExamination: ~Copyable {
    private let verifier: SignatureVerifier
    private var policy: SignaturePolicy { verifier.policy }
    private(set) var result: Verification
    private let given: IdentifierTable?
    private var work: CanonicalWork

    init(_ verifier: SignatureVerifier, _ signature: InfosetCursor, _ identifiers: IdentifierTable?) {
        self.verifier = verifier
        result = Verification(signature)
        given = identifiers
        work = CanonicalWork(verifier.policy.limits.budget)
    }

    mutating func run() {
        do throws(XMLSecurityError) {
            try runAll()
            result.isComplete = result.failure == nil
        } catch {
            note(error)
        }
    }

    private mutating func note(_ error: XMLSecurityError) {
        if result.failure == nil { result.failure = error }
    }

    /// Runs a step whose failure does not keep later ones from saying something.
    private mutating func attempt(_ step: (inout SignatureExamination) throws(XMLSecurityError) -> Void) throws(XMLSecurityError) {
        do throws(XMLSecurityError) {
            try step(&self)
        } catch {
            guard verifier.isExplaining else { throw error }
            note(error)
        }
    }

    private mutating func runAll() throws(XMLSecurityError) {
        let parts = try SignatureParts(result.signature, policy)
        result.method = parts.method
        result.references = parts.references.map { Verification.Reference($0) }
        if !policy.acceptsRelativeNamespaceNames {
            try attempt { (own) throws(XMLSecurityError) in try NamespaceName.requireAbsolute(in: own.result.signature.infoset) }
        }
        var identifiers: IdentifierTable?
        try attempt { (own) throws(XMLSecurityError) in
            identifiers = try own.table()
        }
        if let identifiers {
            try requireDepth(identifiers)
            try attempt { (own) throws(XMLSecurityError) in try own.resolve(parts, identifiers) }
        }
        let signed = try signedOctets(parts)
        var keys: [VerificationKey] = []
        try attempt { (own) throws(XMLSecurityError) in
            if let element = parts.keyInfo { own.result.keyInfo = try KeyInfo(element, limits: own.policy.limits) }
            keys = try own.verifier.keys.keys(for: own.result.keyInfo, method: parts.method)
            try own.check(parts, signed, keys)
        }
        for i in result.references.indices {
            try attempt { (own) throws(XMLSecurityError) in try own.digest(i) }
        }
        guard verifier.isExplaining else { return }
        result.explain(parts, keys, policy)
        if let identifiers { result.manifests = ManifestReport.make(result, identifiers, policy, &work) }
    }

    // MARK: Steps

    private func table() throws(XMLSecurityError) -> IdentifierTable {
        guard let given else {
            return try IdentifierTable(
                result.signature.infoset, attributes: policy.identifierAttributes,
                acceptsUnreferencedDuplicates: policy.acceptsUnreferencedDuplicates)
        }
        guard given.infoset.isIdentical(to: result.signature.infoset) else {
            throw XMLSecurityError(.invalidSubset, "the identifiers are those of another document than the signature's")
        }
        return given
    }

    private func requireDepth(_ identifiers: IdentifierTable) throws(XMLSecurityError) {
        guard identifiers.depth <= policy.limits.depth else {
            throw XMLSecurityError(
                .limitExceeded, "the elements of the document nest \(identifiers.depth) deep; limits.depth is \(policy.limits.depth)")
        }
    }

    private mutating func resolve(_ parts: SignatureParts, _ identifiers: IdentifierTable) throws(XMLSecurityError) {
        for (i, reference) in parts.references.enumerated() {
            result.references[i].subset = try reference.subset(identifiers, around: parts.element, policy)
            if !policy.acceptsRepeatedParts { try result.requireOneForm(i, at: reference.element.index) }
        }
    }

    /// What is signed. It is a stranger's until the key is known, so that its length has a limit of its own.
    private mutating func signedOctets(_ parts: SignatureParts) throws(XMLSecurityError) -> Bytes {
        let signed = try parts.form.octets(
            of: DocumentSubset(parts.signedInfo), CanonicalBudget(policy.limits.signedInfoLength, "limits.signedInfoLength"))
        guard !signed.isEmpty else { throw XMLSecurityError(.emptySubset, "SignedInfo has an empty canonical form") }
        if verifier.isExplaining { result.signedOctets = signed }
        return signed
    }

    private mutating func check(_ parts: SignatureParts, _ signed: Bytes, _ keys: [VerificationKey]) throws(XMLSecurityError) {
        guard !keys.isEmpty else {
            throw XMLSecurityError(
                .noKey,
                "the source of keys knows none for the signature, which says of its key: \(result.keyInfo.summary); give it that key",
                at: parts.element.index)
        }
        guard keys.count <= policy.limits.keys else {
            throw XMLSecurityError(
                .limitExceeded, "the source of keys offers \(keys.count) keys; limits.keys is \(policy.limits.keys)",
                at: parts.element.index)
        }
        var unusable: XMLSecurityError?
        var tried: VerificationKey?
        for key in keys {
            do throws(XMLSecurityError) {
                if try SignatureValue.holds(parts, signed, key, policy) {
                    result.key = key
                    return
                }
                tried = tried ?? key
            } catch {
                unusable = unusable ?? error
            }
        }
        if tried == nil, let unusable { throw unusable }
        throw XMLSecurityError(
            .signatureMismatch,
            "the value of the signature was not made over its SignedInfo with any of \(keys.count) keys; the first that fits: \(tried ?? keys[0])",
            at: parts.element.index)
    }

    private mutating func digest(_ i: Int) throws(XMLSecurityError) {
        let reference = result.references[i]
        guard let subset = reference.subset else { return }
        if let same = result.references[..<i].first(where: { $0.hasSameDigest(as: reference) }) {
            result.references[i].actual = same.actual
            result.references[i].octets = same.octets
        } else {
            let digested = try DigestedForm(reference, subset, isKept: verifier.isExplaining, &work)
            result.references[i].actual = digested.digest
            result.references[i].octets = digested.octets
        }
        guard result.references[i].isIntact else {
            throw XMLSecurityError(
                .digestMismatch, "what the reference to \(quoted(reference.uri)) covers was changed, or was digested in another form",
                at: subset.range.lowerBound)
        }
    }
}
