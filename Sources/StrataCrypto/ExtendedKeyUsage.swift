/// A purpose that a certificate's key is meant for (RFC 5280 section 4.2.1.12), by object identifier.
public struct ExtendedKeyUsage: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
    /// The object identifier in dotted form.
    public let rawValue: String

    /// The purpose of the given dotted object identifier.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// A TLS server.
    public static let serverAuthentication = ExtendedKeyUsage(rawValue: "1.3.6.1.5.5.7.3.1")
    /// A TLS client.
    public static let clientAuthentication = ExtendedKeyUsage(rawValue: "1.3.6.1.5.5.7.3.2")
    /// Signing code.
    public static let codeSigning = ExtendedKeyUsage(rawValue: "1.3.6.1.5.5.7.3.3")
    /// Protecting mail.
    public static let emailProtection = ExtendedKeyUsage(rawValue: "1.3.6.1.5.5.7.3.4")
    /// Any purpose.
    public static let any = ExtendedKeyUsage(rawValue: "2.5.29.37.0")

    /// A name where there is a usual one, else the object identifier.
    public var description: String {
        switch self {
        case .serverAuthentication: "serverAuth"
        case .clientAuthentication: "clientAuth"
        case .codeSigning: "codeSigning"
        case .emailProtection: "emailProtection"
        case .any: "any"
        default: rawValue
        }
    }
}
