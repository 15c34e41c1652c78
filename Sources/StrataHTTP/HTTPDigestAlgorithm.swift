/// A hash function of HTTP Digest (RFC 7616, 6.1).
public enum HTTPDigestAlgorithm: String, Sendable, Hashable, CaseIterable, CustomStringConvertible {
    /// `SHA-256`.
    case sha256 = "SHA-256"
    /// `MD5`: for peers that know nothing else.
    case md5 = "MD5"

    /// Its name in the fields.
    public var description: String { rawValue }
}
