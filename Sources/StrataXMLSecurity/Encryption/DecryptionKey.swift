public import StrataCrypto

/// A key to decrypt with.
public enum DecryptionKey: Sendable, CustomStringConvertible {
    /// A private key: RSA for keys that were encrypted for its owner, EC for those that are agreed on.
    case privateKey(PrivateKey)
    /// A secret that both sides know: for content, for wrapped keys, or to derive keys from.
    case secret(SecretBytes)

    /// What kind of key it is, never the key.
    public var description: String {
        switch self {
        case .privateKey(let key): key.description
        case .secret(let secret): "secret of \(secret.count) octets"
        }
    }
}
