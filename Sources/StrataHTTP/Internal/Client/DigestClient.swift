internal import StrataCore
internal import StrataCrypto
internal import StrataFraming
internal import Synchronization

/// HTTP Digest of one factory: the last challenge of each path of a host, and how often its nonce was used. Any thread.
final class DigestClient: Sendable {
    /// What one challenge is taken to hold for. A challenge holds for a whole host unless it says otherwise (RFC 7616, 3.3), but endpoints
    /// with realms of their own would then undo each other's.
    struct Space: Hashable, Sendable {
        var host: String
        var port: UInt16
        var path: String
    }

    private struct Known {
        var algorithm: HTTPDigestAlgorithm
        var realm: String
        var nonce: String
        var opaque: String?
        var hashesUser: Bool
        var count: UInt32 = 0
    }
    private let credentials: HTTPCredentials
    private let algorithms: [HTTPDigestAlgorithm]
    private let known = Mutex([Space: Known]())

    init(_ credentials: HTTPCredentials, _ algorithms: [HTTPDigestAlgorithm]) {
        self.credentials = credentials
        self.algorithms = algorithms
    }

    /// What the field of the next request says; `nil` before there was a challenge.
    func authorization(_ space: Space, method: String, uri: String) throws -> String? {
        let use: Known? = known.withLock { known in
            guard var it = known[space], it.count < .max else { return nil }
            it.count += 1
            known[space] = it
            return it
        }
        guard let use else { return nil }
        let cnonce = DigestAuthentication.hexadecimal(try SecureRandom.bytes(16))
        let nc = DigestAuthentication.count(use.count)
        let hash = try DigestAuthentication.userHash(use.algorithm, credentials.userName, use.realm, credentials.password)
        let response = try DigestAuthentication.response(
            use.algorithm, userHash: hash, nonce: use.nonce, count: nc, cnonce: cnonce, method: method, uri: uri)
        let user =
            use.hashesUser
            ? try DigestAuthentication.hash(use.algorithm, "\(credentials.userName):\(use.realm)") : credentials.userName
        return "Digest username=\(DigestAuthentication.quoted(user)), realm=\(DigestAuthentication.quoted(use.realm)), "
            + "nonce=\(DigestAuthentication.quoted(use.nonce)), uri=\"\(uri)\", response=\"\(response)\", algorithm=\(use.algorithm), "
            + "cnonce=\"\(cnonce)\", qop=auth, nc=\(nc)" + (use.opaque.map { ", opaque=\(DigestAuthentication.quoted($0))" } ?? "")
            + (use.hashesUser ? ", userhash=true" : "")
    }

    /// Keeps the strongest challenge that is known here. `nil`: there is none; else whether it says that only the nonce was too old.
    func take(_ lines: [String], _ space: Space) -> Bool? {
        guard let challenges = Challenge.parse(lines) else { return nil }
        for algorithm in HTTPDigestAlgorithm.allCases where algorithms.contains(algorithm) {
            for challenge in challenges where challenge.scheme == "digest" {
                let p = challenge.parameters
                guard (p["algorithm"] ?? "MD5").uppercased() == algorithm.rawValue, let realm = p["realm"], let nonce = p["nonce"],
                    (p["qop"] ?? "").split(separator: ",").contains(where: { $0.filter { $0 != " " }.lowercased() == "auth" })
                else { continue }
                known.withLock {
                    if $0.count >= 1000 { $0.removeAll() }
                    $0[space] = Known(
                        algorithm: algorithm, realm: realm, nonce: nonce, opaque: p["opaque"],
                        hashesUser: p["userhash"]?.lowercased() == "true")
                }
                return p["stale"]?.lowercased() == "true"
            }
        }
        return nil
    }
}
