internal import StrataCore
internal import StrataCrypto
internal import StrataFraming

/// HTTP Digest on one endpoint. Any thread.
final class DigestService: Sendable {
    enum Verdict: Sendable {
        case user(String)
        case refused(String, stale: Bool, (any Error)?)
    }

    private let nonces: DigestNonces
    private let realm: String
    private let algorithms: [HTTPDigestAlgorithm]
    private let validator: any HTTPDigestValidator
    private let judgement: DigestJudgement

    init(
        _ configuration: HTTPTransport.Configuration, _ validator: any HTTPDigestValidator, _ nonces: DigestNonces,
        _ judgement: DigestJudgement = DigestJudgement()
    ) {
        self.nonces = nonces
        self.judgement = judgement
        realm = configuration.realm
        algorithms = HTTPDigestAlgorithm.allCases.filter(configuration.digestAlgorithms.contains)
        self.validator = validator
    }

    /// The value of a WWW-Authenticate field, and the lines after it: a challenge for each algorithm, the strongest first.
    func challenge(stale: Bool = false) -> String {
        guard let nonce = try? nonces.make() else { return "Digest" }
        return algorithms.map {
            "Digest realm=\(DigestAuthentication.quoted(realm)), qop=\"auth\", algorithm=\($0), nonce=\"\(nonce)\", charset=UTF-8"
                + (stale ? ", stale=true" : "")
        }.joined(separator: "\r\nWWW-Authenticate: ")
    }

    /// - Parameter target: the request target as it stands in the request line.
    func judge(_ field: String, method: String, target: String) async -> Verdict {
        guard let credentials = Challenge.parse([field]), credentials.count == 1, credentials[0].scheme == "digest" else {
            return .refused("the Authorization field is no HTTP Digest", stale: false, nil)
        }
        let p = credentials[0].parameters
        guard let user = p["username"], p["userhash"]?.lowercased() != "true", p["realm"] == realm, let nonce = p["nonce"],
            let uri = p["uri"], uri == target, p["qop"] == "auth", let nc = p["nc"], nc.utf8.count == 8,
            nc.utf8.allSatisfy({ ($0 >= 48 && $0 <= 57) || (($0 | 32) >= 97 && ($0 | 32) <= 102) }), let count = UInt32(nc, radix: 16),
            count > 0, let cnonce = p["cnonce"], !cnonce.isEmpty, let response = p["response"],
            let algorithm = HTTPDigestAlgorithm(rawValue: (p["algorithm"] ?? "MD5").uppercased()), algorithms.contains(algorithm)
        else { return .refused("the parameters of HTTP Digest do not fit the request or the challenge", stale: false, nil) }
        do {
            guard case .fresh(let id, let made) = try nonces.judge(nonce) else {
                if case .stale = try nonces.judge(nonce) { return .refused("the nonce is too old", stale: true, nil) }
                return .refused("the nonce is not from here", stale: false, nil)
            }
            var secret: HTTPDigestSecret?
            var refusal: (any Error)?
            do { secret = try await validator.secret(userName: user, realm: realm, algorithm: algorithm) } catch { refusal = error }
            let hash = try judgement.hash(of: secret, algorithm, user, realm)
            let right = try judgement.response(algorithm, hash, nonce, nc, cnonce, method, uri)
            // Compared also for somebody who is not known, and refused whatever comes of it.
            guard judgement.equal(right, response.lowercased()), secret != nil else {
                return .refused("the credentials of '\(user)' were refused", stale: false, refusal)
            }
            switch nonces.use(id, made: made, count: count) {
            case .first: return .user(user)
            case .stale: return .refused("the nonce is too old", stale: true, nil)
            // Somebody's copy (RFC 7616, 3.4): not invited to try again, as a caller with an old nonce is (`stale`, 3.3).
            case .replayed: return .refused("a nonce count of '\(user)' came twice", stale: false, nil)
            }
        } catch { return .refused("the credentials of '\(user)' were refused", stale: false, error) }
    }
}
