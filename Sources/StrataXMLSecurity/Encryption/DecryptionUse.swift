public import StrataCrypto

/// What a key is looked for.
public enum DecryptionUse: Sendable, Hashable, CustomStringConvertible {
    /// To decrypt content.
    case content(ContentCipher)
    /// To unwrap a key.
    case keyWrap(KeyWrap)
    /// To decrypt a key that was encrypted for the owner of an RSA key.
    case keyTransport
    /// To agree on a key.
    case keyAgreement
    /// To derive a key from.
    case derivation(KeyDerivationMethod)

    /// The use in words, for messages.
    public var description: String {
        switch self {
        case .content(let cipher): "\(cipher)"
        case .keyWrap(let wrap): "\(wrap)"
        case .keyTransport: "RSA key transport"
        case .keyAgreement: "ECDH-ES"
        case .derivation(let method): "\(method)"
        }
    }

    /// Whether a key is of the kind and length that the use takes.
    func fits(_ key: DecryptionKey) -> Bool {
        switch (self, key) {
        case (.content(let cipher), .secret(let secret)): secret.count == cipher.keyLength
        case (.keyWrap(let wrap), .secret(let secret)): secret.count == wrap.keyLength
        case (.derivation, .secret(let secret)): secret.count > 0
        case (.keyTransport, .privateKey(let key)): if case .rsa = key.kind { true } else { false }
        case (.keyAgreement, .privateKey(let key)): if case .rsa = key.kind { false } else { true }
        default: false
        }
    }
}
