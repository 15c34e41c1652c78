/// One thing that was looked at on one certificate of a chain, and how it came out.
public struct CertificateCheck: Sendable, Hashable, CustomStringConvertible {
    /// What is looked at. More may come.
    public struct Kind: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
        /// The name of the check; it stays what it is.
        public let rawValue: String

        /// A check of the given name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Whether its octets are a certificate with a key that can be used.
        public static let form = Kind(rawValue: "form")
        /// Whether it leads to somebody who is trusted, or is trusted itself.
        public static let trust = Kind(rawValue: "trust")
        /// Whether it was put on the list of those that are refused.
        public static let standing = Kind(rawValue: "standing")
        /// Whether its issuer has signed it.
        public static let signature = Kind(rawValue: "signature")
        /// Whether the moment lies within its validity.
        public static let validity = Kind(rawValue: "validity")
        /// Basic constraints, path length, key usage and extended key usage.
        public static let purpose = Kind(rawValue: "purpose")
        /// Name constraints, policies, and critical extensions that nobody here knows.
        public static let constraints = Kind(rawValue: "constraints")
        /// The size of its key and the digest of the signature on it.
        public static let strength = Kind(rawValue: "strength")
        /// Whether its issuer has revoked it.
        public static let revocation = Kind(rawValue: "revocation")
        /// Whether it speaks for the name that was called.
        public static let name = Kind(rawValue: "name")
        /// What the application's validator says.
        public static let validator = Kind(rawValue: "validator")

        public var description: String { rawValue }
    }

    /// How a check came out.
    public enum Outcome: String, Sendable, Hashable {
        /// It holds.
        case passed
        /// It does not; the finding's rejections say why.
        case failed
        /// It was not made: settings leave it out, or nothing asks for it.
        case notMade
    }

    /// What was looked at.
    public var kind: Kind

    /// How it came out.
    public var outcome: Outcome

    /// A check and its outcome.
    public init(_ kind: Kind, _ outcome: Outcome) {
        self.kind = kind
        self.outcome = outcome
    }

    public var description: String {
        switch outcome {
        case .passed: "\(kind)"
        case .failed: "\(kind) failed"
        case .notMade: "(\(kind))"
        }
    }
}

extension CertificateRejection.Reason {
    /// The check that fails for this reason; reasons of somebody else's count as the validator's.
    public var check: CertificateCheck.Kind {
        switch self {
        case .missing, .malformed: .form
        case .unknownAuthority, .notAmongPeers: .trust
        case .disallowed: .standing
        case .badSignature: .signature
        case .expired, .notYetValid: .validity
        case .wrongPurpose: .purpose
        case .constrained, .unknownCriticalExtension, .invalid: .constraints
        case .weak: .strength
        case .revoked, .revocationUnknown: .revocation
        case .wrongName: .name
        default: .validator
        }
    }
}
