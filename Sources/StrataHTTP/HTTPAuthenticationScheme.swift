/// How an HTTP client says who it is.
public struct HTTPAuthenticationScheme: Sendable, Hashable, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }

    /// It does not.
    public static let anonymous = HTTPAuthenticationScheme("Anonymous")
    /// By user name and password in the clear (RFC 7617): use it over `https` only.
    public static let basic = HTTPAuthenticationScheme("Basic")
}
