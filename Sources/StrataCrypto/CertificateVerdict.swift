/// What was found out about a chain: each certificate of the way that was found, what was checked on it, and what failed.
///
/// It is for the local diagnosis. Outward there is one refusal, `CertificateRejection.outward`, whatever failed.
public struct CertificateVerdict: Sendable, CustomStringConvertible {
    /// One certificate of the way, and what was found on it.
    public struct Finding: Sendable, CustomStringConvertible {
        /// The certificate.
        public let certificate: Certificate
        /// Its place: 0 for the end certificate.
        public let depth: Int
        /// Whether it is where trust begins: it was among the trusted ones.
        public let isAnchor: Bool
        /// What was looked at, in the order of RFC 5280 section 6.1.3.
        public let checks: [CertificateCheck]
        /// Why it is refused; empty when it is not.
        public let rejections: [CertificateRejection]

        public var description: String {
            let line = "\(depth): \(certificate.label)\(isAnchor ? " (trusted)" : ""): \(checks.map(\.description).joined(separator: ", "))"
            return ([line] + rejections.map { "   \($0)" }).joined(separator: "\n")
        }
    }

    /// The way from the end certificate as far as it leads, at best to one that is trusted. Empty when nothing was looked at.
    public let findings: [Finding]

    /// Everything that failed, what was found first in front.
    public let rejections: [CertificateRejection]

    /// Why the chain is refused; nil when it is not.
    public var rejection: CertificateRejection? { rejections.first }

    /// Whether nothing failed.
    public var isAccepted: Bool { rejections.isEmpty }

    /// The certificates of the way, the end certificate first.
    public var path: [Certificate] { findings.map(\.certificate) }

    /// The way, when the chain is accepted.
    ///
    /// - Throws: the first rejection.
    @discardableResult
    public func require() throws(CertificateRejection) -> [Certificate] {
        if let rejection { throw rejection }
        return path
    }

    public var description: String {
        let head = rejection.map { "refused: \($0)" } ?? "accepted"
        return ([head] + findings.map(\.description)).joined(separator: "\n")
    }

    /// Of a chain that was not followed.
    init(rejected rejection: CertificateRejection) {
        findings = []
        rejections = [rejection]
    }

    /// - Parameters:
    ///   - path: the way that was found.
    ///   - isTrusted: whether its end is trusted.
    ///   - rejections: all that failed on it.
    ///   - made: which checks were made beside those that always are.
    init(path: [Certificate], isTrusted: Bool, rejections: [CertificateRejection], made: Set<CertificateCheck.Kind>) {
        self.rejections = rejections
        findings = path.enumerated().map { depth, certificate in
            let isAnchor = isTrusted && depth == path.count - 1
            let own = rejections.filter { $0.depth == depth }
            let failed = Set(own.map(\.reason.check))
            let always: [CertificateCheck.Kind] = [.trust, .signature, .validity, .strength]
            let others: [CertificateCheck.Kind] = [.purpose, .constraints, .standing, .revocation, .name, .validator]
            let checks = (always + others).compactMap { kind -> CertificateCheck? in
                let isOfTheEnd = kind == .name || kind == .validator
                if failed.contains(kind) { return CertificateCheck(kind, .failed) }
                if isOfTheEnd, depth > 0 { return nil }
                let isMade: Bool
                switch kind {
                // At the end of the way nobody can be asked who signed or revoked it; where that is trusted, nobody need be.
                case .signature, .revocation: isMade = made.contains(kind) && depth < path.count - 1
                default: isMade = made.contains(kind)
                }
                return CertificateCheck(kind, isMade ? .passed : .notMade)
            }
            return Finding(certificate: certificate, depth: depth, isAnchor: isAnchor, checks: checks, rejections: own)
        }
    }
}
