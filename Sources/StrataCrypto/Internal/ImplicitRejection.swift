internal import COpenSSL
internal import StrataInfoset

/// RSA PKCS#1 v1.5 decryption that tells nobody whether it went well.
///
/// Whoever learns that of octets he chose can decrypt others (Bleichenbacher). The library's releases before 3.2 say it, so the padding
/// is taken off here: the library only does the bare RSA operation, whose result is never compared by a branch.
enum ImplicitRejection {
    static func decrypt(
        _ wrapped: Bytes, _ key: PrivateKey, _ context: borrowing KeyTransportContext, length: Int
    ) throws(CryptoError) -> SecretBytes {
        let size = Int(EVP_PKEY_get_size(key.storage.pointer))
        let substitute = try substitute(for: wrapped, key, size: size, length: length)
        guard EVP_PKEY_CTX_set_rsa_padding(context.pointer, RSA_NO_PADDING) == 1 else { throw OpenSSL.failure("RSA PKCS#1 v1.5") }
        let encoded = WipedBuffer(count: size)
        // These two conditions show nothing: everybody sees how long the octets are and whether their number exceeds the modulus.
        let isRun = wrapped.count == size && wrapped.withUnsafeBytes { context.run($0, into: encoded.octets) } == size
        if !isRun { encoded.wipe() }
        OpenSSL.clearErrors()
        let isGood = verdict(encoded.octets, length: length)
        return substitute.withUnsafeBytes { substitute in
            SecretBytes(capacity: length) { target in
                for i in 0..<length {
                    target[i] = (encoded.octets[size - length + i] & isGood) | (substitute[i] & ~isGood)
                }
                return length
            }
        }
    }

    /// All ones when the octets are 0, 2, padding without a 0, a 0, and `length` octets of key; no octet of them decides a branch.
    static func verdict(_ encoded: UnsafeMutableRawBufferPointer, length: Int) -> UInt8 {
        let end = encoded.count - length - 1
        var isGood = ConstantTime.isZero(encoded[0]) & ConstantTime.isZero(encoded[1] ^ 2) & ConstantTime.isZero(encoded[end])
        for i in 2..<end { isGood &= ~ConstantTime.isZero(encoded[i]) }
        return isGood
    }

    /// The key that comes where there is none: random to whoever does not have the private key, and the same for the same octets, since
    /// a key that changed from one attempt to the next would be told from a real one by sending the octets twice.
    private static func substitute(for wrapped: Bytes, _ key: PrivateKey, size: Int, length: Int) throws(CryptoError) -> SecretBytes {
        let derivation = KeyDerivation.pHash(.sha256, label: Bytes("implicit rejection"), nonce: wrapped, offset: 0)
        guard let secret = exponent(key, size: size) ?? processSecret else { throw OpenSSL.failure("RSA PKCS#1 v1.5") }
        return try derivation.key(from: secret, length: length)
    }

    /// The private exponent; nil where a provider keeps it to itself.
    private static func exponent(_ key: PrivateKey, size: Int) -> SecretBytes? {
        var exponent: OpaquePointer?
        defer {
            BN_clear_free(exponent)
            OpenSSL.clearErrors()
        }
        guard EVP_PKEY_get_bn_param(key.storage.pointer, OSSL_PKEY_PARAM_RSA_D, &exponent) == 1, let exponent else { return nil }
        let secret = SecretBytes(capacity: size) { target in
            let start = target.baseAddress?.assumingMemoryBound(to: UInt8.self)
            return BN_bn2binpad(exponent, start, Int32(size)) == Int32(size) ? size : 0
        }
        return secret.count == size ? secret : nil
    }

    /// Stands in for the exponent; nil when the system had no randomness.
    private static let processSecret: SecretBytes? = try? SecureRandom.secret(32)
}
