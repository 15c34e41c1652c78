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
    /// The attributes whose values are identifiers, which references name.
    public var identifierAttributes: [ExpandedName] = SignaturePolicy.commonIdentifierAttributes
    /// Whether an identifier may stand twice as long as no reference names it, unless one of both attributes is `wsu:Id` or `xml:id`.
    public var acceptsUnreferencedDuplicates = false
    /// How much of everything.
    public var limits = EncryptionLimits.defaults
    /// The limits of the reader on what was decrypted. Depth counts from the document element.
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
        policy.keyDerivations = Set(KeyDerivationMethod.allCases)
        policy.derivationDigests = digests
        policy.acceptsMixedModes = true
        return policy
    }()
}

extension EncryptionPolicy {
    /// The identifiers of a document under the policy.
    func identifierTable(_ infoset: Infoset) throws(XMLSecurityError) -> IdentifierTable {
        try IdentifierTable(
            infoset, attributes: identifierAttributes, acceptsUnreferencedDuplicates: acceptsUnreferencedDuplicates)
    }
}

/// A way to derive a key that XML Encryption 1.1, section 5.4, or RFC 9231, section 2.6, gives an identifier.
public enum KeyDerivationMethod: Sendable, Hashable, CaseIterable {
    /// The concatenation of NIST SP 800-56A.
    case concat
    /// HKDF.
    case hkdf
    /// PBKDF2, for passwords.
    case pbkdf2

    /// The identifier.
    public var identifier: String {
        switch self {
        case .concat: XMLEncryptionName.concat
        case .hkdf: XMLEncryptionName.hkdf
        case .pbkdf2: XMLEncryptionName.pbkdf2
        }
    }
}

/// How much there may be in what is decrypted at once. Each limit names itself when it is exceeded.
public struct EncryptionLimits: Sendable, Hashable {
    /// Encrypted elements, those that turn up within others included.
    public var encryptedItems = 64
    /// How deep encrypted elements may stand within what others were decrypted to: 1 for none within, which `decryptsNested` must allow.
    public var nesting = 3
    /// Encrypted, agreed and derived keys that are looked at for one encrypted element, those that keys are encrypted with included.
    public var encryptedKeys = 16
    /// How many keys one behind the other lead to the one that content is encrypted with.
    public var keyDepth = 4
    /// Keys that are tried for one encrypted element or key, over all sources.
    public var keyAttempts = 16
    /// References of one list.
    public var references = 64
    /// Octets of one encrypted value, after base64; the reader's `maxArrayLength` does not apply to it.
    public var cipherValueLength = 64 << 20
    /// Octets of one encrypted key.
    public var encryptedKeyLength = 4096
    /// Rounds of PBKDF2.
    public var iterations = 200_000
    /// What `KeyInfo` may hold.
    public var keyInfo = SignatureLimits.defaults

    /// Limits that messages of services keep.
    public static let defaults = EncryptionLimits()

    /// The defaults.
    public init() {}
}
