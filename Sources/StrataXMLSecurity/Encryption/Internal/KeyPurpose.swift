internal import StrataCrypto
internal import StrataInfoset

/// What a key is tried for, and with it what the key that comes of it is tried for in turn.
///
/// A value and not a closure: closures that are called by closures the optimiser copies for one another, for minutes.
indirect enum KeyPurpose {
    /// What the search is for.
    case goal
    /// To unwrap the key in an `EncryptedKey`.
    case unwrapping(Bytes, KeyWrap, length: Int?, then: KeyPurpose)
    /// To decrypt the key in an `EncryptedKey`.
    case transport(Bytes, KeyTransport, length: Int?, then: KeyPurpose)
    /// To agree on a key with the owner of one of the public keys.
    case agreement([PublicKey], KeyDerivationParts, length: Int, then: KeyPurpose)
    /// To derive a key.
    case derivation(KeyDerivationParts, length: Int, then: KeyPurpose)
}
