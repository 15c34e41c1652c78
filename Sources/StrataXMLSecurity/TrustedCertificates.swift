public import StrataCrypto

/// Certificates that lead to authorities that are trusted: those that a signature brings along, and those that it names of known ones.
///
/// They are validated before the signature is, so that nothing is digested for somebody who is not trusted. A signature that names no
/// certificate finds none here.
public struct TrustedCertificates: VerificationKeySource {
    /// The authorities that a certificate must lead to.
    public var trust: CertificateTrust
    /// What the certificate must be good for.
    public var purpose = CertificatePurpose.any
    /// When it must be valid; nil is now.
    public var moment: CertificateDate?
    private let known: KnownCertificates

    /// Certificates under some authorities.
    ///
    /// - Parameters:
    ///   - trust: the authorities.
    ///   - known: certificates that a signature may name without bringing them along, and others that help to find the way.
    public init(_ trust: CertificateTrust, known: [Certificate] = []) {
        self.trust = trust
        self.known = KnownCertificates(known)
    }

    /// - Throws: `noKey` when there are certificates and none leads to an authority; the reason is that of the first.
    public func keys(for keyInfo: KeyInfo, method: SignatureMethod) throws(XMLSecurityError) -> [VerificationKey] {
        var candidates = try EmbeddedKeys().keys(for: keyInfo, method: method)
        candidates += known.named(by: keyInfo.x509Data.filter(\.certificates.isEmpty)).map { .certificate($0) }
        let others = keyInfo.certificates + known.certificates
        var rejection: CertificateRejection?
        let keys = candidates.filter { key in
            guard case .certificate(let certificate) = key else { return false }
            do throws(CertificateRejection) {
                try trust.verify([certificate] + others.filter { $0 != certificate }, for: purpose, at: moment)
                return true
            } catch {
                rejection = rejection ?? error
                return false
            }
        }
        if keys.isEmpty, let rejection { throw XMLSecurityError(.noKey, "no certificate is trusted: \(rejection)") }
        return keys
    }
}
