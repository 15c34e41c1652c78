public import StrataInfoset

/// Verifies XML signatures (XML Signature 1.1, section 3.2) over an infoset.
///
/// In this order, and each step for the whole signature before the next: its structure and algorithms, what its references point to, its key,
/// its value, the digests of its references. So nothing that a stranger sent is digested before somebody who has a key signed for it.
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
    /// - Parameter signature: the `Signature` element. Which one of a document is meant is for the caller to know.
    /// - Returns: what was verified.
    /// - Throws: the first reason to refuse. It stays in the process: whoever sent the signature learns only that it was refused.
    public func verify(_ signature: InfosetCursor) throws(XMLSecurityError) -> VerifiedContent {
        try examine(signature).content()
    }

    /// Verifies a signature and says all that was found, whether it holds or not.
    public func examine(_ signature: InfosetCursor) -> Verification {
        var examination = SignatureExamination(self, signature)
        examination.run()
        return examination.result
    }
}
