internal import COpenSSL

extension PrivateKey {
    /// The key that a URI names, wherever a provider keeps it: `pkcs11:` (RFC 7512) for a device, `file:` for what OpenSSL reads itself.
    ///
    /// A key in a device does not leave it: it signs, decrypts and agrees there, and cannot be written out (`pem`, `der` fail). Load the
    /// provider first (`CryptoProvider.load`), unless the system's configuration does. It may wait for the device: do not call it on an
    /// event loop. From files `init(file:password:maximumIterations:)` reads with limits, which OpenSSL does not have.
    ///
    /// - Parameters:
    ///   - uri: what names exactly one private key.
    ///   - password: the PIN or password, for what asks for one.
    /// - Throws: `missing` when no provider knows the scheme, or nothing is there; `mismatch` when several keys are there;
    ///   `passwordRequired`, `wrongPassword` where the store says so; `unsupported` for keys of another kind.
    public init(uri: String, password: String? = nil) throws(CryptoError) {
        OpenSSL.start()
        OpenSSL.clearErrors()
        let subject = "private key of a store"
        // A PIN may stand in the URI itself, so that no error repeats more than the scheme.
        let scheme = String(uri.prefix { $0 != ":" })
        guard scheme.count < uri.count else {
            throw CryptoError(
                .invalidConfiguration, subject, reason: "the URI has no scheme", advice: "write pkcs11:..., or file:... for a file")
        }
        let found = PrivateKey.keys(at: uri, password.map { SecretBytes($0) })
        let details = OpenSSL.drainErrors()
        defer { for key in found.keys.dropFirst() { EVP_PKEY_free(key) } }
        guard let key = found.keys.first else {
            let (code, reason, advice): (CryptoError.Code, String, String) =
                switch (found.isOpen, found.wasAsked, password == nil) {
                case (false, false, _):
                    (.missing, "no active provider opens URIs of this scheme", "load one that does with CryptoProvider.load")
                case (_, true, true): (.passwordRequired, "it asks for a PIN or password", "give it as password")
                case (_, true, false): (.wrongPassword, "the PIN or password opens no private key", "check it, and what the URI names")
                case (true, false, _): (.missing, "the URI names no private key", "check its parts, and that the device is there")
                }
            throw CryptoError(code, subject, location: "\(scheme):", reason: reason, advice: advice, details: details)
        }
        guard found.keys.count == 1 else {
            EVP_PKEY_free(key)
            throw CryptoError(
                .mismatch, subject, location: "\(scheme):", reason: "the URI names more than one private key",
                advice: "name one of them, by its object or id")
        }
        try self.init(owning: key, subject: subject)
    }

    /// At most two keys, each with a reference that is the caller's.
    private static func keys(at uri: String, _ password: SecretBytes?) -> (keys: [OpaquePointer], isOpen: Bool, wasAsked: Bool) {
        var answer = StoreAnswer(password)
        return withUnsafeMutablePointer(to: &answer) { answer in
            guard let method = UI_UTIL_wrap_read_pem_callback(StoreAnswer.callback, 0) else { return ([], false, false) }
            defer { UI_destroy_method(method) }
            guard let store = OSSL_STORE_open(uri, method, answer, nil, nil) else { return ([], false, answer.pointee.wasAsked) }
            defer { OSSL_STORE_close(store) }
            // What does not say what it holds is looked through.
            OSSL_STORE_expect(store, OSSL_STORE_INFO_PKEY)
            var keys: [OpaquePointer] = []
            while keys.count < 2, OSSL_STORE_eof(store) == 0 {
                guard let info = OSSL_STORE_load(store) else {
                    if OSSL_STORE_error(store) == 1 { break }
                    continue
                }
                defer { OSSL_STORE_INFO_free(info) }
                if OSSL_STORE_INFO_get_type(info) == OSSL_STORE_INFO_PKEY, let key = OSSL_STORE_INFO_get1_PKEY(info) { keys.append(key) }
            }
            return (keys, true, answer.pointee.wasAsked)
        }
    }
}
