public import StrataCrypto
public import StrataInfoset

/// What was found about one signature: for those who run the program and want to know why one does not hold.
public struct Verification: Sendable {
    /// What was found about one reference.
    public struct Reference: Sendable {
        /// What it points to, as written.
        public let uri: String
        /// Its type, as written.
        public let type: String?
        /// The part of the document that it covers; nil when that was not found.
        public internal(set) var subset: DocumentSubset?
        /// The canonical form that was digested.
        public let canonicalization: Canonicalization
        /// The hash function.
        public let digest: DigestAlgorithm
        /// The digest that the signature names.
        public let expected: Bytes
        /// The digest of what is there; nil when it was not computed.
        public internal(set) var actual: Bytes?
        /// The octets that were digested, when the verifier explains.
        public internal(set) var octets: Bytes?
        /// What could have made the difference, likeliest first, when the verifier explains.
        public internal(set) var causes: [DifferenceCause] = []
        /// How it compares with what the sender has, when that was given.
        public internal(set) var comparison: SenderComparison?

        /// Whether both digests are the same.
        public var isIntact: Bool { actual.map { ConstantTime.equal($0, expected) } ?? false }
    }

    /// A manifest that a reference covers. It says nothing of trust: what it lists is reported, not verified.
    public struct Manifest: Sendable {
        /// One thing that it lists.
        public struct Entry: Sendable {
            /// What it points to, as written; nil when it does not say.
            public let uri: String?
            /// Its type, as written.
            public let type: String?
            /// What was found about it; nil when it cannot be read or has an algorithm that is not accepted.
            public internal(set) var reference: Reference?
            /// Why nothing, or no digest, was found: it is out of the document, or has a transform that is not performed.
            public internal(set) var failure: XMLSecurityError?
        }

        /// The element.
        public let element: InfosetCursor
        /// What it lists, in its order.
        public let entries: [Entry]
    }

    /// The `Signature` element.
    public let signature: InfosetCursor
    /// How it was made; nil when that could not be read or is not accepted.
    public internal(set) var method: SignatureMethod?
    /// What it says of its key.
    public internal(set) var keyInfo = KeyInfo()
    /// The key that it verifies with; nil when it does with none.
    public internal(set) var key: VerificationKey?
    /// What was found about its references, in their order.
    public internal(set) var references: [Reference] = []
    /// The octets that were signed (`SignedInfo` in its canonical form), when the verifier explains.
    public internal(set) var signedOctets: Bytes?
    /// What could be wrong with the value of the signature, likeliest first, when the verifier explains.
    public internal(set) var causes: [DifferenceCause] = []
    /// How `SignedInfo` compares with what the sender has, when that was given.
    public internal(set) var signedComparison: SenderComparison?
    /// The manifests that it covers, when the verifier explains.
    public internal(set) var manifests: [Manifest] = []
    /// The first reason to refuse it; nil when it holds.
    public internal(set) var failure: XMLSecurityError?
    /// Whether every step was gone through, which a failure is not the only way to miss.
    var isComplete = false

    init(_ signature: InfosetCursor) { self.signature = signature }

    /// Whether the signature holds.
    public var isValid: Bool { failure == nil && isComplete }

    /// What was verified.
    ///
    /// - Throws: the first reason to refuse it.
    public func content() throws(XMLSecurityError) -> VerifiedContent {
        if let failure { throw failure }
        guard isComplete, let method, let key else { throw XMLSecurityError(.signatureMismatch, "the signature was not verified") }
        let parts = references.compactMap { reference in
            reference.subset.map { VerifiedContent.Part(uri: reference.uri, subset: $0, canonicalization: reference.canonicalization) }
        }
        guard parts.count == references.count else { throw XMLSecurityError(.signatureMismatch, "the signature was not verified") }
        return VerifiedContent(signature: signature, parts: parts, method: method, key: key, keyInfo: keyInfo)
    }
}
