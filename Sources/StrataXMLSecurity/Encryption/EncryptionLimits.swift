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
