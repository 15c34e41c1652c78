/// Knows the secrets of users for HTTP Digest. An application implements it; a service's transport calls it for each request.
public protocol HTTPDigestValidator: Sendable {
    /// The secret of a user; throws `ValidationFailure` (or any error) for one that is unknown. May suspend.
    ///
    /// Take as long for an unknown user as for a known one.
    func secret(userName: String, realm: String, algorithm: HTTPDigestAlgorithm) async throws -> HTTPDigestSecret
}

/// What an application keeps of a user for HTTP Digest. Never printed.
public enum HTTPDigestSecret: Sendable, CustomStringConvertible, CustomReflectable {
    /// The password itself.
    case password(String)
    /// The hash of user name, realm and password, each parted by a colon, in lower-case hexadecimal (RFC 7616, 3.4.2): for that realm and
    /// algorithm alone.
    case hash(String)

    /// Which of both it is.
    public var description: String {
        switch self {
        case .password: "HTTPDigestSecret(password not shown)"
        case .hash: "HTTPDigestSecret(hash not shown)"
        }
    }
    /// Nothing of it.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
