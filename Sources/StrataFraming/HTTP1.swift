/// HTTP/1.1 messages (RFC 9110, RFC 9112) as pure state machines: readers that take octets and give parts, writers that
/// fill a `ByteWriter`; no I/O, no clock.
///
/// Both readers are strict: where RFC 9112 lets a recipient choose between repair and refusal, they refuse.
package enum HTTP1 {
    /// How the end of a message's body is found (RFC 9112 section 6.3).
    package enum BodyFraming: Sendable, Hashable {
        /// There is no body.
        case none
        /// The body has exactly this many octets; zero is an empty body that was announced.
        case length(Int)
        /// The body comes in chunks (RFC 9112 section 7.1).
        case chunked
        /// The body ends with the connection (responses only).
        case untilClose

        /// Whether body octets may follow the head.
        package var hasBody: Bool {
            switch self {
            case .none, .length(0): false
            default: true
            }
        }
    }
}
