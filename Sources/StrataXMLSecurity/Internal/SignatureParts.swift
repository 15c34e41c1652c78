internal import StrataCrypto
internal import StrataInfoset

/// A `Signature` element taken apart (XML Signature 1.1, section 4), its algorithms known and accepted, nothing looked up or computed yet.
struct SignatureParts {
    let element: InfosetCursor
    let signedInfo: InfosetCursor
    let form: Canonicalization
    let method: SignatureMethod
    /// Bits that a code is cut to; nil when it is whole.
    let outputLength: Int?
    let references: [ReferenceParts]
    let value: Bytes
    let keyInfo: InfosetCursor?
    let objects: [InfosetCursor]

    init(_ element: InfosetCursor, _ policy: SignaturePolicy) throws(XMLSecurityError) {
        guard element.isNamed(XMLSignatureName.signature) else {
            throw XMLSecurityError(.malformed, "\(element.shownName) is no Signature of XML Signature", at: element.index)
        }
        var parts = try ElementSequence(element)
        let signedInfo = try parts.required(XMLSignatureName.signedInfo)
        let value = try parts.required(XMLSignatureName.signatureValue)
        keyInfo = parts.optional(XMLSignatureName.keyInfo)
        var objects: [InfosetCursor] = []
        while let object = parts.optional(XMLSignatureName.object) {
            guard objects.count < policy.limits.objects else {
                throw XMLSecurityError(
                    .limitExceeded, "the signature has more objects than limits.objects, \(policy.limits.objects), allows", at: object.index
                )
            }
            objects.append(object)
        }
        try parts.end()
        var infoParts = try ElementSequence(signedInfo)
        let formElement = try infoParts.required(XMLSignatureName.canonicalizationMethod)
        form = try SignatureParts.form(formElement, policy)
        let methodElement = try infoParts.required(XMLSignatureName.signatureMethod)
        (method, outputLength) = try SignatureParts.method(methodElement, policy)
        var references: [ReferenceParts] = []
        while let reference = infoParts.optional(XMLSignatureName.reference) {
            guard references.count < policy.limits.references else {
                throw XMLSecurityError(
                    .limitExceeded, "the signature has more references than limits.references, \(policy.limits.references), allows",
                    at: reference.index)
            }
            references.append(try ReferenceParts(reference, policy))
        }
        try infoParts.end()
        guard !references.isEmpty else {
            throw XMLSecurityError(.malformed, "\(signedInfo.shownName) has no Reference, so nothing is signed", at: signedInfo.index)
        }
        self.element = element
        self.signedInfo = signedInfo
        self.references = references
        self.value = try value.plainBase64(limit: policy.limits.signatureValueLength, "limits.signatureValueLength")
        self.objects = objects
    }

    /// The canonical form that a `CanonicalizationMethod` or `Transform` names; nil when it names none.
    static func canonicalization(
        _ element: InfosetCursor, _ identifier: String, _ policy: SignaturePolicy
    ) throws(XMLSecurityError) -> Canonicalization? {
        guard var form = Canonicalization(algorithm: identifier) else { return nil }
        var children = try ElementSequence(element)
        if form.method == .exclusive10, let list = children.optional(XMLSignatureName.inclusiveNamespaces) {
            form.inclusivePrefixes = Canonicalization.prefixes(
                ofList: try list.requiredAttribute(XMLSignatureName.prefixList, policy.limits))
            guard form.inclusivePrefixes.count <= policy.limits.inclusivePrefixes else {
                throw XMLSecurityError(
                    .limitExceeded,
                    "\(list.shownName) has more prefixes than limits.inclusivePrefixes, \(policy.limits.inclusivePrefixes), allows",
                    at: list.index)
            }
            try ElementSequence(list).end()
        }
        try children.end()
        return form
    }

    private static func form(_ element: InfosetCursor, _ policy: SignaturePolicy) throws(XMLSecurityError) -> Canonicalization {
        let identifier = try element.requiredAttribute(XMLSignatureName.algorithm, policy.limits)
        guard let form = try canonicalization(element, identifier, policy) else {
            throw XMLSecurityError(.unsupportedAlgorithm, "the canonicalization \(quoted(identifier)) is not known", at: element.index)
        }
        guard policy.accepts(form) else {
            throw XMLSecurityError(
                .forbiddenAlgorithm, "the canonicalization \(quoted(identifier)) is not among the policy's canonicalizations",
                at: element.index)
        }
        return policy.form(form)
    }

    private static func method(
        _ element: InfosetCursor, _ policy: SignaturePolicy
    ) throws(XMLSecurityError) -> (SignatureMethod, Int?) {
        let identifier = try element.requiredAttribute(XMLSignatureName.algorithm, policy.limits)
        guard let method = SignatureMethod(identifier: identifier) else {
            throw XMLSecurityError(.unsupportedAlgorithm, "the signature method \(quoted(identifier)) is not known", at: element.index)
        }
        guard policy.signatureMethods.contains(method) else {
            throw XMLSecurityError(
                .forbiddenAlgorithm, "the signature method \(quoted(identifier)) is not among the policy's signatureMethods",
                at: element.index)
        }
        var children = try ElementSequence(element)
        var length: Int?
        if case .hmac(let digest) = method.algorithm, let cut = children.optional(XMLSignatureName.outputLength) {
            length = try outputLength(cut, digest, policy)
        }
        try children.end()
        return (method, length)
    }

    /// XML Signature 1.1, section 6.3.1: no fewer bits than half of the digest, no fewer than 80, and whole octets.
    private static func outputLength(
        _ element: InfosetCursor, _ digest: DigestAlgorithm, _ policy: SignaturePolicy
    ) throws(XMLSecurityError) -> Int {
        let bits = try XMLSecurityError.reading(element) { () throws(InfosetError) in try element.int() }
        let least = policy.minimumHMACOutputLength ?? max(80, digest.length * 4)
        guard bits >= max(least, 8), bits <= digest.length * 8, bits % 8 == 0 else {
            throw XMLSecurityError(
                .forbiddenAlgorithm,
                "a code of \(bits) bits: accepted are whole octets from \(least) (minimumHMACOutputLength) to \(digest.length * 8) bits",
                at: element.index)
        }
        return bits
    }
}
