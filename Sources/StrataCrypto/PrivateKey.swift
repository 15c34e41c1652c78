internal import COpenSSL

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
        if let reason = KeyLimits.refusal(of: pointer, kind) { throw CryptoError(.unsupported, subject, reason: reason) }
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

    /// The key as PEM (PKCS#8); under a password encrypted with AES-256-CBC, PBKDF2 and HMAC-SHA-256 (RFC 8018).
    ///
    /// - Parameters:
    ///   - password: what encrypts it; nil leaves it in clear.
    ///   - iterations: how often PBKDF2 goes round: 600,000 take about a fifth of a second, also of whoever guesses.
    public func pem(password: String? = nil, iterations: Int = 600_000) throws(CryptoError) -> SecretBytes {
        guard let password else {
            return try written("PEM private key") { PEM_write_bio_PKCS8PrivateKey($0, storage.pointer, nil, nil, 0, nil, nil) == 1 }
        }
        let locked = try LockedKey(self, password: password, iterations: iterations, subject: "PEM private key")
        return try written("PEM private key") { PEM_write_bio_PKCS8($0, locked.pointer) == 1 }
    }

    /// The key as DER (PKCS#8); under a password as `pem(password:iterations:)` encrypts it.
    public func der(password: String? = nil, iterations: Int = 600_000) throws(CryptoError) -> SecretBytes {
        guard let password else {
            return try written("DER private key") { i2d_PKCS8PrivateKey_bio($0, storage.pointer, nil, nil, 0, nil, nil) == 1 }
        }
        let locked = try LockedKey(self, password: password, iterations: iterations, subject: "DER private key")
        return try written("DER private key") { i2d_PKCS8_bio($0, locked.pointer) == 1 }
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

    private func written(_ subject: String, _ body: (OpaquePointer) -> Bool) throws(CryptoError) -> SecretBytes {
        guard let octets = MemoryBIO.writingSecret(body) else { throw OpenSSL.failure(subject, reason: "it could not be written") }
        return octets
    }
}
