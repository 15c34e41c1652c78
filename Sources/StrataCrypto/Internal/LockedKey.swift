internal import COpenSSL

/// Owns a PKCS#8 key under a password (RFC 5958, `EncryptedPrivateKeyInfo`).
struct LockedKey: ~Copyable {
    let pointer: OpaquePointer

    /// Takes over what the library has read.
    init(owning pointer: OpaquePointer) { self.pointer = pointer }

    /// Locks a key.
    init(_ key: borrowing PrivateKey, password: String, iterations: Int, subject: String) throws(CryptoError) {
        guard !password.isEmpty else {
            throw CryptoError(
                .invalidConfiguration, subject, reason: "the password is empty", advice: "give one, or nil for no encryption")
        }
        guard iterations > 0, let count = Int32(exactly: iterations) else {
            throw CryptoError(
                .invalidConfiguration, subject, reason: "\(iterations) iterations cannot be made", advice: "ask for some 600,000")
        }
        guard let info = EVP_PKEY2PKCS8(key.storage.pointer) else { throw OpenSSL.failure(subject, reason: "it could not be written") }
        defer { PKCS8_PRIV_KEY_INFO_free(info) }
        // 16 octets of salt and the initialization vector are drawn by the library.
        guard let algorithm = PKCS5_pbe2_set_iv(EVP_aes_256_cbc(), count, nil, 16, nil, NID_hmacWithSHA256) else {
            throw OpenSSL.failure(subject, reason: "it could not be encrypted")
        }
        guard let locked = LockedKey.with(password, { PKCS8_set0_pbe($0, $1, info, algorithm) }) else {
            X509_ALGOR_free(algorithm)
            throw OpenSSL.failure(subject, reason: "it could not be encrypted")
        }
        pointer = locked
    }

    /// The key inside, which is the caller's.
    ///
    /// - Throws: `limitExceeded`, `unsupported`, `passwordRequired`, `wrongPassword`.
    func open(_ password: String?, maximumIterations: Int, subject: String) throws(CryptoError) -> OpaquePointer {
        var algorithm: UnsafePointer<X509_ALGOR>?
        X509_SIG_get0(pointer, &algorithm, nil)
        var budget = PasswordBudget(maximumIterations, subject: subject)
        try budget.spend(on: algorithm)
        guard let password else { throw LockedKey.closed(subject, hasPassword: false) }
        guard let info = LockedKey.with(password, { PKCS8_decrypt(pointer, $0, $1) }) else {
            throw LockedKey.closed(subject, hasPassword: true)
        }
        defer { PKCS8_PRIV_KEY_INFO_free(info) }
        guard let key = EVP_PKCS82PKEY(info) else {
            throw CryptoError(.malformed, subject, reason: "what it encrypts is no key", details: OpenSSL.drainErrors())
        }
        return key
    }

    /// The error for a key that stays locked.
    static func closed(_ subject: String, hasPassword: Bool) -> CryptoError {
        hasPassword
            ? CryptoError(
                .wrongPassword, subject, reason: "the key does not open with the password that was given", advice: "check the password",
                details: OpenSSL.drainErrors())
            : CryptoError(
                .passwordRequired, subject, reason: "the key is encrypted and no password was given", advice: "give its password",
                details: OpenSSL.drainErrors())
    }

    /// The UTF-8 of a password for the time of a call.
    private static func with<R>(_ password: String, _ body: (UnsafePointer<CChar>?, Int32) -> R) -> R {
        password.withCString { body($0, Int32(clamping: password.utf8.count)) }
    }

    deinit { X509_SIG_free(pointer) }
}
