/// Whether a certificate may issue others (RFC 5280 section 4.2.1.9).
public struct BasicConstraints: Sendable, Hashable, CustomStringConvertible {
    /// Whether the subject is a certificate authority.
    public var isAuthority: Bool

    /// How many authorities may stand below it on a path; nil for no limit.
    public var pathLength: Int?

    /// The constraints of the given values.
    public init(isAuthority: Bool, pathLength: Int? = nil) {
        self.isAuthority = isAuthority
        self.pathLength = pathLength
    }

    public var description: String {
        "CA:\(isAuthority ? "TRUE" : "FALSE")" + (pathLength.map { ",pathlen:\($0)" } ?? "")
    }
}
