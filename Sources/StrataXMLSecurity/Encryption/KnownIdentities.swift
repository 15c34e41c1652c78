public import StrataCrypto

/// Certificates with their private keys; `KeyInfo` says for which one something was encrypted, and without a statement all are tried.
public struct KnownIdentities: DecryptionKeySource {
    /// The certificates and keys.
    public var identities: [CertificateIdentity]

    /// These certificates and keys.
    public init(_ identities: [CertificateIdentity]) { self.identities = identities }

    public func keys(for keyInfo: KeyInfo, use: DecryptionUse) -> [DecryptionKey] {
        let statements = keyInfo.x509Data
        guard !statements.isEmpty else { return identities.map { .privateKey($0.privateKey) } }
        return identities.filter { identity in statements.contains { $0.means(identity.certificate) } }.map { .privateKey($0.privateKey) }
    }
}
