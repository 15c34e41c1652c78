public import StrataCrypto
public import StrataInfoset

/// What may be decrypted, and how. What it does not name is refused before any key is looked for.
public struct EncryptionPolicy: Sendable {
    /// Accepted ciphers of content.
    public var contentCiphers: Set<ContentCipher>
    /// Accepted key wraps.
    public var keyWraps: Set<KeyWrap>
    /// Whether keys that come under RSA OAEP are accepted.
    public var acceptsRSAOAEP = true
    /// Accepted digests of the label with RSA OAEP.
    public var oaepDigests: Set<DigestAlgorithm>
    /// Accepted digests of the mask with RSA OAEP.
    public var oaepMaskDigests: Set<DigestAlgorithm>
    /// The label that RSA OAEP must come with (`OAEPparams`); nil for any.
    public var oaepLabel: Bytes?
    /// Whether keys that come under RSA PKCS#1 v1.5 are accepted: for peers that know nothing else.
    public var acceptsRSA15 = false
    /// Whether `acceptsRSA15` and `acceptsRSAOAEP` may both be set. They are for the same private key: whoever finds out, by a time that
    /// differs or by whatever an application tells, which octets are a key under RSA PKCS#1 v1.5 can decrypt what came under OAEP (attack of
    /// Bleichenbacher), though the sender chose OAEP because of it.
    public var acceptsMixedTransports = false
    /// Whether keys are accepted that are agreed on (ECDH-ES).
    public var acceptsKeyAgreement = true
    /// Accepted ways to make a key out of a secret that was agreed on or is known beforehand.
    public var keyDerivations: Set<KeyDerivationMethod>
    /// Accepted digests of these.
    public var derivationDigests: Set<DigestAlgorithm>
    /// Whether CBC and GCM may both stand in `contentCiphers`. Whoever takes both under one key gives away with the first what the second
    /// keeps: an attacker hands what was encrypted with GCM in as CBC and reads it from the failures.
    public var acceptsMixedModes = false
    /// Whether encrypted elements within what was decrypted are decrypted too.
    public var decryptsNested = false
    /// The smallest RSA key, in bits.
    public var minimumRSABits = 2048
    /// The largest RSA key, in bits: the time that one takes grows with the third power of its length.
    public var maximumRSABits = 8192
    /// The octets that a secret may have, whatever it is for: one that is known, and one that came encrypted.
    public var symmetricKeyLengths: ClosedRange<Int> = 1...Int.max
    /// The attributes whose values are identifiers, which references name.
    public var identifierAttributes: [ExpandedName] = SignaturePolicy.commonIdentifierAttributes
    /// Whether an identifier may stand twice as long as no reference names it, unless one of both attributes is `wsu:Id` or `xml:id`.
    public var acceptsUnreferencedDuplicates = false
    /// How much of everything.
    public var limits = EncryptionLimits.defaults
    /// The limits of the document with what was decrypted in it: all its nodes, its depth and its names count. For values that are read from
    /// it, the stricter of these limits and those that it was read with apply.
    public var quotas = XMLQuotas.defaults

    /// A policy that accepts these ciphers and key wraps, and RSA OAEP with SHA-2.
    public init(contentCiphers: Set<ContentCipher>, keyWraps: Set<KeyWrap>) {
        self.contentCiphers = contentCiphers
        self.keyWraps = keyWraps
        let current = Set(DigestAlgorithm.allCases.filter(\.isCurrent))
        oaepDigests = current
        // A mask of SHA-1 is as good as any: it need not be free of collisions, and `rsa-oaep-mgf1p` has no other.
        oaepMaskDigests = current.union([.sha1])
        keyDerivations = [.concat, .hkdf]
        derivationDigests = current
    }

    /// Encryption of today: AES-GCM, AES key wrap, RSA OAEP with SHA-2 or SHA-3, ECDH-ES.
    public static let standard = EncryptionPolicy(
        contentCiphers: Set(ContentCipher.allCases.filter(\.isAuthenticated)), keyWraps: [.aes128, .aes192, .aes256])

    /// Everything that is known, RSA PKCS#1 v1.5, triple DES and passwords too: for peers of old, and for finding out what is wrong.
    public static let legacy: EncryptionPolicy = {
        var policy = EncryptionPolicy(contentCiphers: Set(ContentCipher.allCases), keyWraps: Set(KeyWrap.allCases))
        let digests = Set(DigestAlgorithm.allCases.filter { $0 != .md5 })
        policy.oaepDigests = digests
        policy.oaepMaskDigests = digests
        policy.acceptsRSA15 = true
        policy.acceptsMixedTransports = true
        policy.keyDerivations = Set(KeyDerivationMethod.allCases)
        policy.derivationDigests = digests
        policy.acceptsMixedModes = true
        return policy
    }()
}
