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

    public var clientCredential: ClientCredential
    public var tls: TLSConfiguration

    public init(tls: TLSConfiguration = .defaults, clientCredential: ClientCredential = .none) {
        self.tls = tls
        self.clientCredential = clientCredential
    }

    public static var defaults: HTTPSSecurity { HTTPSSecurity() }
}
