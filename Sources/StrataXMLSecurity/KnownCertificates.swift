public import StrataCrypto

/// Certificates that are known beforehand; `KeyInfo` says which one is meant.
///
/// A certificate that the signature brings along counts only if it is one of them. They are put in order once, so that a signature is not
/// compared with each of many.
public struct KnownCertificates: VerificationKeySource {
    /// The certificates.
    public var certificates: [Certificate] {
        didSet { index = CertificateIndex(certificates) }
    }
    private var index: CertificateIndex

    /// These certificates.
    public init(_ certificates: [Certificate]) {
        self.certificates = certificates
        index = CertificateIndex(certificates)
    }

    public func keys(for keyInfo: KeyInfo, method: SignatureMethod) -> [VerificationKey] {
        let statements = keyInfo.x509Data
        guard !statements.isEmpty else { return certificates.map { .certificate($0) } }
        return named(by: statements).map { .certificate($0) }
    }

    /// Those that one of the statements is about, in their order.
    func named(by statements: [X509Data]) -> [Certificate] {
        var found: Set<Int> = []
        var digests = CertificateDigests()
        for data in statements {
            let places = index.places(of: data, certificates, &digests)
            for place in places where !found.contains(place) && data.identifies(certificates[place]) { found.insert(place) }
        }
        return found.sorted().map { certificates[$0] }
    }
}
