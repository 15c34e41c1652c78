public import StrataCore

/// How the certificate of a peer or signer is judged: WCF's `X509CertificateValidationMode` with what belongs to it.
public struct CertificateValidation: Sendable, CustomStringConvertible {
    /// What must hold.
    public enum Mode: Sendable, CustomStringConvertible {
        /// Nothing: whoever has the key of any certificate is let in. For experiments.
        case none
        /// It is one of `peers` and within its validity; nobody else has to vouch for it, and nobody is asked whether it was revoked.
        case peerTrust
        /// It leads to one of `authorities`.
        case chainTrust
        /// One or the other.
        case peerOrChainTrust
        /// What the application says, and nothing else.
        case custom(any CertificateValidator)

        public var description: String {
            switch self {
            case .none: "none"
            case .peerTrust: "peer trust"
            case .chainTrust: "chain trust"
            case .peerOrChainTrust: "peer or chain trust"
            case .custom(let validator): "\(type(of: validator))"
            }
        }
    }

    /// What must hold: chain trust.
    public var mode = Mode.chainTrust

    /// Where chains must lead: to the system's roots.
    public var authorities = CertificateTrust.systemRoots

    /// The certificates that are trusted themselves: none. WCF's store `TrustedPeople`.
    public var peers = CertificateStore()

    /// Certificates that are refused wherever they stand on a way: none. WCF's store `Disallowed`.
    public var disallowed = CertificateStore()

    /// Whether it is found out that a certificate of a chain was revoked: no.
    public var revocation = RevocationPolicy.noCheck

    /// How strong keys and signatures must be: RSA 2048, EC 256, SHA-256.
    public var strength = CertificateStrength.defaults

    /// Extended key usages that the end certificate must all name (or name `any`), beside what the purpose asks: none.
    public var requiredUsages: [ExtendedKeyUsage] = []

    /// How many authorities may stand between the end certificate and what is trusted: 10.
    public var maximumDepth = 10

    /// How many certificates a peer may send: 32.
    public var maximumCertificates = 32

    /// The time by which validity and freshness are judged: the system's.
    public var now: @Sendable () -> CertificateDate = { .now }

    /// The defaults.
    public init() {}

    /// Chain trust in the system's roots.
    public static let defaults = CertificateValidation()

    /// Chain trust in the given authorities.
    public static func chain(_ authorities: CertificateTrust, revocation: RevocationPolicy = .noCheck) -> CertificateValidation {
        var validation = CertificateValidation()
        validation.authorities = authorities
        validation.revocation = revocation
        return validation
    }

    /// Peer trust in the given certificates.
    public static func peers(_ peers: CertificateStore) -> CertificateValidation {
        var validation = CertificateValidation()
        validation.mode = .peerTrust
        validation.peers = peers
        return validation
    }

    /// Judges a chain; fetches where the settings say so.
    ///
    /// - Parameters:
    ///   - chain: the end certificate first; the rest, in any order, may help to find the way.
    ///   - purpose: the use that the end certificate must allow.
    ///   - name: whom it must speak for, in every mode but `none`; nil checks none.
    public func judge(
        _ chain: [Certificate], for purpose: CertificatePurpose, name: CertificateName? = nil
    ) async -> CertificateVerdict {
        let judgement = Judgement(self, chain, purpose, name)
        switch mode {
        case .none: return judgement.unchecked()
        case .peerTrust: return judgement.verdict(judgement.asPeer())
        case .chainTrust: return judgement.verdict(await judgement.asChain())
        case .peerOrChainTrust:
            let peer = judgement.verdict(judgement.asPeer())
            return peer.isAccepted ? peer : judgement.verdict(await judgement.asChain())
        case .custom(let validator): return await judgement.byValidator(validator)
        }
    }

    public var description: String {
        switch mode {
        case .none, .custom: return "\(mode)"
        case .peerTrust: return "\(mode) (\(peers))"
        case .chainTrust: return "\(mode) (\(authorities); \(revocation))"
        case .peerOrChainTrust: return "\(mode) (\(peers); \(authorities); \(revocation))"
        }
    }
}
