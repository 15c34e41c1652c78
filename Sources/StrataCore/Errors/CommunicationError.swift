/// A built stack failed to communicate.
public struct CommunicationError: Error, Sendable, CustomStringConvertible {
    /// What went wrong, in terms of what a caller can do about it.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        public let description: String
        /// A code of your own.
        public init(_ description: String) { self.description = description }

        /// Nothing listens at the address, or it has no such endpoint.
        public static let endpointNotFound = Code("endpointNotFound")
        /// The address is taken by another listener.
        public static let addressInUse = Code("addressInUse")
        /// A deadline passed.
        public static let timedOut = Code("timedOut")
        /// The object was used before `open()`.
        public static let notOpen = Code("notOpen")
        /// The object was closed.
        public static let closed = Code("closed")
        /// The object was aborted.
        public static let aborted = Code("aborted")
        /// The object has faulted earlier; the first fault is the cause.
        public static let faulted = Code("faulted")
        /// A limit was exceeded; the message names the quota, its value and the setting.
        public static let quotaExceeded = Code("quotaExceeded")
        /// Security was refused, here or by the peer.
        public static let securityRejected = Code("securityRejected")
        /// The peer broke the protocol.
        public static let protocolViolation = Code("protocolViolation")
        /// The connection broke.
        public static let connectionLost = Code("connectionLost")
        /// The peer is too busy or shutting down.
        public static let serverTooBusy = Code("serverTooBusy")
        /// A reply was due and none came.
        public static let noReply = Code("noReply")
        /// The caller used the object in a way its state or shape does not allow.
        public static let invalidOperation = Code("invalidOperation")
    }

    /// Whether the same call may be made again without the risk that the peer acts twice.
    public enum Retry: Sendable, Hashable {
        /// The peer has certainly not acted on it.
        case safe
        /// The peer may have acted on it.
        case unsafe
    }

    /// What went wrong.
    public var code: Code
    /// What happened, and what to do about it where that is known.
    public var message: String
    /// The error beneath, where there is one.
    public var cause: (any Error)?
    /// Whether the same call may be made again.
    public var retry: Retry

    /// An error of that code; a retry counts as unsafe unless said otherwise.
    public init(_ code: Code, _ message: String, retry: Retry = .unsafe, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.retry = retry
        self.cause = cause
    }

    public var description: String { CauseText.adding(cause, to: "\(code): \(message)") }
}
