/// A stack that cannot be built. Thrown before any I/O.
public struct BindingError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong with the stack.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        public let description: String
        /// A code of your own.
        public init(_ description: String) { self.description = description }

        /// The stack has no transport element.
        public static let missingTransport = Code("missingTransport")
        /// The transport does not name its address scheme.
        public static let missingScheme = Code("missingScheme")
        /// The stack has no encoding element and the transport brings none.
        public static let missingEncoding = Code("missingEncoding")
        /// An element stands where its kind may not.
        public static let misplacedElement = Code("misplacedElement")
        /// More than one encoding.
        public static let duplicateEncoding = Code("duplicateEncoding")
        /// More than one element that wants to upgrade the same byte stream in the same way, or an upgrade nobody performs.
        public static let streamUpgrade = Code("streamUpgrade")
        /// No element says which message version is spoken.
        public static let missingMessageVersion = Code("missingMessageVersion")
        /// The stack, or one element of it, cannot make the channel shape that was asked for.
        public static let unsupportedShape = Code("unsupportedShape")
        /// Building left elements unused: something above did not hand on to what stands beneath.
        public static let unusedElements = Code("unusedElements")
        /// What was built does not give what its elements promise.
        public static let capabilityMismatch = Code("capabilityMismatch")
        /// The encoding does not say its reader quotas, and an element needs them.
        public static let unknownReaderQuotas = Code("unknownReaderQuotas")
        /// A setting has a value that cannot work.
        public static let invalidConfiguration = Code("invalidConfiguration")
        /// The address does not fit the transport.
        public static let invalidAddress = Code("invalidAddress")
    }

    /// What is wrong with the stack.
    public var code: Code
    /// The element at fault; empty when it is the stack as a whole.
    public var element: String
    /// What is wrong and what to change.
    public var message: String

    /// An error of that code.
    public init(_ code: Code, element: String = "", _ message: String) {
        self.code = code
        self.element = element
        self.message = message
    }

    public var description: String { "\(code)" + (element.isEmpty ? "" : " (\(element))") + ": \(message)" }
}
