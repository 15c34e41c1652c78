internal import COpenSSL
public import StrataInfoset

/// A public key, RSA of 512 to 8192 bits with an exponent of at most 64, or EC.
public struct PublicKey: Sendable, Hashable, CustomStringConvertible {
    let storage: KeyStorage

    /// The kind and size.
    public let kind: KeyKind

    /// The key as DER (`SubjectPublicKeyInfo`, RFC 5280, section 4.1).
    public let der: Bytes

    /// Takes the key over. Keys of other kinds are refused, and RSA keys that no generator makes.
    init(owning pointer: OpaquePointer, subject: String) throws(CryptoError) {
        let storage = KeyStorage(owning: pointer)
        guard let kind = KeyKind(pointer) else {
            throw CryptoError(.unsupported, subject, reason: "the key is neither RSA nor EC on P-256, P-384 or P-521")
        }
        if let reason = KeyLimits.refusal(of: pointer, kind) { throw CryptoError(.unsupported, subject, reason: reason) }
        self.storage = storage
        self.kind = kind
        var out: UnsafeMutablePointer<UInt8>?
        let count = i2d_PUBKEY(pointer, &out)
        defer { CRYPTO_free(out, nil, 0) }
        guard count > 0 else { throw OpenSSL.failure(subject) }
        der = Bytes(copying: UnsafeRawBufferPointer(start: out, count: Int(count)))
    }

    /// Reads a key from its DER (`SubjectPublicKeyInfo`); octets after it are an error.
    public init(der: Bytes) throws(CryptoError) {
        OpenSSL.start()
        defer { OpenSSL.clearErrors() }
        let key: OpaquePointer? = der.withUnsafeBytes { raw in
            guard let start = raw.baseAddress else { return nil }
            var next: UnsafePointer<UInt8>? = start.assumingMemoryBound(to: UInt8.self)
            guard let key = d2i_PUBKEY(nil, &next, raw.count) else { return nil }
            guard UnsafeRawPointer(next) == start + raw.count else {
                EVP_PKEY_free(key)
                return nil
            }
            return key
        }
        guard let key else {
            throw CryptoError(
                .malformed, "DER public key", reason: "the \(der.count) octets are not exactly one public key",
                details: OpenSSL.drainErrors())
        }
        try self.init(owning: key, subject: "DER public key")
    }

    /// Reads the first public key of a PEM text (`BEGIN PUBLIC KEY`).
    public init(pem: String) throws(CryptoError) {
        let key: OpaquePointer? = MemoryBIO.reading(Bytes(pem)) { PEM_read_bio_PUBKEY($0, nil, { _, _, _, _ in -1 }, nil) } ?? nil
        guard let key else {
            throw CryptoError(
                .missing, "PEM public key", reason: "the text has no public key that can be read", details: OpenSSL.drainErrors())
        }
        OpenSSL.clearErrors()
        try self.init(owning: key, subject: "PEM public key")
    }

    public static func == (a: PublicKey, b: PublicKey) -> Bool { a.der == b.der }
    public func hash(into hasher: inout Hasher) { hasher.combine(der) }

    /// The kind of key.
    public var description: String { "PublicKey(\(kind))" }
}

extension Certificate {
    /// The key that it speaks of.
    ///
    /// - Throws: `unsupported` for a kind of key that is not supported.
    public func publicKey() throws(CryptoError) -> PublicKey {
        guard let key = X509_get_pubkey(storage.pointer) else {
            // Before the label, which is read from the certificate too.
            let details = OpenSSL.drainErrors()
            throw CryptoError(.unsupported, "certificate", reason: "the public key of \(label) cannot be read", details: details)
        }
        return try PublicKey(owning: key, subject: "public key of \(label)")
    }
}

extension PrivateKey {
    /// The public key that belongs to it.
    public func publicKey() throws(CryptoError) -> PublicKey {
        var out: UnsafeMutablePointer<UInt8>?
        let count = i2d_PUBKEY(storage.pointer, &out)
        defer { CRYPTO_free(out, nil, 0) }
        guard count > 0 else { throw OpenSSL.failure("public key") }
        let der = Bytes(copying: UnsafeRawBufferPointer(start: out, count: Int(count)))
        // The provider of a device may write out the curve, which is not read; the key knows the curve by its name.
        if let point = PrivateKey.point(in: der), let key = try? PublicKey(point: point, on: kind) { return key }
        return try PublicKey(der: der)
    }

    /// The octets of the key itself in its DER.
    private static func point(in der: Bytes) -> Bytes? {
        der.withUnsafeBytes { raw in
            var next = raw.baseAddress?.assumingMemoryBound(to: UInt8.self)
            guard let information = d2i_X509_PUBKEY(nil, &next, raw.count) else { return nil }
            defer {
                X509_PUBKEY_free(information)
                OpenSSL.clearErrors()
            }
            var octets: UnsafePointer<UInt8>?
            var count: Int32 = 0
            guard X509_PUBKEY_get0_param(nil, &octets, &count, nil, information) == 1 else { return nil }
            return Bytes(copying: UnsafeRawBufferPointer(start: octets, count: Int(count)))
        }
    }
}
