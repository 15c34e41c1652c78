/// How much there may be in one signature. Each limit names itself when it is exceeded.
public struct SignatureLimits: Sendable, Hashable {
    /// References in what is signed.
    public var references = 64
    /// Transforms of one reference.
    public var transforms = 4
    /// `Object` elements.
    public var objects = 16
    /// Octets of one attribute in what is signed: the identifier of an algorithm, a URI, a list of prefixes.
    public var attributeLength = 4096
    /// Prefixes in one list.
    public var inclusivePrefixes = 64
    /// Octets of the value of a signature; the largest RSA key that is read, of 8192 bits, makes 1024. Its text may be twice as long.
    public var signatureValueLength = 2048
    /// Octets of `SignedInfo` in its canonical form, which is made before any key is looked for.
    public var signedInfoLength = 131_072
    /// Octets of the canonical forms of everything that is digested for one signature, however small the document is.
    public var canonicalLength = 1 << 20
    /// How many times as long as the document these may be together, where that is more. A document that declares the same namespaces at
    /// many elements can grow by orders of magnitude.
    public var canonicalFactor = 4
    /// How deep the elements of the document may nest.
    public var depth = 128
    /// Elements in `KeyInfo` and in each of its `X509Data`.
    public var keyInfoItems = 16
    /// Certificates in `KeyInfo`.
    public var certificates = 10
    /// Octets of one value in `KeyInfo`. The text of one in base64 may be twice as long; what is longer is not decoded.
    public var keyInfoValueLength = 65536
    /// Keys that are tried.
    public var keys = 32
    /// References of all manifests that are reported; the rest is left out of the report.
    public var manifestReferences = 64

    /// Limits that signatures of services keep.
    public static let defaults = SignatureLimits()

    /// The defaults.
    public init() {}
}

extension SignatureLimits {
    /// What everything that is digested for one signature draws on.
    var budget: CanonicalBudget {
        CanonicalBudget(canonicalLength, factor: canonicalFactor, "limits.canonicalLength (or canonicalFactor times the document)")
    }
}
