public import StrataCrypto
public import StrataInfoset

/// What a signature may be made of. What it does not name is refused before anything is computed.
///
/// What `KeyInfo` says of a certificate is no part of that: a digest there only helps to find one.
public struct SignaturePolicy: Sendable {
    /// Accepted ways to sign.
    public var signatureMethods: Set<SignatureMethod>
    /// Accepted digests of references.
    public var digests: Set<DigestAlgorithm>
    /// Accepted canonical forms, of what is signed and of references. The prefixes of one given here are not looked at.
    public var canonicalizations: Set<Canonicalization>
    /// Whether the transform is accepted that takes the signature out of what it signs.
    public var acceptsEnvelopedSignature = true
    /// Whether references to the whole document (`URI=""`) are accepted.
    public var acceptsWholeDocument = true
    /// Whether the four forms of XPointer that name a document or an element are accepted, beside `#name`.
    public var acceptsXPointer = false
    /// Whether two references may point to the same part in different forms; at most one of them is what a reader reads.
    public var acceptsRepeatedParts = false
    /// The attributes whose values are identifiers: each value stands once in the document, in whichever of them.
    public var identifierAttributes: [ExpandedName] = SignaturePolicy.commonIdentifierAttributes
    /// Whether an identifier may stand twice that the signature does not refer to: `id` of a business document may be no identifier at all.
    /// Twice as `wsu:Id` or `xml:id` it may not in any case, and better than this is to take such an attribute out of `identifierAttributes`.
    public var acceptsUnreferencedDuplicates = false
    /// Whether a document may declare namespace names that are no absolute URI. The specifications want it refused (Canonical XML 1.0,
    /// section 1.3); .NET signs it, and services exist whose namespace is `myservice`. Such a name is digested and compared to the letter.
    public var acceptsRelativeNamespaceNames = false
    /// The smallest RSA key, in bits.
    public var minimumRSABits = 2048
    /// The largest RSA key, in bits: the time that one takes grows with the square of its length, and with its exponent, which may have 64.
    public var maximumRSABits = 8192
    /// The smallest secret, in octets.
    public var minimumSecretLength = 16
    /// The smallest truncated code, in bits; nil for the rule of the specification: half of the digest and no less than 80 bits.
    public var minimumHMACOutputLength: Int?
    /// How much of everything.
    public var limits = SignatureLimits.defaults

    /// A policy that accepts these algorithms.
    public init(signatureMethods: Set<SignatureMethod>, digests: Set<DigestAlgorithm>, canonicalizations: Set<Canonicalization>) {
        self.signatureMethods = signatureMethods
        self.digests = digests
        self.canonicalizations = canonicalizations
    }

    /// Signatures of today: what `SignatureMethod` knows of RSA, ECDSA and HMAC with SHA-2 or SHA-3 from 256 bits on, and every canonical form
    /// without comments.
    public static let standard = SignaturePolicy(
        signatureMethods: Set(SignatureMethod.all.filter { $0.digest.isCurrent }),
        digests: Set(DigestAlgorithm.allCases.filter(\.isCurrent)),
        canonicalizations: Set(Canonicalization.Method.allCases.map { Canonicalization($0) }))

    /// Everything that is known, SHA-1 and comments too: for peers of old, and for finding out what is wrong with a message.
    public static let legacy = SignaturePolicy(
        signatureMethods: Set(SignatureMethod.all), digests: Set(DigestAlgorithm.allCases.filter { $0 != .md5 }),
        canonicalizations: Set(
            Canonicalization.Method.allCases.flatMap { [Canonicalization($0), Canonicalization($0, includesComments: true)] }))

    /// What usually holds identifiers: `wsu:Id` of WS-Security, `xml:id`, and `Id`, `ID`, `id` and `AssertionID` without a namespace.
    public static let commonIdentifierAttributes = [
        IdentifierName.utility, IdentifierName.xml, ExpandedName("Id"), ExpandedName("ID"), ExpandedName("id"), ExpandedName("AssertionID"),
    ]

    /// A form that a signature names, as it is written by this policy.
    func form(_ named: Canonicalization) -> Canonicalization {
        var form = named
        form.acceptsRelativeNamespaceNames = acceptsRelativeNamespaceNames
        return form
    }

    func accepts(_ form: Canonicalization) -> Bool {
        canonicalizations.contains { $0.method == form.method && $0.includesComments == form.includesComments }
    }
}

extension DigestAlgorithm {
    /// Whether finding two inputs with the same digest takes 128 bits of work or more.
    var isCurrent: Bool {
        switch self {
        case .md5, .sha1, .sha224, .sha3_224: false
        case .sha256, .sha384, .sha512, .sha3_256, .sha3_384, .sha3_512: true
        }
    }
}
