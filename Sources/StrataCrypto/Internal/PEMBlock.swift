internal import COpenSSL

/// One object of a PEM text (RFC 7468), wiped when it goes: it may be a key.
struct PEMBlock: ~Copyable {
    /// What its first line says, for example `PRIVATE KEY`.
    let name: String
    private let header: UnsafeMutablePointer<CChar>?
    private let data: UnsafeMutablePointer<UInt8>
    private let count: Int

    /// The next object of a text; nil at its end, or where it cannot be read on.
    static func next(_ bio: OpaquePointer) -> PEMBlock? {
        var name: UnsafeMutablePointer<CChar>?
        var header: UnsafeMutablePointer<CChar>?
        var data: UnsafeMutablePointer<UInt8>?
        var count = 0
        guard PEM_read_bio(bio, &name, &header, &data, &count) == 1, let data else { return nil }
        defer { CRYPTO_free(name, nil, 0) }
        return PEMBlock(name: name.map { String(cString: $0) } ?? "", header: header, data: data, count: count)
    }

    private init(name: String, header: UnsafeMutablePointer<CChar>?, data: UnsafeMutablePointer<UInt8>, count: Int) {
        self.name = name
        self.header = header
        self.data = data
        self.count = count
    }

    /// Reads the octets, opened first where the older form of encryption (RFC 1421) has locked them.
    ///
    /// - Throws: `passwordRequired`, `wrongPassword`, `malformed`.
    func withOctets<R>(
        _ password: String?, subject: String, _ body: (UnsafeRawBufferPointer) throws(CryptoError) -> R
    ) throws(CryptoError) -> R {
        var cipher = EVP_CIPHER_INFO()
        guard PEM_get_EVP_CIPHER_INFO(header, &cipher) == 1 else {
            throw CryptoError(.malformed, subject, reason: "its header cannot be read", details: OpenSSL.drainErrors())
        }
        var length = count
        if cipher.cipher != nil {
            let isOpen = PasswordCallback.with(password) { PEM_do_header(&cipher, data, &length, $0, $1) == 1 }
            guard isOpen else { throw LockedKey.closed(subject, hasPassword: password != nil) }
        }
        return try body(UnsafeRawBufferPointer(start: data, count: max(0, min(length, count))))
    }

    deinit {
        CRYPTO_free(header, nil, 0)
        CRYPTO_clear_free(data, count, nil, 0)
    }
}
