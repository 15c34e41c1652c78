internal import COpenSSL

extension PrivateKey {
    /// The key that a URI names, wherever a provider keeps it: `pkcs11:` (RFC 7512) for a device, `file:` for what OpenSSL reads itself.
    ///
    /// A key in a device does not leave it: it signs, decrypts and agrees there, and cannot be written out (`pem`, `der` fail). Load the
    /// provider first (`CryptoProvider.load`), unless the system's configuration does. It may wait for the device: do not call it on an
    /// event loop. RSA PKCS#1 v1.5 needs a device that does the bare operation; with another one each key comes out as one that opens
    /// nothing. From files `init(file:password:maximumIterations:)` reads with limits, which OpenSSL does not have.
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
        guard scheme.count < uri.count, scheme.first?.isLetter == true, scheme.utf8.allSatisfy(PrivateKey.isPartOfScheme) else {
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
        guard found.keys.count == 1, !found.isBroken else {
            EVP_PKEY_free(key)
            throw CryptoError(
                .mismatch, subject, location: "\(scheme):", reason: "the URI names more than one private key",
                advice: "name one of them, by its object or id", details: details)
        }
        // The library takes a file of that name for what the URI names, if there is one.
        guard scheme.lowercased() == "file" || !PrivateKey.isInMemory(key) else {
            EVP_PKEY_free(key)
            throw CryptoError(
                .mismatch, subject, location: "\(scheme):", reason: "the key is one of a file and in no provider's keeping",
                advice: "look for a file in the working folder that has the URI as its name")
        }
        try self.init(owning: key, subject: subject)
    }

    private static func isPartOfScheme(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: octet == UInt8(ascii: "+") || octet == UInt8(ascii: "-") || octet == UInt8(ascii: ".")
        }
    }

    /// Whether the key is one of OpenSSL's own providers, which have its numbers.
    private static func isInMemory(_ key: OpaquePointer) -> Bool {
        guard let provider = EVP_PKEY_get0_provider(key), let name = OSSL_PROVIDER_get0_name(provider) else { return true }
        return ["default", "base", "fips"].contains(String(cString: name))
    }

    /// What a store gave: at most two keys, each with a reference that is the caller's.
    private struct Found {
        var keys: [OpaquePointer] = []
        var isOpen = false
        /// Whether there was something more that could not be read.
        var isBroken = false
        var wasAsked = false
    }

    private static func keys(at uri: String, _ password: SecretBytes?) -> Found {
        var answer = StoreAnswer(password)
        var found = Found()
        withUnsafeMutablePointer(to: &answer) { answer in
            guard let method = UI_UTIL_wrap_read_pem_callback(StoreAnswer.callback, 0) else { return }
            defer { UI_destroy_method(method) }
            guard let store = OSSL_STORE_open(uri, method, answer, nil, nil) else { return }
            defer { OSSL_STORE_close(store) }
            found.isOpen = true
            // What does not say what it holds is looked through.
            OSSL_STORE_expect(store, OSSL_STORE_INFO_PKEY)
            while found.keys.count < 2, OSSL_STORE_eof(store) == 0 {
                guard let info = OSSL_STORE_load(store) else {
                    // The end is an error too.
                    guard OSSL_STORE_error(store) == 1 else { continue }
                    found.isBroken = OSSL_STORE_eof(store) == 0
                    return
                }
                defer { OSSL_STORE_INFO_free(info) }
                if OSSL_STORE_INFO_get_type(info) == OSSL_STORE_INFO_PKEY, let key = OSSL_STORE_INFO_get1_PKEY(info) {
                    found.keys.append(key)
                }
            }
        }
        found.wasAsked = answer.wasAsked
        return found
    }
}
