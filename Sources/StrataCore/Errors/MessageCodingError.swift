/// A message could not be encoded, or octets could not be decoded into one.
public struct MessageCodingError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure it was; a transport chooses its answer by it.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        public let description: String
        /// A code of your own.
        public init(_ description: String) { self.description = description }

        /// The content type is not the encoder's.
        public static let unsupportedContentType = Code("unsupportedContentType")
        /// The octets are not well-formed, or not a message of the encoder's form.
        public static let malformed = Code("malformed")
        /// The envelope is of another SOAP version.
        public static let versionMismatch = Code("versionMismatch")
        /// A reader quota was exceeded.
        public static let quotaExceeded = Code("quotaExceeded")
        /// The message cannot be written in this form.
        public static let notEncodable = Code("notEncodable")
    }

    /// What kind of failure it was.
    public var code: Code
    /// Where, in octets from the start of the message; `nil` when no place can be named.
    public var offset: Int?
    /// What is wrong and, for a quota, its name, value and setting.
    public var reason: String
    /// The error beneath, where there is one.
    public var cause: (any Error)?

    /// An error of that code.
    public init(_ code: Code, offset: Int? = nil, _ reason: String, cause: (any Error)? = nil) {
        self.code = code
        self.offset = offset
        self.reason = reason
        self.cause = cause
    }

    public var description: String { "\(code)" + (offset.map { " at octet \($0)" } ?? "") + ": \(reason)" }
}
