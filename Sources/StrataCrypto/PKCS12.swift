internal import COpenSSL
public import StrataInfoset

/// A PKCS#12 container (RFC 7292; `.p12`, `.pfx`): certificates and at most one private key under a password.
public struct PKCS12: Sendable {
    /// The key with its chain; nil when the container has certificates only.
    public let identity: CertificateIdentity?

    /// The certificates that are not the identity's own, in their order: intermediates and roots.
    public let authorities: [Certificate]

    /// A container to be written.
    public init(identity: CertificateIdentity, authorities: [Certificate] = []) {
        self.identity = identity
        self.authorities = authorities
    }

    /// Opens a container.
    public init(_ octets: Bytes, password: String) throws(CryptoError) {
        let container: OpaquePointer? = MemoryBIO.reading(octets) { d2i_PKCS12_bio($0, nil) } ?? nil
        guard let container else {
            throw CryptoError(.malformed, "PKCS#12", reason: "the octets are no PKCS#12 container", details: OpenSSL.drainErrors())
        }
        defer { PKCS12_free(container) }
        var key: OpaquePointer?
        var leaf: OpaquePointer?
        var others: OpaquePointer?
        guard PKCS12_parse(container, password, &key, &leaf, &others) == 1 else {
            let opens = PKCS12_mac_present(container) == 0 || PKCS12_verify_mac(container, password, -1) == 1
            let details = OpenSSL.drainErrors()
            if !opens {
                throw CryptoError(
                    .wrongPassword, "PKCS#12", reason: "the container does not open with the password that was given",
                    advice: "check the password", details: details)
            }
            throw CryptoError(
                .unsupported, "PKCS#12", reason: "its content cannot be decrypted or read",
                advice: "if it was written with RC2 or another algorithm of old, export it again with AES", details: details)
        }
        OpenSSL.clearErrors()
        let authorities = Certificate.list(stack: others)
        OPENSSL_sk_pop_free(others) { $0.map { X509_free(OpaquePointer($0)) } }
        let certificate = leaf.map { Certificate(CertificateStorage(owning: $0)) }
        if let key {
            let key = try PrivateKey(owning: key, subject: "PKCS#12 private key")
            guard let certificate else {
                throw CryptoError(.missing, "PKCS#12", reason: "it has a private key and no certificate of that key")
            }
            identity = try CertificateIdentity(chain: CertificateIdentity.ordered([certificate] + authorities), privateKey: key)
            self.authorities = authorities
        } else {
            identity = nil
            self.authorities = (certificate.map { [$0] } ?? []) + authorities
        }
    }

    /// Opens a container in a file.
    public init(file path: String, password: String) throws(CryptoError) {
        let octets = try MemoryBIO.file(path)
        do throws(CryptoError) {
            try self.init(octets, password: password)
        } catch {
            throw error.at(path)
        }
    }

    /// The container's octets: AES-256 with PBKDF2 and a SHA-256 check value, which OpenSSL 3, .NET and current systems read.
    ///
    /// - Parameters:
    ///   - password: what the container is encrypted with.
    ///   - friendlyName: the name that key stores show.
    public func encoded(password: String, friendlyName: String = "") throws(CryptoError) -> SecretBytes {
        OpenSSL.start()
        guard let identity else {
            throw CryptoError(
                .unsupported, "PKCS#12", reason: "a container without a private key cannot be written", advice: "write PEM instead")
        }
        let extra = identity.chain.dropFirst() + authorities.filter { !identity.chain.contains($0) }
        guard let stack = OPENSSL_sk_new_null() else { throw OpenSSL.failure("PKCS#12") }
        defer { OPENSSL_sk_free(stack) }
        // The stack borrows: the certificates outlive it.
        for certificate in extra { _ = OPENSSL_sk_push(stack, UnsafeRawPointer(certificate.storage.pointer)) }
        let container = PKCS12_create(
            password, friendlyName.isEmpty ? nil : friendlyName, identity.privateKey.storage.pointer, identity.certificate.storage.pointer,
            stack, 0, 0, 0, 0, 0)
        guard let container else { throw OpenSSL.failure("PKCS#12", reason: "it could not be made") }
        defer { PKCS12_free(container) }
        guard let octets = MemoryBIO.writingSecret({ i2d_PKCS12_bio($0, container) == 1 }) else {
            throw OpenSSL.failure("PKCS#12", reason: "it could not be written")
        }
        withExtendedLifetime((identity, authorities)) {}
        return octets
    }

    func requireIdentity(_ location: String) throws(CryptoError) -> CertificateIdentity {
        guard let identity else {
            throw CryptoError(
                .missing, "PKCS#12", location: location, reason: "it has no private key", advice: "export it together with its key")
        }
        return identity
    }
}
