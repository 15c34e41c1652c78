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

    /// A container of certificates without a key, which .NET and Java read as a list of those they trust.
    public init(authorities: [Certificate]) {
        identity = nil
        self.authorities = authorities
    }

    /// Opens a container.
    ///
    /// - Parameters:
    ///   - octets: the container, nothing after it.
    ///   - password: what it is encrypted with; empty for none.
    ///   - maximumIterations: how often the password may be hashed for all that it holds: 2,000,000, some seconds at most. The container
    ///     says itself how often that is, and one that asks for more is refused (`limitExceeded`) before it is done.
    public init(_ octets: Bytes, password: String, maximumIterations: Int = 2_000_000) throws(CryptoError) {
        var reader = PKCS12Reader(password: password, maximumIterations: maximumIterations)
        try reader.read(octets)
        guard let key = reader.key else {
            identity = nil
            authorities = reader.certificates
            return
        }
        guard let own = reader.certificates.firstIndex(where: { key.belongs(to: $0) }) else {
            throw CryptoError(.missing, "PKCS#12", reason: "it has a private key and no certificate of that key")
        }
        var others = reader.certificates
        let certificate = others.remove(at: own)
        identity = try CertificateIdentity(chain: CertificateIdentity.ordered([certificate] + others), privateKey: key)
        authorities = others
    }

    /// Opens a container in a file.
    public init(file path: String, password: String, maximumIterations: Int = 2_000_000) throws(CryptoError) {
        let octets = try MemoryBIO.file(path)
        do throws(CryptoError) {
            try self.init(octets, password: password, maximumIterations: maximumIterations)
        } catch {
            throw error.at(path)
        }
    }

    /// The container's octets: AES-256 with PBKDF2 and a SHA-256 check value, which OpenSSL 3, .NET and current systems read.
    ///
    /// - Parameters:
    ///   - password: what the container is encrypted with; without an octet of 0, at which readers of C would end it.
    ///   - friendlyName: the name that key stores show.
    ///   - iterations: how often the password is hashed, for the check value, the certificates and the key each.
    public func encoded(password: String, friendlyName: String = "", iterations: Int = 200_000) throws(CryptoError) -> SecretBytes {
        OpenSSL.start()
        guard iterations > 0, let count = Int32(exactly: iterations), !password.utf8.contains(0) else {
            throw CryptoError(.invalidConfiguration, "PKCS#12", reason: "the password has an octet of 0, or there are no iterations")
        }
        let chain = identity?.chain ?? []
        let extra = chain.dropFirst() + authorities.filter { !chain.contains($0) }
        guard let stack = OPENSSL_sk_new_null() else { throw OpenSSL.failure("PKCS#12") }
        defer { OPENSSL_sk_free(stack) }
        // The stack borrows: the certificates outlive it.
        for certificate in extra { _ = OPENSSL_sk_push(stack, UnsafeRawPointer(certificate.storage.pointer)) }
        let container = PKCS12_create(
            password, friendlyName.isEmpty ? nil : friendlyName, identity?.privateKey.storage.pointer,
            identity?.certificate.storage.pointer, stack, 0, 0, count, count, 0)
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
