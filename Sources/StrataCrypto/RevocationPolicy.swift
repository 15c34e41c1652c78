/// Whether and how it is found out that a certificate was revoked.
///
/// What cannot be found out is refused (`revocationUnknown`), as in WCF: a check that an attacker switches off by cutting a wire is none.
public struct RevocationPolicy: Sendable, CustomStringConvertible {
    /// Where the answers come from.
    public enum Mode: Sendable {
        /// Nobody is asked.
        case noCheck
        /// The lists that are given, nothing else.
        case offline
        /// The responders and lists that the certificates name, through a fetcher, and the lists that are given.
        case online(any RevocationFetcher)
    }

    /// Whether an OCSP responder is asked with a nonce (RFC 9654), which its answer then has to repeat.
    public enum Nonce: Sendable, Hashable {
        /// Without; answers may come from caches on the way.
        case none
        /// With; an answer without one is taken when it is fresh by its dates, one with another is not. Most responders prepare their
        /// answers and know no nonce.
        case asked
        /// With; an answer without it is not taken.
        case required
    }

    /// Where the answers come from: nobody is asked. WCF asks online by default; here that needs a fetcher, which a room without I/O has not.
    public var mode = Mode.noCheck

    /// Lists that are at hand: none.
    public var lists: [RevocationList] = []

    /// Whether responders are asked with a nonce: asked.
    public var nonce = Nonce.asked

    /// How old an answer or list may be that does not say when the next one comes, in seconds: 7 days.
    public var maximumAge: Int64 = 7 * 86_400

    /// How far a responder's clock may be ahead or behind, in seconds: 300.
    public var clockSkew: Int64 = 300

    /// The octets of an OCSP answer at most: 64 KiB.
    public var maximumAnswerLength = 64 << 10

    /// The octets of a revocation list that is fetched at most: 8 MiB.
    public var maximumListLength = 8 << 20

    /// How many addresses of a kind are tried for a certificate: 2.
    public var maximumAddresses = 2

    /// The defaults.
    public init() {}

    /// Nobody is asked.
    public static let noCheck = RevocationPolicy()

    /// The given lists, nothing else.
    public static func offline(_ lists: [RevocationList]) -> RevocationPolicy {
        var policy = RevocationPolicy()
        policy.mode = .offline
        policy.lists = lists
        return policy
    }

    /// What the fetcher brings.
    public static func online(_ fetcher: any RevocationFetcher) -> RevocationPolicy {
        var policy = RevocationPolicy()
        policy.mode = .online(fetcher)
        return policy
    }

    /// Whether anybody is asked.
    var isOn: Bool {
        if case .noCheck = mode { false } else { true }
    }

    /// The lists that can be relied on: signed strongly enough, which the library does not look at, and not too old by the rule for those
    /// that do not say how long they are good.
    func reliable(_ lists: [RevocationList], at moment: CertificateDate, _ strength: CertificateStrength) -> [RevocationList] {
        lists.filter {
            ($0.nextUpdate != nil || moment <= $0.thisUpdate.advanced(bySeconds: maximumAge))
                && $0.signatureDigest.map { strength.digests.contains($0) } ?? false
        }
    }

    public var description: String {
        switch mode {
        case .noCheck: "revocation is not checked"
        case .offline: "revocation by \(lists.count) lists"
        case .online(let fetcher): "revocation online by \(type(of: fetcher)) and \(lists.count) lists"
        }
    }
}
