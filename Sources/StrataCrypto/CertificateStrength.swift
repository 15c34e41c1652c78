internal import COpenSSL

/// How strong the keys and signatures of a chain must be.
public struct CertificateStrength: Sendable, Hashable, CustomStringConvertible {
    /// The fewest bits of an RSA key: 2048.
    public var minimumRSABits = 2048

    /// The fewest bits of an EC key: 256.
    public var minimumECBits = 256

    /// The digests of signatures on certificates that are accepted: SHA-2 and SHA-3 from 256 bits. What is trusted itself may carry any.
    public var digests: Set<DigestAlgorithm> = [.sha256, .sha384, .sha512, .sha3_256, .sha3_384, .sha3_512]

    /// The defaults.
    public init() {}

    /// RSA 2048, EC 256, SHA-256.
    public static let defaults = CertificateStrength()

    public var description: String {
        "RSA \(minimumRSABits), EC \(minimumECBits), \(digests.map(\.description).sorted().joined(separator: " "))"
    }

    /// The library's own floor beneath what is asked here: level 2 (112 bits), unless something weaker was asked for by name.
    var level: Int32 {
        minimumRSABits >= 2048 && minimumECBits >= 224 && digests.isDisjoint(with: [.md5, .sha1]) ? 2 : 0
    }

    /// Why a certificate is too weak; nil when it is not.
    ///
    /// - Parameter isAnchor: whether it is trusted itself: then nobody relies on the signature on it.
    func refusal(of certificate: Certificate, isAnchor: Bool) -> String? {
        defer { OpenSSL.clearErrors() }
        guard let key = X509_get0_pubkey(certificate.handle) else { return "its public key cannot be read" }
        let bits = Int(EVP_PKEY_get_bits(key))
        switch EVP_PKEY_get_base_id(key) {
        case EVP_PKEY_RSA where bits < minimumRSABits: return "its key is RSA with \(bits) bits, and \(minimumRSABits) are asked for"
        case EVP_PKEY_EC where bits < minimumECBits: return "its key is EC with \(bits) bits, and \(minimumECBits) are asked for"
        default: break
        }
        if EVP_PKEY_get_security_bits(key) < 112, level > 0 { return "its key is too weak" }
        if isAnchor { return nil }
        guard let name = certificate.signatureDigest else {
            // Ed25519 and Ed448 have a digest of their own.
            return certificate.isSignedByEdwards ? nil : "the digest of the signature on it is not known"
        }
        return digests.contains(name) ? nil : "the signature on it uses \(name), which is not accepted"
    }
}
