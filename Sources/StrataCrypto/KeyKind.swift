internal import COpenSSL

/// The kinds of asymmetric key that are supported.
public enum KeyKind: Sendable, Hashable, CustomStringConvertible {
    /// RSA with a modulus of that many bits; 2048 to 8192 can be made.
    case rsa(bits: Int)
    /// ECDSA and ECDH on NIST P-256.
    case p256
    /// ECDSA and ECDH on NIST P-384.
    case p384
    /// ECDSA and ECDH on NIST P-521.
    case p521

    public var description: String {
        switch self {
        case .rsa(let bits): "RSA \(bits)"
        case .p256: "EC P-256"
        case .p384: "EC P-384"
        case .p521: "EC P-521"
        }
    }

    /// The kind of a key, or nil when it is not supported.
    init?(_ key: OpaquePointer) {
        // By name: the key of a provider that is not OpenSSL's own has no number.
        if EVP_PKEY_is_a(key, "RSA") == 1 {
            self = .rsa(bits: Int(EVP_PKEY_get_bits(key)))
            return
        }
        var name = [CChar](repeating: 0, count: 80)
        var count = 0
        guard EVP_PKEY_is_a(key, "EC") == 1, EVP_PKEY_get_group_name(key, &name, name.count, &count) == 1 else {
            OpenSSL.clearErrors()
            return nil
        }
        switch OpenSSL.text(name) {
        case "prime256v1", "P-256": self = .p256
        case "secp384r1", "P-384": self = .p384
        case "secp521r1", "P-521": self = .p521
        default: return nil
        }
    }

    /// The digest that signatures with such a key use.
    var signatureDigest: OpaquePointer? {
        switch self {
        case .rsa, .p256: EVP_sha256()
        case .p384: EVP_sha384()
        case .p521: EVP_sha512()
        }
    }
}
