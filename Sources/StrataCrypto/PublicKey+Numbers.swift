internal import COpenSSL
public import StrataInfoset

extension PublicKey {
    /// An RSA key of its numbers, most significant octet first (XML Signature 1.1, section 4.5.2.2).
    ///
    /// - Throws: `malformed` for numbers that are no key; `unsupported` as for every key.
    public init(rsaModulus modulus: Bytes, exponent: Bytes) throws(CryptoError) {
        guard modulus.count <= 2048 + 1, exponent.count <= 2048 + 1 else {
            throw CryptoError(.unsupported, "RSA public key", reason: "the numbers are larger than any key that is read")
        }
        OpenSSL.start()
        let n = PublicKey.number(modulus)
        let e = PublicKey.number(exponent)
        defer {
            BN_free(n)
            BN_free(e)
        }
        let key = strata_rsa_public_key(n, e)
        guard let key else { throw PublicKey.unusable("RSA public key") }
        try self.init(owning: key, subject: "RSA public key")
    }

    /// An EC key of its point, uncompressed (SEC 1, section 2.3.3), as XML Signature 1.1 writes it; a point off the curve is refused.
    ///
    /// - Throws: `malformed` for octets that are no point of the curve; `unsupported` for a kind that is no curve.
    public init(point: Bytes, on curve: KeyKind) throws(CryptoError) {
        let name: String
        let length: Int
        switch curve {
        case .p256: (name, length) = ("P-256", 65)
        case .p384: (name, length) = ("P-384", 97)
        case .p521: (name, length) = ("P-521", 133)
        case .rsa: throw CryptoError(.unsupported, "EC public key", reason: "\(curve) is no curve")
        }
        guard point.count == length, point[0] == 4 else { throw PublicKey.unusable("EC public key") }
        OpenSSL.start()
        let key = point.withUnsafeBytes { strata_ec_public_key(name, $0.baseAddress?.assumingMemoryBound(to: UInt8.self), $0.count) }
        guard let key else { throw PublicKey.unusable("EC public key") }
        try self.init(owning: key, subject: "EC public key")
    }

    private static func number(_ octets: Bytes) -> OpaquePointer? {
        octets.withUnsafeBytes { BN_bin2bn($0.baseAddress?.assumingMemoryBound(to: UInt8.self), Int32($0.count), nil) }
    }

    private static func unusable(_ subject: String) -> CryptoError {
        CryptoError(.malformed, subject, reason: "its numbers make no key", details: OpenSSL.drainErrors())
    }
}
