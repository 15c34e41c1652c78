internal import StrataCrypto
internal import StrataInfoset

/// A `Reference` taken apart (XML Signature 1.1, section 4.4.3).
struct ReferenceParts {
    let element: InfosetCursor
    let uri: String
    let type: String?
    /// Whether the signature is taken out of what it covers.
    let isEnveloped: Bool
    let form: Canonicalization
    let digest: DigestAlgorithm
    let value: Bytes

    init(_ element: InfosetCursor, _ policy: SignaturePolicy) throws(XMLSecurityError) {
        self.element = element
        let limits = policy.limits
        guard let uri = try element.attribute(XMLSignatureName.uri, limits) else {
            throw XMLSecurityError(
                .unresolvedReference, "a reference has no URI, so that it does not say what it covers", at: element.index)
        }
        self.uri = uri
        type = try element.attribute(XMLSignatureName.type, limits)
        var parts = try ElementSequence(element)
        var isEnveloped = false
        var form: Canonicalization?
        if let transforms = parts.optional(XMLSignatureName.transforms) {
            var steps = try ElementSequence(transforms)
            var count = 0
            while let step = steps.optional(XMLSignatureName.transform) {
                count += 1
                guard count <= policy.limits.transforms else {
                    throw XMLSecurityError(
                        .limitExceeded,
                        "the reference to \(quoted(uri)) has more transforms than limits.transforms, \(policy.limits.transforms), allows",
                        at: step.index)
                }
                try ReferenceParts.step(step, uri, policy, &isEnveloped, &form)
            }
            try steps.end()
        }
        // What no transform turned into octets is canonicalized without comments (XML Signature 1.1, section 4.4.3.2).
        let last = form ?? Canonicalization(.inclusive10)
        guard policy.accepts(last) else {
            throw XMLSecurityError(
                .forbiddenAlgorithm,
                "the reference to \(quoted(uri)) has the canonicalization \(last.algorithm), which is not among the policy's canonicalizations",
                at: element.index)
        }
        self.isEnveloped = isEnveloped
        self.form = policy.form(last)
        let method = try parts.required(XMLSignatureName.digestMethod)
        let identifier = try method.requiredAttribute(XMLSignatureName.algorithm, policy.limits)
        try ElementSequence(method).end()
        guard let digest = DigestAlgorithm(identifier: identifier) else {
            throw XMLSecurityError(.unsupportedAlgorithm, "the digest \(quoted(identifier)) is not known", at: method.index)
        }
        guard policy.digests.contains(digest) else {
            throw XMLSecurityError(
                .forbiddenAlgorithm, "the digest \(quoted(identifier)) is not among the policy's digests", at: method.index)
        }
        self.digest = digest
        value = try parts.required(XMLSignatureName.digestValue).plainBase64(limit: 64, "the length of the longest digest")
        try parts.end()
        guard value.count == digest.length else {
            throw XMLSecurityError(
                .malformed, "the digest of the reference to \(quoted(uri)) has \(value.count) octets, where \(digest) has \(digest.length)",
                at: element.index)
        }
    }

    /// What it covers, of the document that `signature` stands in.
    func subset(_ identifiers: IdentifierTable, around signature: InfosetCursor, _ policy: SignaturePolicy) throws(XMLSecurityError)
        -> DocumentSubset
    {
        let subset: DocumentSubset
        switch try ReferenceTarget(uri, policy, at: element.index) {
        case .document(let includesComments): subset = DocumentSubset(document: signature.infoset, includesComments: includesComments)
        case .element(let identifier, let includesComments):
            subset = DocumentSubset(try identifiers.element(identifier), includesComments: includesComments)
        }
        return isEnveloped ? try subset.excluding(signature) : subset
    }

    private static func step(
        _ step: InfosetCursor, _ uri: String, _ policy: SignaturePolicy, _ isEnveloped: inout Bool, _ form: inout Canonicalization?
    ) throws(XMLSecurityError) {
        let identifier = try step.requiredAttribute(XMLSignatureName.algorithm, policy.limits)
        guard form == nil else {
            throw XMLSecurityError(
                .unsupportedAlgorithm, "the reference to \(quoted(uri)) has the transform \(quoted(identifier)) behind a canonicalization",
                at: step.index)
        }
        if identifier == XMLSignatureName.enveloped {
            guard policy.acceptsEnvelopedSignature, !isEnveloped else {
                throw XMLSecurityError(
                    .forbiddenAlgorithm,
                    isEnveloped
                        ? "the reference to \(quoted(uri)) takes the signature out twice"
                        : "a signature within what it signs: acceptsEnvelopedSignature of the policy is false",
                    at: step.index)
            }
            try ElementSequence(step).end()
            isEnveloped = true
        } else if let named = try SignatureParts.canonicalization(step, identifier, policy) {
            form = named
        } else {
            throw XMLSecurityError(
                .unsupportedAlgorithm, "the reference to \(quoted(uri)) has the transform \(quoted(identifier)), which is not performed",
                at: step.index
            )
        }
    }
}
