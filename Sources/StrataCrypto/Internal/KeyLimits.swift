internal import COpenSSL

/// What keys may look like that somebody else has made: what no generator makes costs time or protects nothing.
enum KeyLimits {
    /// The largest modulus; the work grows with its square.
    static let maximumRSABits = 8192

    /// The longest public exponent. Generators take 17 bits; a long one makes each verification as dear as a signature.
    static let maximumExponentBits = 64

    /// Why a key is not used; nil for one that is.
    static func refusal(of key: OpaquePointer, _ kind: KeyKind) -> String? {
        guard case .rsa(let bits) = kind else {
            var isExplicit: Int32 = 0
            defer { OpenSSL.clearErrors() }
            // Parameters of the sender's own can make any point the public key of a private key that he has (CVE-2020-0601).
            return EVP_PKEY_get_int_param(key, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS, &isExplicit) == 1 && isExplicit != 0
                ? "the EC key writes out its curve instead of naming it" : nil
        }
        guard (512...maximumRSABits).contains(bits) else {
            return "the key is RSA with \(bits) bits; 512 to \(maximumRSABits) are read"
        }
        var exponent: OpaquePointer?
        defer {
            BN_free(exponent)
            OpenSSL.clearErrors()
        }
        // A key in a device need not show its numbers.
        guard EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_E, &exponent) == 1, let exponent else { return nil }
        let count = Int(BN_num_bits(exponent))
        if BN_is_odd(exponent) != 1 || count < 2 { return "the RSA key has an exponent of 1 or an even one, with which nothing is signed" }
        return count > maximumExponentBits
            ? "the RSA key has an exponent of \(count) bits; at most \(maximumExponentBits) are read" : nil
    }
}
