import StrataCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// What went wrong with a connection, a listener, a name or a loop: what was done, to which address, and why it failed.
package struct IOError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure; open, so that new kinds can be added.
    package struct Code: Hashable, Sendable, CustomStringConvertible {
        package let description: String
        package init(_ description: String) { self.description = description }

        /// Nobody listens at the address.
        package static let refused = Code("refused")
        /// No route to the address, or the network is down.
        package static let unreachable = Code("unreachable")
        /// The peer broke the connection off (RST), or is gone.
        package static let reset = Code("reset")
        /// The deadline passed, or the operating system gave up.
        package static let timedOut = Code("timedOut")
        /// The caller went away.
        package static let cancelled = Code("cancelled")
        /// The stream, listener or pool was closed on this side.
        package static let closed = Code("closed")
        /// The peer ended its stream in the middle of a message.
        package static let truncated = Code("truncated")
        /// The peer broke the protocol of the layer above.
        package static let protocolViolation = Code("protocolViolation")
        /// A stream transform (TLS) refused; `cause` holds its `StreamTransformError`.
        package static let transformFailed = Code("transformFailed")
        /// The name has no address.
        package static let nameNotFound = Code("nameNotFound")
        /// The loop was stopped.
        package static let loopStopped = Code("loopStopped")
        /// Somebody else listens at the address.
        package static let addressInUse = Code("addressInUse")
        /// The process has no descriptor, buffer or thread left.
        package static let outOfResources = Code("outOfResources")
        /// A limit of this side's configuration was reached.
        package static let limitReached = Code("limitReached")
        /// Any other failed system call.
        package static let system = Code("system")
    }

    package var code: Code
    /// What was being done: "connect", "read", "bind"…
    package var operation: String
    /// To which address, in its printed form.
    package var address: String?
    /// The system's error number; 0 when no system call failed.
    package var errno: Int32
    /// What happened, where the code and the error number do not say it.
    package var reason: String
    package var cause: (any Error)?

    package init(
        _ code: Code, _ operation: String, address: String? = nil, errno: Int32 = 0, reason: String = "",
        cause: (any Error)? = nil
    ) {
        self.code = code
        self.operation = operation
        self.address = address
        self.errno = errno
        self.reason = reason
        self.cause = cause
    }

    package var description: String {
        var text = "\(operation)"
        if let address { text += " \(address)" }
        text += ": \(code)"
        if !reason.isEmpty { text += ", \(reason)" }
        if errno != 0 { text += " (\(Self.text(errno)), errno \(errno))" }
        return CauseText.adding(cause, to: text)
    }

    /// The peer broke the protocol of the layer above.
    package static func protocolViolation(_ reason: String) -> IOError { IOError(.protocolViolation, "read", reason: reason) }

    /// The peer ended its stream in the middle of a message.
    package static var truncated: IOError {
        IOError(.truncated, "read", reason: "the peer ended its stream in the middle of a message")
    }

    /// The stream was closed on this side.
    package static var closed: IOError { IOError(.closed, "use", reason: "the stream was closed on this side") }

    /// The caller went away while it waited.
    static func cancelled(_ operation: String) -> IOError { IOError(.cancelled, operation, reason: "the caller cancelled") }

    static func loopStopped(_ operation: String) -> IOError {
        IOError(.loopStopped, operation, reason: "the event loop was stopped")
    }

    /// The failed system call that `number` (by default the thread's `errno`) tells of.
    static func system(_ operation: String, _ number: Int32 = currentErrno, address: String? = nil) -> IOError {
        IOError(code(for: number), operation, address: address, errno: number)
    }

    static var currentErrno: Int32 {
        #if canImport(Glibc)
            Glibc.errno
        #else
            Darwin.errno
        #endif
    }

    private static func code(for number: Int32) -> Code {
        switch number {
        case ECONNREFUSED: .refused
        case ENETUNREACH, EHOSTUNREACH, ENETDOWN, EHOSTDOWN, EADDRNOTAVAIL, EAFNOSUPPORT: .unreachable
        case ECONNRESET, EPIPE, ECONNABORTED, ENOTCONN: .reset
        case ETIMEDOUT: .timedOut
        case EADDRINUSE: .addressInUse
        case EMFILE, ENFILE, ENOBUFS, ENOMEM, EAGAIN: .outOfResources
        default: .system
        }
    }

    private static func text(_ number: Int32) -> String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 128) { buffer in
            guard let base = buffer.baseAddress else { return "" }
            base.initialize(repeating: 0, count: 128)
            _ = strerror_r(number, base, 127)
            return String(cString: base)
        }
    }
}
