public import StrataCore

/// Why a certificate was not accepted: which check failed, on which certificate of the chain, with the names involved.
///
/// It is for the local diagnosis. A peer is never told more than that the handshake failed, or `outward`.
public struct CertificateRejection: Error, Sendable, Hashable, CustomStringConvertible {
    /// The check that failed. More checks may come.
    public struct Reason: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
        /// The name of the reason.
        public let rawValue: String

        /// A reason of the given name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Its validity is over.
        public static let expired = Reason(rawValue: "expired")
        /// Its validity has not begun.
        public static let notYetValid = Reason(rawValue: "notYetValid")
        /// It leads to no trusted authority.
        public static let unknownAuthority = Reason(rawValue: "unknownAuthority")
        /// It does not speak for the name that was called.
        public static let wrongName = Reason(rawValue: "wrongName")
        /// It is not meant for this use, or an issuer may not issue.
        public static let wrongPurpose = Reason(rawValue: "wrongPurpose")
        /// A signature in the chain is wrong.
        public static let badSignature = Reason(rawValue: "badSignature")
        /// A key or digest in the chain is too weak.
        public static let weak = Reason(rawValue: "weak")
        /// It was revoked.
        public static let revoked = Reason(rawValue: "revoked")
        /// The peer sent none.
        public static let missing = Reason(rawValue: "missing")
        /// The octets are no certificate.
        public static let malformed = Reason(rawValue: "malformed")
        /// The application's validator said no.
        public static let refusedByValidator = Reason(rawValue: "refusedByValidator")
        /// Whether it was revoked could not be found out.
        public static let revocationUnknown = Reason(rawValue: "revocationUnknown")
        /// It is not among the certificates that are trusted themselves.
        public static let notAmongPeers = Reason(rawValue: "notAmongPeers")
        /// It is among the certificates that are refused.
        public static let disallowed = Reason(rawValue: "disallowed")
        /// An authority above it may not issue for its names.
        public static let constrained = Reason(rawValue: "constrained")
        /// It has a critical extension that nobody here knows.
        public static let unknownCriticalExtension = Reason(rawValue: "unknownCriticalExtension")
        /// Another rule of RFC 5280.
        public static let invalid = Reason(rawValue: "invalid")

        public var description: String { rawValue }
    }

    /// The check that failed.
    public var reason: Reason

    /// The subject of the certificate at fault; empty when there is none.
    public var subject: String

    /// Its place in the chain: 0 for the end certificate.
    public var depth: Int

    /// What was found and what to change.
    public var message: String

    /// A rejection of the given parts.
    public init(_ reason: Reason, subject: String = "", depth: Int = 0, message: String) {
        self.reason = reason
        self.subject = subject
        self.depth = depth
        self.message = message
    }

    /// What may be said outward, the same whatever failed.
    public static let outward = ValidationFailure("the certificate was not accepted")

    public var description: String { "\(reason): \(message)" }
}
