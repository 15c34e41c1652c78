public import StrataInfoset

/// Fetches what tells whether a certificate was revoked. An application or a transport implements it; the judgement of a chain calls it.
///
/// It is asked only about certificates of a chain that is good in all other respects, so that a stranger cannot send it anywhere. It keeps
/// a time limit of its own, follows no redirect to another scheme, and may keep answers as long as they are fresh. Any thread.
public protocol RevocationFetcher: Sendable {
    /// The octets of the answer's body.
    ///
    /// Throw whatever error there is: another address is tried then, and when there is none left, the certificate is refused.
    func fetch(_ request: RevocationRequest) async throws -> Bytes
}

/// What a `RevocationFetcher` is to fetch.
public struct RevocationRequest: Sendable, Hashable {
    /// What is asked for.
    public enum Kind: Sendable, Hashable {
        /// An answer of OCSP: HTTP POST of `body` as `application/ocsp-request` (RFC 6960 appendix A.1).
        case status
        /// A revocation list: HTTP GET (RFC 5280 section 4.2.1.13).
        case list
    }

    /// What is asked for.
    public let kind: Kind

    /// Where: an absolute URL of the scheme `http` or `https`, printable ASCII, at most 2048 octets.
    public let address: String

    /// What is sent; empty for a list.
    public let body: Bytes

    /// How many octets of an answer are looked at: stop reading there.
    public let maximumLength: Int

    /// A request of the given parts; nil for an address of another kind.
    init?(_ kind: Kind, _ address: String, body: Bytes = Bytes(), maximumLength: Int) {
        guard address.utf8.count <= 2048, address.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
            let scheme = address.split(separator: ":", maxSplits: 1).first?.lowercased(), scheme == "http" || scheme == "https",
            address.dropFirst(scheme.count).hasPrefix("://")
        else { return nil }
        self.kind = kind
        self.address = address
        self.body = body
        self.maximumLength = maximumLength
    }
}
