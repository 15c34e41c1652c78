internal import StrataCrypto

extension X509Data {
    /// Whether it says something of certificates, and all of it is true of this one.
    func means(_ certificate: Certificate) -> Bool {
        identifies(certificate)
            && (certificates.contains(certificate) || certificates.isEmpty && !identifications.isEmpty)
    }
}
