/// How an HTTP client says who it is.
public struct HTTPAuthenticationScheme: Sendable, Hashable, CustomStringConvertible {
    /// Its name as WCF writes it.
    public let description: String
    /// A scheme by its name. A transport that does not know it refuses to be built.
    public init(_ description: String) { self.description = description }

    /// It does not.
    public static let anonymous = HTTPAuthenticationScheme("Anonymous")
    /// By user name and password in the clear (RFC 7617): use it over `https` only.
    public static let basic = HTTPAuthenticationScheme("Basic")
    /// By a hash of user name, password and a number of the service's (RFC 7616, `qop` auth): a password is not shown, but a weak one can be
    /// guessed by who reads along. The body is not protected.
    public static let digest = HTTPAuthenticationScheme("Digest")
}
