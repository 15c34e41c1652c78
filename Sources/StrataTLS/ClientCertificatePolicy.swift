/// Whether a server asks its clients for a certificate.
public enum ClientCertificatePolicy: Sendable, Hashable, CustomStringConvertible {
    /// It does not ask.
    case none
    /// It asks, judges the one that is sent, and goes on without.
    case optional
    /// It asks and refuses clients that send none.
    case required

    public var description: String {
        switch self {
        case .none: "none"
        case .optional: "optional"
        case .required: "required"
        }
    }
}
