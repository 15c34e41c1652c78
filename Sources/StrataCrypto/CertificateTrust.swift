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

    /// Exactly the certificates of a store.
    public static func roots(_ store: CertificateStore) -> CertificateTrust { roots(store.certificates) }

    /// The certificates of a PEM file.
    public static func roots(file path: String) throws(CryptoError) -> CertificateTrust {
        roots(try Certificate.list(file: path))
    }

    private init(store: TrustStore, roots: [Certificate]?) {
        self.store = store
        self.roots = roots
    }

    /// Checks a chain: signatures, validity, constraints, purpose and strength up to a trusted root, and the name. `CertificateValidation`
    /// does more, and says more of it.
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
        let result = PathCheck(store: store, purpose: purpose, moment: moment ?? .now).run(chain)
        if let rejection = result.rejections.first { throw rejection }
        if let name, let leaf = result.path.first, !leaf.speaks(for: name) { throw .wrongName(leaf, name: name) }
        return result.path
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
