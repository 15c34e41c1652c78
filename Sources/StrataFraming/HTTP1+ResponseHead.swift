extension HTTP1 {
    /// A response's status and fields, checked (RFC 9112 sections 4 and 5). It owns its octets.
    package struct ResponseHead: Sendable {
        /// The status, 100 to 999; those above 599 are treated as a server's error (RFC 9110 section 15).
        package internal(set) var status: Int
        /// The minor version: 0, or 1 for 1.1 and above.
        package internal(set) var minorVersion: Int
        /// The fields in their order.
        package internal(set) var fields: HTTPFields
        /// How the body ends, the request's method considered.
        package internal(set) var framing: BodyFraming
        /// Whether the connection may carry another request after the body.
        package internal(set) var keepAlive: Bool

        var reasonRange: Range<Int>

        /// The reason phrase, perhaps empty.
        package var reason: String { fields.octets.withUnsafeBytes { Octets.text(Octets.slice($0, reasonRange)) } }
    }
}
