public import StrataInfoset

/// Verifies XML signatures (XML Signature 1.1, section 3.2) over an infoset.
///
/// In this order, and each step for the whole signature before the next: its structure and algorithms, what its references point to, its key,
/// its value, the digests of its references. So nothing but `SignedInfo` is canonicalized before a key has signed for it. Whose key that is
/// the source of keys decides: `TrustedCertificates` and keys that are known are those of somebody, `EmbeddedKeys` may be anybody's.
public struct SignatureVerifier: Sendable {
    /// What a signature may be made of.
    public var policy: SignaturePolicy
    /// Finds keys.
    public var keys: any VerificationKeySource
    /// Whether everything is computed although something failed, octets are kept, and causes are searched for: for people, not for services.
    public var isExplaining = false

    /// A verifier of a policy and a source of keys.
    public init(policy: SignaturePolicy = .standard, keys: any VerificationKeySource) {
        self.policy = policy
        self.keys = keys
    }

    /// Verifies a signature.
    ///
    /// - Parameters:
    ///   - signature: the `Signature` element. Which one of a document is meant is for the caller to know.
    ///   - identifiers: those of the document, where the caller has them already; their attributes then count, not those of the policy.
    /// - Returns: what was verified.
    /// - Throws: the first reason to refuse. It stays in the process: whoever sent the signature learns only that it was refused.
    public func verify(_ signature: InfosetCursor, identifiers: IdentifierTable? = nil) throws(XMLSecurityError) -> VerifiedContent {
        try examine(signature, identifiers: identifiers).content()
    }

    /// Verifies a signature and says all that was found, whether it holds or not. The parameters are those of `verify(_:identifiers:)`.
    public func examine(_ signature: InfosetCursor, identifiers: IdentifierTable? = nil) -> Verification {
        var examination = SignatureExamination(self, signature, identifiers)
        examination.run()
        return examination.result
    }
}
