internal import StrataCore
internal import StrataCrypto

/// What is computed to judge a caller of HTTP Digest. It is the same whoever calls, known or not, so that the time it takes names nobody;
/// tests count it.
struct DigestJudgement: Sendable {
    typealias Response =
        @Sendable (
            _ algorithm: HTTPDigestAlgorithm, _ userHash: String, _ nonce: String, _ count: String, _ cnonce: String, _ method: String,
            _ uri: String
        ) throws -> String

    var userHash: @Sendable (HTTPDigestAlgorithm, _ user: String, _ realm: String, _ password: String) throws -> String = {
        try DigestAuthentication.userHash($0, $1, $2, $3)
    }
    var response: Response = {
        try DigestAuthentication.response($0, userHash: $1, nonce: $2, count: $3, cnonce: $4, method: $5, uri: $6)
    }
    var equal: @Sendable (String, String) -> Bool = { ConstantTime.equal($0, $1) }

    /// The hash of user name, realm and password, or one that is nobody's.
    ///
    /// - Parameter secret: `nil` for a user that the validator does not know.
    func hash(of secret: HTTPDigestSecret?, _ algorithm: HTTPDigestAlgorithm, _ user: String, _ realm: String) throws -> String {
        switch secret {
        case .password(let password)?: return try userHash(algorithm, user, realm, password)
        case .hash(let text)?:
            // What a password would have cost.
            _ = try userHash(algorithm, user, realm, "")
            return text.lowercased()
        case nil: return try userHash(algorithm, user, realm, "")
        }
    }
}
