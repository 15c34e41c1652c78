/// How the body of a message is compressed on its way (RFC 9110, 8.4.1).
public struct HTTPContentCoding: Sendable, Hashable, CustomStringConvertible {
    /// Its name as it stands in a Content-Encoding field.
    public let description: String

    private init(_ description: String) { self.description = description }

    /// Not at all.
    public static let identity = HTTPContentCoding("identity")
    /// gzip (RFC 1952).
    public static let gzip = HTTPContentCoding("gzip")
    /// zlib (RFC 1950), which HTTP names `deflate`.
    public static let deflate = HTTPContentCoding("deflate")
}
