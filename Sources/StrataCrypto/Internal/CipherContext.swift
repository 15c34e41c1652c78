internal import COpenSSL
internal import StrataInfoset

/// The library's context of one encryption or decryption with a symmetric key. It wipes what it knows of the key when it goes.
struct CipherContext: ~Copyable {
    let pointer: OpaquePointer

    /// More octets than the library takes at once, less one block, are refused and not cut into pieces: no message is so long.
    static let longest = Int(Int32.max) - 64

    private init(owning pointer: OpaquePointer) { self.pointer = pointer }

    /// A context that pads nothing and is ready for octets.
    ///
    /// - Parameters:
    ///   - name: the library's name of the cipher.
    ///   - key: exactly as long as the cipher's key; the caller has checked it.
    ///   - iv: the initialization vector in the cipher's usual length; nil for a cipher that needs none.
    static func make(
        _ name: String, key: SecretBytes, iv: UnsafeRawBufferPointer?, isEncrypting: Bool
    ) throws(CryptoError) -> CipherContext {
        guard let cipher = FetchedCipher.of(name), let pointer = EVP_CIPHER_CTX_new() else { throw OpenSSL.failure(name) }
        let context = CipherContext(owning: pointer)
        // Key wrap says nothing of a wrong length by itself; the library wants to be told that this is known.
        EVP_CIPHER_CTX_set_flags(pointer, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW)
        let iv = iv?.baseAddress?.assumingMemoryBound(to: UInt8.self)
        let isReady = key.withUnsafeBytes {
            Int(EVP_CIPHER_get_key_length(cipher)) == $0.count
                && EVP_CipherInit_ex2(
                    pointer, cipher, $0.baseAddress?.assumingMemoryBound(to: UInt8.self), iv, isEncrypting ? 1 : 0, nil) == 1
                && EVP_CIPHER_CTX_set_padding(pointer, 0) == 1
        }
        guard isReady else { throw OpenSSL.failure(name) }
        return context
    }

    deinit { EVP_CIPHER_CTX_free(pointer) }

    /// Runs octets through; how many came out, or nil when the library refused. What comes out must fit: one block more than goes in.
    func update(_ octets: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer) -> Int? {
        guard octets.count > 0 else { return 0 }
        guard let length = Int32(exactly: octets.count) else { return nil }
        var count: Int32 = 0
        let result = EVP_CipherUpdate(
            pointer, target.baseAddress?.assumingMemoryBound(to: UInt8.self), &count,
            octets.baseAddress?.assumingMemoryBound(to: UInt8.self), length)
        return result == 1 ? Int(count) : nil
    }

    /// Ends it: whether everything was as it should be. Nothing comes out, since nothing is padded here.
    func finish() -> Bool {
        var block: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        var count: Int32 = 0
        return withUnsafeMutableBytes(of: &block) {
            EVP_CipherFinal_ex(pointer, $0.baseAddress?.assumingMemoryBound(to: UInt8.self), &count) == 1 && count == 0
        }
    }
}

/// The ciphers as the library's providers have them, looked up once in the process.
enum FetchedCipher {
    // Never freed and never written again after its first use, and the library counts references to a method atomically.
    nonisolated(unsafe) private static let methods: [String: OpaquePointer] = {
        OpenSSL.start()
        var methods: [String: OpaquePointer] = [:]
        for name in ContentCipher.allCases.map(\.libraryName) + KeyWrap.allCases.map(\.libraryName) {
            methods[name] = EVP_CIPHER_fetch(nil, name, nil)
        }
        OpenSSL.clearErrors()
        return methods
    }()

    /// The library's method; nil when no provider has it.
    static func of(_ name: String) -> OpaquePointer? { methods[name] }
}
