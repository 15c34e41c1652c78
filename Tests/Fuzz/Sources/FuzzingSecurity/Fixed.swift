import Fuzzing
public import StrataCrypto
public import StrataInfoset

/// Keys and certificates that are the same in every run.
public enum Fixed {
    /// A private key, RSA with 2048 bits.
    public static let rsa = key(FixedOctets.rsa)
    /// A private key, EC on P-256.
    public static let p256 = key(FixedOctets.p256)
    /// A private key, EC on P-384.
    public static let p384 = key(FixedOctets.p384)

    /// An authority.
    public static let root = made { try CertificateAuthority(identity: identity(FixedOctets.root, FixedOctets.rootKey)) }
    /// A server's certificate from the root, for `localhost`, which the root calls good.
    public static let good = made { try Certificate(der: FixedOctets.good) }
    /// Another one, which the root calls revoked.
    public static let revoked = made { try Certificate(der: FixedOctets.revoked) }
    /// The root's answer (OCSP) about the one that is good.
    public static let goodAnswer = FixedOctets.goodAnswer
    /// The same about the one that is revoked.
    public static let revokedAnswer = FixedOctets.revokedAnswer

    /// A moment at which all of them are valid: the beginning of 2030.
    public static let moment = CertificateDate(secondsSince1970: 1_893_456_000)

    /// The password of everything that has one.
    public static let password = "the password of the fuzzer"

    /// A secret of so many octets, 64 at most: the beginning of a text, so that it is found where it should not be.
    public static func secret(_ count: Int) -> SecretBytes { SecretBytes(Array(secretText.utf8.prefix(count))) }
    private static let secretText = "the secret of the fuzzer, which nobody should ever find in a text"

    /// Whether a text gives away a secret or the password, as it is or in base64.
    public static func isGivenAway(in text: String) -> Bool { needles.contains { text.holds($0) } }
    // The beginnings: the base64 of three times as many octets is the same whatever follows.
    private static let needles: [[UInt8]] = [
        String(secretText.prefix(16)), "dGhlIHNlY3JldCBvZiB0", String(password.prefix(16)), "dGhlIHBhc3N3b3JkIG9m",
    ].map { Array($0.utf8) }

    private static func key(_ octets: Bytes) -> PrivateKey { made { try PrivateKey(der: octets) } }

    private static func identity(_ certificate: Bytes, _ key: Bytes) throws(CryptoError) -> CertificateIdentity {
        try CertificateIdentity(chain: [Certificate(der: certificate)], privateKey: PrivateKey(der: key))
    }

    /// What cannot fail, since it is always the same.
    public static func made<R>(_ body: () throws -> R) -> R {
        do { return try body() } catch { broken("what is fixed cannot be made: \(error)") }
    }
}

extension String {
    /// Whether the octets stand somewhere in the text: of every error this is asked, and `contains` takes longer than most readers.
    public func holds(_ needle: [UInt8]) -> Bool {
        utf8.withContiguousStorageIfAvailable { octets in
            octets.count >= needle.count
                && (0...octets.count - needle.count).contains { start in
                    octets[start] == needle[0] && octets[start..<start + needle.count].elementsEqual(needle)
                }
        } ?? false
    }
}
