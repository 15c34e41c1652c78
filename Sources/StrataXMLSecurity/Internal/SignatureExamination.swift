internal import StrataCrypto
internal import StrataInfoset

/// One verification under way. Steps throw the first reason to refuse; when it explains, later steps are taken all the same.
struct SignatureExamination {
    private let verifier: SignatureVerifier
    private var policy: SignaturePolicy { verifier.policy }
    private(set) var result: Verification
    private var identifiers: IdentifierTable?

    init(_ verifier: SignatureVerifier, _ signature: InfosetCursor) {
        self.verifier = verifier
        result = Verification(signature)
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
        try attempt { (own) throws(XMLSecurityError) in try own.resolve(parts) }
        let signed = try parts.form.octets(of: DocumentSubset(parts.signedInfo))
        guard !signed.isEmpty else { throw XMLSecurityError(.emptySubset, "SignedInfo has an empty canonical form") }
        if verifier.isExplaining { result.signedOctets = signed }
        var keys: [VerificationKey] = []
        try attempt { (own) throws(XMLSecurityError) in
            if let element = parts.keyInfo { own.result.keyInfo = try KeyInfo(element, limits: own.policy.limits) }
            keys = try own.verifier.keys.keys(for: own.result.keyInfo, method: parts.method)
            try own.check(parts, signed, keys)
        }
        for i in result.references.indices {
            try attempt { (own) throws(XMLSecurityError) in try own.digest(i) }
        }
        if verifier.isExplaining { explain(parts, keys) }
        if result.failure == nil || verifier.isExplaining { reportManifests() }
    }

    // MARK: Steps

    private mutating func resolve(_ parts: SignatureParts) throws(XMLSecurityError) {
        let identifiers = try IdentifierTable(result.signature.infoset, policy.identifierAttributes)
        self.identifiers = identifiers
        for (i, reference) in parts.references.enumerated() {
            result.references[i].subset = try reference.subset(identifiers, around: parts.element, policy)
        }
    }

    private mutating func check(_ parts: SignatureParts, _ signed: Bytes, _ keys: [VerificationKey]) throws(XMLSecurityError) {
        guard !keys.isEmpty else {
            throw XMLSecurityError(
                .noKey,
                "the source of keys knows none for the signature, which says of its key: \(result.keyInfo.summary); give it that key",
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
        let context = try XMLSecurityError.cryptographic { () throws(CryptoError) in try DigestContext(reference.digest) }
        let counter = CountedSink(context, keeping: verifier.isExplaining)
        try reference.canonicalization.write(subset, to: counter)
        guard counter.count > 0 else {
            throw XMLSecurityError(.emptySubset, "what the reference to '\(reference.uri)' covers has an empty canonical form")
        }
        result.references[i].actual = try XMLSecurityError.cryptographic { () throws(CryptoError) in try context.finish() }
        result.references[i].octets = counter.kept
        guard result.references[i].isIntact else {
            throw XMLSecurityError(
                .digestMismatch, "what the reference to '\(reference.uri)' covers was changed, or was digested in another form",
                at: subset.range.lowerBound)
        }
    }

    private mutating func explain(_ parts: SignatureParts, _ keys: [VerificationKey]) {
        for i in result.references.indices where result.references[i].actual != nil && !result.references[i].isIntact {
            result.references[i].causes = CauseSearch.causes(of: result.references[i])
        }
        guard result.key == nil, !keys.isEmpty else { return }
        result.causes = CauseSearch.causes(of: parts, keys, policy)
        if result.causes.isEmpty, result.references.allSatisfy(\.isIntact) { result.causes = [.otherKey] }
    }

    private mutating func reportManifests() {
        guard let identifiers else { return }
        for reference in result.references where reference.type == XMLSignatureName.manifestType {
            guard let element = reference.subset?.element, element.isNamed(XMLSignatureName.manifest) else { continue }
            result.manifests.append(ManifestReport.make(element, identifiers, around: result.signature, policy))
        }
    }
}

/// Hands octets on to a digest, counts them, and keeps them if asked to.
private final class CountedSink: CanonicalSink {
    private let context: DigestContext
    private let writer: ByteWriter?
    private(set) var count = 0

    init(_ context: DigestContext, keeping: Bool) {
        self.context = context
        writer = keeping ? ByteWriter() : nil
    }

    var kept: Bytes? { writer?.take() }

    func append(_ octets: UnsafeRawBufferPointer) {
        count += octets.count
        context.append(octets)
        writer?.append(octets)
    }
}
