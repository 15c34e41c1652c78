internal import COpenSSL
internal import StrataInfoset

/// The library's context of one signature that is made or verified.
struct SigningContext: ~Copyable {
    let pointer: OpaquePointer

    static func requireFit(_ scheme: SignatureScheme, _ kind: KeyKind) throws(CryptoError) {
        guard scheme.fits(kind) else {
            throw CryptoError(.mismatch, "\(scheme)", reason: "a key of the kind \(kind) does not sign so")
        }
    }

    private init(owning pointer: OpaquePointer) { self.pointer = pointer }

    /// A context that is ready for the octets.
    static func make(_ scheme: SignatureScheme, _ key: KeyStorage, isSigning: Bool) throws(CryptoError) -> SigningContext {
        guard let digest = FetchedDigest.of(scheme.digest), let pointer = EVP_MD_CTX_new() else { throw OpenSSL.failure("\(scheme)") }
        let context = SigningContext(owning: pointer)
        var parameters: OpaquePointer?
        let result =
            isSigning
            ? EVP_DigestSignInit(pointer, &parameters, digest, nil, key.pointer)
            : EVP_DigestVerifyInit(pointer, &parameters, digest, nil, key.pointer)
        guard result == 1 else { throw OpenSSL.failure("\(scheme)") }
        guard case .rsaPSS = scheme else { return context }
        guard EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING) == 1,
            EVP_PKEY_CTX_set_rsa_mgf1_md(parameters, digest) == 1,
            EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, Int32(scheme.digest.length)) == 1
        else { throw OpenSSL.failure("\(scheme)") }
        return context
    }

    deinit { EVP_MD_CTX_free(pointer) }
}

/// The two forms of an ECDSA signature: two numbers of fixed length, and the DER that the library takes.
enum ECDSASignature {
    /// The DER; nil when the length is not exactly that of the curve.
    static func encoded(raw: Bytes, _ kind: KeyKind) -> Bytes? {
        let length = fieldLength(kind)
        guard length > 0, raw.count == 2 * length, let signature = ECDSA_SIG_new() else { return nil }
        defer { ECDSA_SIG_free(signature) }
        let isSet = raw.withUnsafeBytes { octets -> Bool in
            guard let start = octets.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return false }
            let r = BN_bin2bn(start, Int32(length), nil)
            let s = BN_bin2bn(start + length, Int32(length), nil)
            if ECDSA_SIG_set0(signature, r, s) == 1 { return true }
            BN_free(r)
            BN_free(s)
            return false
        }
        guard isSet else { return nil }
        var out: UnsafeMutablePointer<UInt8>?
        let count = i2d_ECDSA_SIG(signature, &out)
        defer { CRYPTO_free(out, nil, 0) }
        return count > 0 ? Bytes(copying: UnsafeRawBufferPointer(start: out, count: Int(count))) : nil
    }

    /// The two numbers of what the library made.
    static func raw(encoded: Bytes, _ kind: KeyKind) -> Bytes? {
        let length = fieldLength(kind)
        let signature: OpaquePointer? = encoded.withUnsafeBytes {
            var next = $0.baseAddress?.assumingMemoryBound(to: UInt8.self)
            return d2i_ECDSA_SIG(nil, &next, $0.count)
        }
        guard let signature else { return nil }
        defer { ECDSA_SIG_free(signature) }
        var out = [UInt8](repeating: 0, count: 2 * length)
        let isWritten = out.withUnsafeMutableBufferPointer {
            guard let start = $0.baseAddress else { return false }
            return BN_bn2binpad(ECDSA_SIG_get0_r(signature), start, Int32(length)) == length
                && BN_bn2binpad(ECDSA_SIG_get0_s(signature), start + length, Int32(length)) == length
        }
        return isWritten ? Bytes(out) : nil
    }

    private static func fieldLength(_ kind: KeyKind) -> Int {
        switch kind {
        case .p256: 32
        case .p384: 48
        case .p521: 66
        case .rsa: 0
        }
    }
}
