public import StrataCrypto

/// How octets are signed: an identifier of XML Signature with the algorithm that it stands for.
public struct SignatureMethod: Sendable, Hashable, CustomStringConvertible {
    /// The algorithms.
    public enum Algorithm: Sendable, Hashable {
        /// A signature by a private key, verified with its public key.
        case asymmetric(SignatureScheme)
        /// A code of a secret that both sides know.
        case hmac(DigestAlgorithm)
    }

    /// The algorithm.
    public let algorithm: Algorithm
    /// The identifier on the wire.
    public let identifier: String

    private init(_ algorithm: Algorithm, _ identifier: String) {
        self.algorithm = algorithm
        self.identifier = identifier
    }

    /// The method that an identifier stands for; nil for one that is not supported, DSA among them.
    public init?(identifier: String) {
        guard let method = SignatureMethod.byIdentifier[identifier] else { return nil }
        self = method
    }

    /// RSA PKCS#1 v1.5 with SHA-256 (RFC 6931, section 2.3.2).
    public static let rsaSHA256 = rsa("sha256", .sha256)
    /// RSA PKCS#1 v1.5 with SHA-384.
    public static let rsaSHA384 = rsa("sha384", .sha384)
    /// RSA PKCS#1 v1.5 with SHA-512.
    public static let rsaSHA512 = rsa("sha512", .sha512)
    /// RSA PKCS#1 v1.5 with SHA-224.
    public static let rsaSHA224 = rsa("sha224", .sha224)
    /// RSA PKCS#1 v1.5 with SHA-1. Forged signatures are in reach: for peers that know nothing else.
    public static let rsaSHA1 = SignatureMethod(.asymmetric(.rsaPKCS1(.sha1)), XMLSignatureName.namespace + "rsa-sha1")

    /// RSA PSS with SHA-256, MGF1 with the same, and a salt as long as the digest (RFC 6931, section 2.3.10).
    public static let rsaPSSSHA256 = pss("sha256", .sha256)
    /// RSA PSS with SHA-384.
    public static let rsaPSSSHA384 = pss("sha384", .sha384)
    /// RSA PSS with SHA-512.
    public static let rsaPSSSHA512 = pss("sha512", .sha512)
    /// RSA PSS with SHA-224.
    public static let rsaPSSSHA224 = pss("sha224", .sha224)
    /// RSA PSS with SHA-1.
    public static let rsaPSSSHA1 = pss("sha1", .sha1)

    /// ECDSA with SHA-256 (RFC 6931, section 2.3.6).
    public static let ecdsaSHA256 = ecdsa("sha256", .sha256)
    /// ECDSA with SHA-384.
    public static let ecdsaSHA384 = ecdsa("sha384", .sha384)
    /// ECDSA with SHA-512.
    public static let ecdsaSHA512 = ecdsa("sha512", .sha512)
    /// ECDSA with SHA-224.
    public static let ecdsaSHA224 = ecdsa("sha224", .sha224)
    /// ECDSA with SHA-1.
    public static let ecdsaSHA1 = ecdsa("sha1", .sha1)

    /// HMAC with SHA-256 (RFC 6931, section 2.2.2).
    public static let hmacSHA256 = hmac("sha256", .sha256)
    /// HMAC with SHA-384.
    public static let hmacSHA384 = hmac("sha384", .sha384)
    /// HMAC with SHA-512.
    public static let hmacSHA512 = hmac("sha512", .sha512)
    /// HMAC with SHA-224.
    public static let hmacSHA224 = hmac("sha224", .sha224)
    /// HMAC with SHA-1, which is what WCF's Basic256 names.
    public static let hmacSHA1 = SignatureMethod(.hmac(.sha1), XMLSignatureName.namespace + "hmac-sha1")

    /// All that are known.
    public static let all: [SignatureMethod] =
        [
            rsaSHA256, rsaSHA384, rsaSHA512, rsaSHA224, rsaSHA1, rsaPSSSHA256, rsaPSSSHA384, rsaPSSSHA512, rsaPSSSHA224, rsaPSSSHA1,
            ecdsaSHA256, ecdsaSHA384, ecdsaSHA512, ecdsaSHA224, ecdsaSHA1, hmacSHA256, hmacSHA384, hmacSHA512, hmacSHA224, hmacSHA1,
        ] + sha3

    private static let sha3: [SignatureMethod] = [
        ("sha3-224", DigestAlgorithm.sha3_224), ("sha3-256", .sha3_256), ("sha3-384", .sha3_384), ("sha3-512", .sha3_512),
    ].flatMap { name, digest in
        [
            SignatureMethod(.asymmetric(.rsaPSS(digest)), XMLSignatureName.more2007 + name + "-rsa-MGF1"),
            SignatureMethod(.asymmetric(.ecdsa(digest)), XMLSignatureName.more2021 + "ecdsa-" + name),
        ]
    }

    private static let byIdentifier = Dictionary(uniqueKeysWithValues: all.map { ($0.identifier, $0) })

    private static func rsa(_ name: String, _ digest: DigestAlgorithm) -> SignatureMethod {
        SignatureMethod(.asymmetric(.rsaPKCS1(digest)), XMLSignatureName.more2001 + "rsa-" + name)
    }

    private static func pss(_ name: String, _ digest: DigestAlgorithm) -> SignatureMethod {
        SignatureMethod(.asymmetric(.rsaPSS(digest)), XMLSignatureName.more2007 + name + "-rsa-MGF1")
    }

    private static func ecdsa(_ name: String, _ digest: DigestAlgorithm) -> SignatureMethod {
        SignatureMethod(.asymmetric(.ecdsa(digest)), XMLSignatureName.more2001 + "ecdsa-" + name)
    }

    private static func hmac(_ name: String, _ digest: DigestAlgorithm) -> SignatureMethod {
        SignatureMethod(.hmac(digest), XMLSignatureName.more2001 + "hmac-" + name)
    }

    /// The digest that is signed.
    public var digest: DigestAlgorithm {
        switch algorithm {
        case .asymmetric(let scheme): scheme.digest
        case .hmac(let digest): digest
        }
    }

    /// The algorithm in words, for example `RSA PKCS#1 v1.5 with SHA-256`.
    public var description: String {
        switch algorithm {
        case .asymmetric(let scheme): scheme.description
        case .hmac(let digest): "HMAC with \(digest)"
        }
    }
}
