public import StrataInfoset

/// Codes that show that octets come from somebody who has the secret: HMAC (RFC 2104).
public enum MessageAuthentication {
    /// The code of the octets, as long as the digest.
    ///
    /// - Throws: `failed` when the library has no such digest.
    public static func code(of octets: Bytes, key: SecretBytes, _ digest: DigestAlgorithm) throws(CryptoError) -> Bytes {
        let context = try MessageAuthenticationContext(digest, key: key)
        context.append(octets)
        return try context.finish()
    }
}
