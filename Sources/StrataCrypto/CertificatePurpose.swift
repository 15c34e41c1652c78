internal import COpenSSL

/// What an end certificate must be good for when a chain is checked.
public enum CertificatePurpose: Sendable, Hashable {
    /// A TLS server.
    case server
    /// A TLS client.
    case client
    /// Signatures in messages: a key usage that allows signatures, or none at all.
    case signing
    /// Keys or content of messages that are encrypted for it: a key usage that allows encryption or agreement on keys, or none at all.
    case encryption
    /// Any use.
    case any

    var library: Int32? {
        switch self {
        case .server: X509_PURPOSE_SSL_SERVER
        case .client: X509_PURPOSE_SSL_CLIENT
        case .signing, .encryption, .any: nil
        }
    }

    /// Why a certificate does not serve, beyond what the library looks at; nil when it does.
    func refusal(of certificate: Certificate) -> String? {
        let needed: KeyUsage
        switch self {
        case .server, .client, .any: return nil
        case .signing: needed = [.digitalSignature, .nonRepudiation]
        case .encryption: needed = [.keyEncipherment, .dataEncipherment, .keyAgreement]
        }
        guard let usage = certificate.keyUsage, usage.isDisjoint(with: needed) else { return nil }
        return "its key usage is \(usage), and one of \(needed) is needed"
    }
}
