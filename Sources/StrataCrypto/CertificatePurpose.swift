internal import COpenSSL

/// What an end certificate must be good for when a chain is checked.
public enum CertificatePurpose: Sendable, Hashable {
    /// A TLS server.
    case server
    /// A TLS client.
    case client
    /// Any use: signatures in messages, for example.
    case any

    var library: Int32? {
        switch self {
        case .server: X509_PURPOSE_SSL_SERVER
        case .client: X509_PURPOSE_SSL_CLIENT
        case .any: nil
        }
    }
}
