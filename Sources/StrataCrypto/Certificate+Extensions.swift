internal import COpenSSL
public import StrataInfoset

// An extension that cannot be read leaves its reasons in the thread's queue of errors, where the next caller would be blamed for them.
extension Certificate {
    /// The names it speaks for, in their order; empty when it has none (RFC 5280 section 4.2.1.6).
    public var subjectAlternativeNames: [SubjectAlternativeName] {
        defer { OpenSSL.clearErrors() }
        guard let names = X509_get_ext_d2i(storage.pointer, NID_subject_alt_name, nil, nil).map({ OpaquePointer($0) }) else { return [] }
        defer { GENERAL_NAMES_free(names) }
        return (0..<max(0, OPENSSL_sk_num(names))).compactMap { index in
            OPENSSL_sk_value(names, index).map { SubjectAlternativeName(UnsafePointer($0.assumingMemoryBound(to: GENERAL_NAME.self))) }
        }
    }

    /// What its key may be used for; nil when it does not say, which allows everything.
    public var keyUsage: KeyUsage? {
        defer { OpenSSL.clearErrors() }
        // The library says "all bits" for an absent extension.
        let bits = X509_get_key_usage(storage.pointer)
        return bits == UInt32.max ? nil : KeyUsage(rawValue: bits)
    }

    /// The purposes it is meant for; nil when it does not say, which allows every purpose.
    public var extendedKeyUsage: [ExtendedKeyUsage]? {
        defer { OpenSSL.clearErrors() }
        guard let usages = X509_get_ext_d2i(storage.pointer, NID_ext_key_usage, nil, nil).map({ OpaquePointer($0) }) else { return nil }
        defer { EXTENDED_KEY_USAGE_free(usages) }
        return (0..<max(0, OPENSSL_sk_num(usages))).compactMap { index in
            guard let object = OPENSSL_sk_value(usages, index) else { return nil }
            var buffer = [CChar](repeating: 0, count: 128)
            guard OBJ_obj2txt(&buffer, Int32(buffer.count), OpaquePointer(object), 1) > 0 else { return nil }
            return ExtendedKeyUsage(rawValue: OpenSSL.text(buffer))
        }
    }

    /// Whether it may issue others; nil when it does not say, which forbids it.
    public var basicConstraints: BasicConstraints? {
        defer { OpenSSL.clearErrors() }
        guard let raw = X509_get_ext_d2i(storage.pointer, NID_basic_constraints, nil, nil) else { return nil }
        let constraints = raw.assumingMemoryBound(to: BASIC_CONSTRAINTS.self)
        defer { BASIC_CONSTRAINTS_free(constraints) }
        let length = constraints.pointee.pathlen.map { Int(ASN1_INTEGER_get($0)) }
        return BasicConstraints(isAuthority: constraints.pointee.ca != 0, pathLength: length)
    }

    /// The identifier of its key (RFC 5280 section 4.2.1.2), or nil.
    public var subjectKeyIdentifier: Bytes? {
        defer { OpenSSL.clearErrors() }
        return X509_get0_subject_key_id(storage.pointer).map { Certificate.octets($0) }
    }

    /// The identifier of the key that signed it (RFC 5280 section 4.2.1.1), or nil.
    public var authorityKeyIdentifier: Bytes? {
        defer { OpenSSL.clearErrors() }
        return X509_get0_authority_key_id(storage.pointer).map { Certificate.octets($0) }
    }

    /// SHA-1 of the DER, 20 octets: what WS-Security's thumbprint references and .NET's `Thumbprint` hold. It names, it does not protect.
    public var sha1Thumbprint: Bytes { thumbprint(EVP_sha1()) }

    /// SHA-256 of the DER, 32 octets.
    public var sha256Thumbprint: Bytes { thumbprint(EVP_sha256()) }

    /// The kind and size of its public key, for example `RSA 2048` or `EC P-256`; the library's name for kinds that are not supported.
    public var publicKeyDescription: String {
        defer { OpenSSL.clearErrors() }
        guard let key = X509_get0_pubkey(storage.pointer) else { return "unknown" }
        return KeyKind(key)?.description ?? "unsupported"
    }

    /// The public key as DER (`SubjectPublicKeyInfo`).
    public var subjectPublicKeyInfo: Bytes {
        var out: UnsafeMutablePointer<UInt8>?
        let count = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(storage.pointer), &out)
        defer { CRYPTO_free(out, nil, 0) }
        return count > 0 ? Bytes(copying: UnsafeRawBufferPointer(start: out, count: Int(count))) : Bytes()
    }

    private func thumbprint(_ algorithm: OpaquePointer?) -> Bytes {
        var octets = [UInt8](repeating: 0, count: 64)
        var count: UInt32 = 0
        defer { OpenSSL.clearErrors() }
        guard X509_digest(storage.pointer, algorithm, &octets, &count) == 1 else { return Bytes() }
        return Bytes(Array(octets[..<Int(count)]))
    }

    private static func octets(_ string: UnsafePointer<ASN1_OCTET_STRING>) -> Bytes {
        Bytes(copying: UnsafeRawBufferPointer(start: ASN1_STRING_get0_data(string), count: Int(ASN1_STRING_length(string))))
    }
}
