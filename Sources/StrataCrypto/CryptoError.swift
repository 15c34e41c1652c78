/// Why key or certificate material could not be loaded, made or used: what, where, why, and what to change.
///
/// It never contains a key, a password or any other secret octet.
public struct CryptoError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of failure. More kinds may come.
    public struct Code: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
        /// The name of the code.
        public let rawValue: String

        /// A code of the given name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The octets are not what they were said to be.
        public static let malformed = Code(rawValue: "malformed")
        /// The material is encrypted and no password was given.
        public static let passwordRequired = Code(rawValue: "passwordRequired")
        /// The password does not open the material.
        public static let wrongPassword = Code(rawValue: "wrongPassword")
        /// An algorithm, key size or curve that is not supported.
        public static let unsupported = Code(rawValue: "unsupported")
        /// A private key that does not belong to the certificate, or certificates that form no chain.
        public static let mismatch = Code(rawValue: "mismatch")
        /// What was looked for is not there.
        public static let missing = Code(rawValue: "missing")
        /// A file could not be read.
        public static let unreadable = Code(rawValue: "unreadable")
        /// A setting that cannot work.
        public static let invalidConfiguration = Code(rawValue: "invalidConfiguration")
        /// Octets that do not decrypt: a wrong key, length, padding or tag; which of them is never said.
        public static let undecryptable = Code(rawValue: "undecryptable")
        /// More than a limit allows: octets, certificates, or iterations of a password.
        public static let limitExceeded = Code(rawValue: "limitExceeded")
        /// The cryptographic library refused or failed.
        public static let failed = Code(rawValue: "failed")

        public var description: String { rawValue }
    }

    /// The kind of failure.
    public var code: Code

    /// What failed, for example `PEM certificate`.
    public var subject: String

    /// Where it was found: a file, or a position in a list; empty when it came from memory.
    public var location: String

    /// Why, in one sentence.
    public var reason: String

    /// What to change; empty when there is nothing to say.
    public var advice: String

    /// The cryptographic library's own messages, oldest first.
    public var details: [String]

    /// An error of the given parts.
    public init(
        _ code: Code, _ subject: String, location: String = "", reason: String, advice: String = "", details: [String] = []
    ) {
        self.code = code
        self.subject = subject
        self.location = location
        self.reason = reason
        self.advice = advice
        self.details = details
    }

    public var description: String {
        var text = subject
        if !location.isEmpty { text += " (\(location))" }
        text += ": \(reason)"
        if !advice.isEmpty { text += "; \(advice)" }
        if !details.isEmpty { text += " [\(details.joined(separator: "; "))]" }
        return text
    }

    func at(_ location: String) -> CryptoError {
        var copy = self
        copy.location = location
        return copy
    }
}
