/// How much there may be in what one call of a decryptor decrypts. Each limit names itself when it is exceeded.
///
/// Where nothing else is said, a limit is for all elements of the call together, those that turn up within others included, and for all
/// keys that are tried for them. One that is exceeded once a key was tried shows as any other failure: what was used up by then may depend
/// on what became of the attempts.
public struct EncryptionLimits: Sendable, Hashable {
    /// Encrypted elements.
    public var encryptedItems = 64
    /// How deep encrypted elements may stand within what others were decrypted to: 1 for none within, which `decryptsNested` must allow.
    public var nesting = 3
    /// Encrypted, agreed and derived keys that are looked at, those that keys are encrypted with and what leads to one included.
    public var encryptedKeys = 128
    /// How many keys one behind the other lead to the one that content is encrypted with.
    public var keyDepth = 4
    /// Attempts: a private key or a wrapping key that is used, a key that is derived, content that is decrypted.
    public var keyAttempts = 256
    /// References of one list.
    public var references = 64
    /// Octets of encrypted values, after base64; the reader's `maxArrayLength` does not apply to them.
    public var cipherValueLength = 64 << 20
    /// Octets that are decrypted, for each attempt again.
    public var decryptedLength = 128 << 20
    /// Octets of one encrypted key, and of one parameter of a derivation.
    public var encryptedKeyLength = 4096
    /// Rounds of PBKDF2, for each secret that is tried again.
    public var iterations = 1_000_000
    /// Statements of keys: the elements in each `KeyInfo` that is read.
    public var keyInfoItems = 512
    /// What one `KeyInfo` may hold.
    public var keyInfo = SignatureLimits.defaults

    /// Limits that messages of services keep.
    public static let defaults = EncryptionLimits()

    /// The defaults.
    public init() {}
}
