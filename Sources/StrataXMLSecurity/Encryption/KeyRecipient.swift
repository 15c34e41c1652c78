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
    public static func transport(
        _ key: PublicKey, _ transport: KeyTransport = .rsaOAEP(digest: .sha256, mgf1: .sha256), keyInfo: [KeyInfoStatement] = []
    ) -> KeyRecipient {
        KeyRecipient(.transport(transport, key), keyInfo)
    }

    /// The owner of a certificate with an RSA key, which is said by its issuer and serial number.
    ///
    /// - Throws: `cryptography` for a key that cannot be read.
    public static func certificate(
        _ certificate: Certificate, _ transport: KeyTransport = .rsaOAEP(digest: .sha256, mgf1: .sha256)
    ) throws(XMLSecurityError) -> KeyRecipient {
        let key = try XMLSecurityError.cryptographic { () throws(CryptoError) in try certificate.publicKey() }
        return KeyRecipient(.transport(transport, key), [.issuerSerial(certificate)])
    }

    /// Whoever knows a secret.
    public static func wrap(_ secret: SecretBytes, _ wrap: KeyWrap, keyInfo: [KeyInfoStatement] = []) -> KeyRecipient {
        KeyRecipient(.wrap(wrap, secret), keyInfo)
    }

    /// The owner of an EC key, with whom a wrapping key is agreed on by a key pair that is made for it (ECDH-ES with ConcatKDF).
    ///
    /// - Parameters:
    ///   - key: the public key.
    ///   - wrap: how the key is wrapped.
    ///   - digest: the hash function of the derivation.
    ///   - info: what else goes into the derivation.
    ///   - keyInfo: what is said of the recipient's key.
    public static func agreement(
        _ key: PublicKey, _ wrap: KeyWrap = .aes256, digest: DigestAlgorithm = .sha256, info: ConcatKDFInfo = ConcatKDFInfo(),
        keyInfo: [KeyInfoStatement] = []
    ) -> KeyRecipient {
        KeyRecipient(.agreement(wrap, key, digest, info), keyInfo)
    }
}
