internal import COpenSSL

/// The authorities that certificates must lead to.
public struct CertificateTrust: Sendable, CustomStringConvertible {
    let store: TrustStore

    /// The given roots, or nil for the system's.
    public let roots: [Certificate]?

    /// The authorities that the system trusts, where OpenSSL looks for them (`SSL_CERT_FILE` and `SSL_CERT_DIR` move it).
    public static let systemRoots = CertificateTrust(store: .system, roots: nil)

    /// Exactly the given certificates. An end certificate among them is trusted itself; an intermediate is trusted without its root.
    public static func roots(_ roots: [Certificate]) -> CertificateTrust {
        CertificateTrust(store: TrustStore(roots: roots), roots: roots)
    }

    /// The certificates of a PEM file.
    public static func roots(file path: String) throws(CryptoError) -> CertificateTrust {
        roots(try Certificate.list(file: path))
    }

    private init(store: TrustStore, roots: [Certificate]?) {
        self.store = store
        self.roots = roots
    }

    /// Checks a chain: signatures, validity, constraints, purpose and strength up to a trusted root, and the name.
    ///
    /// - Parameters:
    ///   - chain: the end certificate first; the rest, in any order, may help to find the way to a root.
    ///   - purpose: the use that the end certificate must allow.
    ///   - name: the host that it must speak for, a name or an IP address; nil checks none.
    ///   - moment: when it must be valid; nil is now.
    /// - Returns: the way that was found, from the end certificate to the root.
    @discardableResult
    public func verify(
        _ chain: [Certificate], for purpose: CertificatePurpose, name: String? = nil, at moment: CertificateDate? = nil
    ) throws(CertificateRejection) -> [Certificate] {
        OpenSSL.start()
        guard let leaf = chain.first else { throw CertificateRejection(.missing, message: "there is no certificate") }
        guard let pointer = store.pointer, let context = X509_STORE_CTX_new(), let others = OPENSSL_sk_new_null() else {
            throw CertificateRejection(.invalid, message: OpenSSL.failure("certificate check").description)
        }
        defer {
            X509_STORE_CTX_free(context)
            OPENSSL_sk_free(others)
            OpenSSL.clearErrors()
        }
        // The stack borrows: the chain outlives it.
        for certificate in chain.dropFirst() { _ = OPENSSL_sk_push(others, UnsafeRawPointer(certificate.handle)) }
        guard X509_STORE_CTX_init(context, pointer, leaf.handle, others) == 1, let parameters = X509_STORE_CTX_get0_param(context) else {
            throw CertificateRejection(.invalid, message: OpenSSL.failure("certificate check").description)
        }
        X509_VERIFY_PARAM_set_auth_level(parameters, 2)
        X509_VERIFY_PARAM_set_depth(parameters, 10)
        if let moment { X509_VERIFY_PARAM_set_time(parameters, time_t(moment.secondsSince1970)) }
        if let purpose = purpose.library { X509_STORE_CTX_set_purpose(context, purpose) }
        let verified = X509_verify_cert(context) == 1
        withExtendedLifetime(chain) {}
        guard verified else { throw CertificateRejection(verifying: context, name: name) }
        if let name, !leaf.speaks(for: name) { throw .wrongName(leaf, name: name) }
        return Certificate.list(stack: X509_STORE_CTX_get0_chain(context))
    }

    public var description: String {
        guard let roots else { return "system roots" }
        return "roots: " + (roots.isEmpty ? "none" : roots.map(\.label).joined(separator: "; "))
    }
}

extension CertificateTrust: Equatable {
    /// Whether both trust the same certificates.
    public static func == (a: CertificateTrust, b: CertificateTrust) -> Bool { a.roots == b.roots }
}

extension CertificateTrust {
    /// The library's store, valid while the value lives.
    package var handle: OpaquePointer? { store.pointer }
}
