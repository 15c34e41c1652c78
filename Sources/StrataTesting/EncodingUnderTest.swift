public import StrataCore

/// An encoding, and what its author says of it: what the checks of encoders run on.
///
/// A check throws `CheckFailure` at the first thing that is wrong. An encoder that traps ends the process; the messages and the damage
/// that the checks do to octets are the same in each run, so it traps again.
public struct EncodingUnderTest: Sendable {
    /// What an encoding can do, as far as that cannot be asked of it.
    public struct Claims: Sendable {
        /// What it can say: each comes back as it was sent. All others of `EncodingSample.all` it has to refuse with `.notEncodable`.
        public var samples = EncodingSample.all
        /// Content types that it reads, beside those that it writes.
        public var accepts: [String] = []
        /// Content types that it does not read.
        public var refuses = ["application/x-strata-unknown", "image/png", "no type", "", "text/"]
        /// Whether the action travels in the content type or the octets where there is no addressing.
        public var carriesAction = false
        /// The content coding of what it writes.
        public var contentCoding: String?
        /// Whether octets can be read only with their content type: a boundary stands in it, say.
        public var needsContentType = false
        /// Whether prefixes and namespace declarations come back as they were sent.
        public var keepsPrefixes = true

        /// Everything that a message can be; no other content type, no action, no content coding.
        public init() {}
        /// Each claim as it stands at its property.
        public static var defaults: Claims { Claims() }
    }

    /// The encoding.
    public var encoding: any EncodingElement
    /// What its author says of it.
    public var claims: Claims
    /// The same encoding for other versions: what each writes, the others have to refuse by name.
    public var otherVersions: [any EncodingElement] = []

    /// An encoding with what its author says of it.
    public init(_ encoding: any EncodingElement, _ claims: Claims = .defaults) {
        self.encoding = encoding
        self.claims = claims
    }

    /// All checks, by name.
    public var checks: [ConformanceCheck] {
        [
            ConformanceCheck("round trips") { try checkRoundTrips() },
            ConformanceCheck("refusals") { try checkRefusals() },
            ConformanceCheck("content types") { try checkContentTypes() },
            ConformanceCheck("action") { try checkAction() },
            ConformanceCheck("versions") { try checkVersions() },
            ConformanceCheck("content coding") { try checkContentCoding() },
            ConformanceCheck("quotas") { try checkQuotas() },
            ConformanceCheck("cut octets") { try checkCutOctets() },
            ConformanceCheck("damaged octets") { try checkDamagedOctets() },
            ConformanceCheck("independence") { try await checkIndependence() },
        ]
    }

    /// All checks.
    public func checkAll() async throws {
        for check in checks { try await check.run() }
    }
}
