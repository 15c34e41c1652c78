internal import COpenSSL
public import StrataInfoset

/// A private key, RSA or EC. It is never printed, and its memory is wiped when the last copy goes.
public struct PrivateKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    let storage: KeyStorage

    /// The kind and size.
    public let kind: KeyKind

    /// Takes the key over. Keys of other kinds are refused.
    init(owning pointer: OpaquePointer, subject: String) throws(CryptoError) {
        let storage = KeyStorage(owning: pointer)
        guard let kind = KeyKind(pointer) else {
            throw CryptoError(
                .unsupported, subject, reason: "the key is neither RSA nor EC on P-256, P-384 or P-521", advice: "use a key of these kinds")
        }
        self.storage = storage
        self.kind = kind
    }

    /// Makes a new key. RSA takes a tenth of a second and more: do not call it on an event loop.
    public static func generate(_ kind: KeyKind = .p256) throws(CryptoError) -> PrivateKey {
        OpenSSL.start()
        let key: OpaquePointer?
        switch kind {
        case .rsa(let bits):
            guard (2048...8192).contains(bits) else {
                throw CryptoError(.unsupported, "RSA key", reason: "\(bits) bits were asked for", advice: "ask for 2048 to 8192")
            }
            key = strata_rsa_key(bits)
        case .p256: key = strata_ec_key("P-256")
        case .p384: key = strata_ec_key("P-384")
        case .p521: key = strata_ec_key("P-521")
        }
        guard let key else { throw OpenSSL.failure("\(kind) key", reason: "it could not be made") }
        return try PrivateKey(owning: key, subject: "\(kind) key")
    }

    /// Reads the first private key of a PEM text: PKCS#8, also encrypted, or the older RSA and EC forms.
    ///
    /// - Parameters:
    ///   - pem: the text; what stands around the key is skipped.
    ///   - password: needed when the key is encrypted, ignored when it is not.
    public init(pem: String, password: String? = nil) throws(CryptoError) {
        let key: OpaquePointer? = PasswordCallback.with(password) { callback, argument in
            MemoryBIO.reading(Bytes(pem)) { PEM_read_bio_PrivateKey($0, nil, callback, argument) } ?? nil
        }
        guard let key else {
            let details = OpenSSL.drainErrors()
            guard pem.contains("PRIVATE KEY-----") else {
                throw CryptoError(.missing, "PEM private key", reason: "the text has no BEGIN PRIVATE KEY line", details: details)
            }
            throw PrivateKey.unreadable("PEM private key", encrypted: pem.contains("ENCRYPTED"), password: password, details: details)
        }
        OpenSSL.clearErrors()
        try self.init(owning: key, subject: "PEM private key")
    }

    /// Reads a key from DER: PKCS#8, encrypted when a password is given, or the older RSA and EC forms.
    public init(der: Bytes, password: String? = nil) throws(CryptoError) {
        let key: OpaquePointer? = PasswordCallback.with(password) { callback, argument in
            MemoryBIO.reading(der) { bio in
                password == nil ? d2i_PrivateKey_bio(bio, nil) : d2i_PKCS8PrivateKey_bio(bio, nil, callback, argument)
            } ?? nil
        }
        guard let key else {
            throw PrivateKey.unreadable("DER private key", encrypted: password != nil, password: password, details: OpenSSL.drainErrors())
        }
        OpenSSL.clearErrors()
        try self.init(owning: key, subject: "DER private key")
    }

    /// Reads the key of a PEM or DER file.
    public init(file path: String, password: String? = nil) throws(CryptoError) {
        let octets = try MemoryBIO.file(path)
        do throws(CryptoError) {
            if octets.count > 0 && octets[0] == 0x30 {
                try self.init(der: octets, password: password)
            } else {
                try self.init(pem: octets.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }, password: password)
            }
        } catch {
            throw error.at(path)
        }
    }

    /// The key as PEM (PKCS#8), encrypted with AES-256 when a password is given.
    public func pem(password: String? = nil) throws(CryptoError) -> SecretBytes {
        try written("PEM private key", password) { bio, cipher, secret, count in
            PEM_write_bio_PKCS8PrivateKey(bio, storage.pointer, cipher, secret, count, nil, nil) == 1
        }
    }

    /// The key as DER (PKCS#8), encrypted with AES-256 when a password is given.
    public func der(password: String? = nil) throws(CryptoError) -> SecretBytes {
        try written("DER private key", password) { bio, cipher, secret, count in
            i2d_PKCS8PrivateKey_bio(bio, storage.pointer, cipher, secret, count, nil, nil) == 1
        }
    }

    /// Whether the key is the one that a certificate speaks of.
    public func belongs(to certificate: Certificate) -> Bool {
        defer { OpenSSL.clearErrors() }
        return X509_check_private_key(certificate.storage.pointer, storage.pointer) == 1
    }

    /// The kind of key, nothing else.
    public var description: String { "PrivateKey(\(kind))" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }

    private func written(
        _ subject: String, _ password: String?, _ body: (OpaquePointer, OpaquePointer?, UnsafePointer<CChar>?, Int32) -> Bool
    ) throws(CryptoError) -> SecretBytes {
        let octets: SecretBytes?
        if let password {
            if password.isEmpty {
                throw CryptoError(
                    .invalidConfiguration, subject, reason: "the password is empty", advice: "give one, or nil for no encryption")
            }
            octets = password.withCString { secret in
                MemoryBIO.writingSecret { body($0, EVP_aes_256_cbc(), secret, Int32(password.utf8.count)) }
            }
        } else {
            octets = MemoryBIO.writingSecret { body($0, nil, nil, 0) }
        }
        guard let octets else { throw OpenSSL.failure(subject, reason: "it could not be written") }
        return octets
    }

    private static func unreadable(_ subject: String, encrypted: Bool, password: String?, details: [String]) -> CryptoError {
        if encrypted, password == nil {
            return CryptoError(
                .passwordRequired, subject, reason: "the key is encrypted and no password was given", advice: "give its password",
                details: details)
        }
        if encrypted {
            return CryptoError(
                .wrongPassword, subject, reason: "the key does not open with the password that was given", advice: "check the password",
                details: details)
        }
        return CryptoError(.malformed, subject, reason: "it cannot be read", details: details)
    }
}
