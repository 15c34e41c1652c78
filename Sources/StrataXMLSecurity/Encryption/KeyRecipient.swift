public import StrataCrypto
internal import StrataInfoset

/// Somebody whom a key is encrypted for, and how.
public struct KeyRecipient: Sendable {
    enum Method: Sendable {
        case transport(KeyTransport, PublicKey)
        case wrap(KeyWrap, SecretBytes)
        case agreement(KeyWrap, PublicKey, DigestAlgorithm, ConcatKDFInfo)
    }

    let method: Method
    /// What is said of the recipient's key; nothing without any.
    public var keyInfo: [KeyInfoStatement]
    /// A hint to the recipient, which it is free to believe (`Recipient`); nil for none.
    public var hint: String?

    private init(_ method: Method, _ keyInfo: [KeyInfoStatement]) {
        self.method = method
        self.keyInfo = keyInfo
    }

    /// The owner of an RSA key.
    ///
    /// - Parameters:
    ///   - key: the public key.
    ///   - transport: how the key is encrypted.
    ///   - keyInfo: what is said of the key.
    /// - Throws: `unusableKey` for another kind of key; `unsupportedAlgorithm` for a mask of SHA-3, which has no identifier.
    public static func transport(
        _ key: PublicKey, _ transport: KeyTransport = .rsaOAEP(digest: .sha256, mgf1: .sha256), keyInfo: [KeyInfoStatement] = []
    ) throws(XMLSecurityError) -> KeyRecipient {
        guard case .rsa = key.kind else {
            throw XMLSecurityError(
                .unusableKey, "\(transport) takes an RSA key, not \(key.kind); with an EC key a key is agreed on (agreement)")
        }
        if case .rsaOAEP(_, let mask, _) = transport, mask.maskGenerationIdentifier == nil {
            throw XMLSecurityError(.unsupportedAlgorithm, "no identifier says that the mask of RSA OAEP is made with \(mask)")
        }
        return KeyRecipient(.transport(transport, key), keyInfo)
    }

    /// The owner of a certificate with an RSA key, which is said by its issuer and serial number.
    ///
    /// - Throws: `cryptography` for a key that cannot be read; as `transport(_:_:keyInfo:)`.
    public static func certificate(
        _ certificate: Certificate, _ transport: KeyTransport = .rsaOAEP(digest: .sha256, mgf1: .sha256)
    ) throws(XMLSecurityError) -> KeyRecipient {
        let key = try XMLSecurityError.cryptographic { () throws(CryptoError) in try certificate.publicKey() }
        return try .transport(key, transport, keyInfo: [.issuerSerial(certificate)])
    }

    /// Whoever knows a secret.
    ///
    /// - Throws: `unusableKey` for a secret of another length than the key wrap takes.
    public static func wrap(
        _ secret: SecretBytes, _ wrap: KeyWrap, keyInfo: [KeyInfoStatement] = []
    ) throws(XMLSecurityError) -> KeyRecipient {
        guard secret.count == wrap.keyLength else {
            throw XMLSecurityError(.unusableKey, "\(wrap) takes a secret of \(wrap.keyLength) octets, not \(secret.count)")
        }
        return KeyRecipient(.wrap(wrap, secret), keyInfo)
    }

    /// The owner of an EC key, with whom a wrapping key is agreed on by a key pair that is made for it (ECDH-ES with ConcatKDF).
    ///
    /// - Parameters:
    ///   - key: the public key.
    ///   - wrap: how the key is wrapped.
    ///   - digest: the hash function of the derivation.
    ///   - info: what else goes into the derivation.
    ///   - keyInfo: what is said of the recipient's key.
    /// - Throws: `unusableKey` for an RSA key.
    public static func agreement(
        _ key: PublicKey, _ wrap: KeyWrap = .aes256, digest: DigestAlgorithm = .sha256, info: ConcatKDFInfo = ConcatKDFInfo(),
        keyInfo: [KeyInfoStatement] = []
    ) throws(XMLSecurityError) -> KeyRecipient {
        if case .rsa = key.kind {
            throw XMLSecurityError(
                .unusableKey, "a key is agreed on with an EC key, not with \(key.kind); for that one it is encrypted (transport)")
        }
        return KeyRecipient(.agreement(wrap, key, digest, info), keyInfo)
    }
}
