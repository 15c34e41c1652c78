internal import COpenSSL
public import StrataInfoset

extension PublicKey {
    /// An RSA key of its numbers, most significant octet first (XML Signature 1.1, section 4.5.2.2).
    ///
    /// - Throws: `malformed` for numbers that are no key; `unsupported` as for every key.
    public init(rsaModulus modulus: Bytes, exponent: Bytes) throws(CryptoError) {
        guard modulus.count <= KeyLimits.maximumRSABits / 8 + 1, exponent.count <= KeyLimits.maximumRSABits / 8 + 1 else {
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

    /// The modulus and exponent of an RSA key, most significant octet first and without leading zeros; nil for other kinds.
    public var rsaNumbers: (modulus: Bytes, exponent: Bytes)? {
        guard case .rsa = kind, let modulus = number(OSSL_PKEY_PARAM_RSA_N), let exponent = number(OSSL_PKEY_PARAM_RSA_E) else {
            return nil
        }
        return (modulus, exponent)
    }

    /// The point of an EC key, uncompressed; nil for other kinds.
    public var point: Bytes? {
        let length: Int
        switch kind {
        case .p256: length = 32
        case .p384: length = 48
        case .p521: length = 66
        case .rsa: return nil
        }
        guard let x = number(OSSL_PKEY_PARAM_EC_PUB_X, length: length), let y = number(OSSL_PKEY_PARAM_EC_PUB_Y, length: length) else {
            return nil
        }
        return Bytes([4] + Array(x) + Array(y))
    }

    /// The two numbers side by side of an ECDSA signature that is their DER; nil when the octets are none, or the key is of another kind.
    package func rawSignature(_ der: Bytes) -> Bytes? {
        defer { OpenSSL.clearErrors() }
        if case .rsa = kind { return nil }
        return ECDSASignature.raw(encoded: der, kind)
    }

    /// A number of the key, with leading zeros up to a length where one is given.
    private func number(_ name: String, length: Int? = nil) -> Bytes? {
        var number: OpaquePointer?
        defer { BN_free(number) }
        guard EVP_PKEY_get_bn_param(storage.pointer, name, &number) == 1, let number else { return nil }
        var octets = [UInt8](repeating: 0, count: length ?? Int(BN_num_bits(number) + 7) / 8)
        guard BN_bn2binpad(number, &octets, Int32(octets.count)) == octets.count else { return nil }
        return Bytes(octets)
    }

    private static func number(_ octets: Bytes) -> OpaquePointer? {
        octets.withUnsafeBytes { BN_bin2bn($0.baseAddress?.assumingMemoryBound(to: UInt8.self), Int32($0.count), nil) }
    }

    private static func unusable(_ subject: String) -> CryptoError {
        CryptoError(.malformed, subject, reason: "its numbers make no key", details: OpenSSL.drainErrors())
    }
}
