internal import COpenSSL
internal import StrataInfoset

/// The library's context of one encryption or decryption with an RSA key.
struct KeyTransportContext: ~Copyable {
    let pointer: OpaquePointer
    private let isEncrypting: Bool

    private init(owning pointer: OpaquePointer, isEncrypting: Bool) {
        self.pointer = pointer
        self.isEncrypting = isEncrypting
    }

    static func make(_ key: KeyStorage, isEncrypting: Bool, _ subject: String) throws(CryptoError) -> KeyTransportContext {
        guard let pointer = EVP_PKEY_CTX_new_from_pkey(nil, key.pointer, nil) else { throw OpenSSL.failure(subject) }
        let context = KeyTransportContext(owning: pointer, isEncrypting: isEncrypting)
        guard (isEncrypting ? EVP_PKEY_encrypt_init(pointer) : EVP_PKEY_decrypt_init(pointer)) == 1 else { throw OpenSSL.failure(subject) }
        return context
    }

    deinit { EVP_PKEY_CTX_free(pointer) }

    /// Sets the label of OAEP. The library takes a copy over.
    func setLabel(_ label: Bytes) -> Bool {
        guard let count = Int32(exactly: label.count) else { return false }
        let copy = label.withUnsafeBytes { CRYPTO_memdup($0.baseAddress, $0.count, nil, 0) }
        guard EVP_PKEY_CTX_set0_rsa_oaep_label(pointer, copy, count) == 1 else {
            CRYPTO_free(copy, nil, 0)
            return false
        }
        return true
    }

    /// Runs octets through; how many came out, or nil when the library refused.
    func run(_ octets: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer) -> Int? {
        let input = octets.baseAddress?.assumingMemoryBound(to: UInt8.self)
        let output = target.baseAddress?.assumingMemoryBound(to: UInt8.self)
        var count = target.count
        let result =
            isEncrypting
            ? EVP_PKEY_encrypt(pointer, output, &count, input, octets.count)
            : EVP_PKEY_decrypt(pointer, output, &count, input, octets.count)
        return result == 1 ? count : nil
    }
}
