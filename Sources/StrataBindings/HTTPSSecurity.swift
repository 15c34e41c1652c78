public import StrataTLS

/// Transport security in a preset: TLS, and how the client says who it is.
public struct HTTPSSecurity: Sendable {
    /// How the client says who it is above TLS's own server authentication.
    public enum ClientCredential: Sendable {
        /// It does not.
        case none
        /// By user name and password.
        case basic(HTTPBasicAuthentication)
        /// By a certificate: a service requires one, a client sends `tls.identity`.
        case certificate

        /// The same way to say it, without what the user has set for it: what the preset makes of the choice is the preset's.
        var withoutValues: ClientCredential {
            switch self {
            case .none: .none
            case .basic: .basic(HTTPBasicAuthentication())
            case .certificate: .certificate
            }
        }
    }

    /// How the client says who it is; not at all unless set.
    public var clientCredential: ClientCredential
    /// TLS of this end: certificate, whom to trust, versions.
    public var tls: TLSConfiguration

    /// TLS with these settings, and a client that says who it is in this way.
    public init(tls: TLSConfiguration = .defaults, clientCredential: ClientCredential = .none) {
        self.tls = tls
        self.clientCredential = clientCredential
    }

    /// TLS with the system's roots, and an anonymous client. A service has to set `tls.identity`.
    public static var defaults: HTTPSSecurity { HTTPSSecurity() }
}
