/// A stream transform refused the peer or the octets.
public struct StreamTransformError: Error, Sendable, CustomStringConvertible {
    /// What kind of refusal it was.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        public let description: String
        /// A code of your own.
        public init(_ description: String) { self.description = description }

        /// The handshake could not be completed: no common version, wrong kind of peer, a broken record.
        public static let handshakeFailed = Code("handshakeFailed")
        /// The peer's certificate (or its absence) was not accepted.
        public static let certificateRejected = Code("certificateRejected")
        /// The stream ended without the transform's own end mark.
        public static let truncated = Code("truncated")
        /// The peer broke the protocol after the handshake.
        public static let protocolViolation = Code("protocolViolation")
        /// The local settings cannot be used (an unreadable key, say).
        public static let invalidConfiguration = Code("invalidConfiguration")
    }

    /// What kind of refusal it was.
    public var code: Code
    /// What happened and what to change; for the local diagnosis, never sent to the peer.
    public var message: String
    /// The error beneath, where there is one.
    public var cause: (any Error)?

    /// An error of that code.
    public init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    public var description: String { CauseText.adding(cause, to: "\(code): \(message)") }
}
