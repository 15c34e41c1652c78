internal import COpenSSL
public import StrataInfoset

/// A hash function: of the SHA family (FIPS 180-4, FIPS 202), and MD5.
public enum DigestAlgorithm: Sendable, Hashable, CaseIterable, CustomStringConvertible {
    /// 16 octets (RFC 1321). Broken: for protocols that know nothing else.
    case md5
    /// 20 octets. For names and for protocols that prescribe it; not for new signatures.
    case sha1
    /// 28 octets.
    case sha224
    /// 32 octets.
    case sha256
    /// 48 octets.
    case sha384
    /// 64 octets.
    case sha512
    /// 28 octets, of the SHA-3 family.
    case sha3_224
    /// 32 octets, of the SHA-3 family.
    case sha3_256
    /// 48 octets, of the SHA-3 family.
    case sha3_384
    /// 64 octets, of the SHA-3 family.
    case sha3_512

    /// The length of a digest in octets.
    public var length: Int {
        switch self {
        case .md5: 16
        case .sha1: 20
        case .sha224, .sha3_224: 28
        case .sha256, .sha3_256: 32
        case .sha384, .sha3_384: 48
        case .sha512, .sha3_512: 64
        }
    }

    /// The digest of the octets.
    public func digest(_ octets: Bytes) throws(CryptoError) -> Bytes {
        try octets.withUnsafeBytes { (raw) throws(CryptoError) in try digest(raw) }
    }

    /// The digest of the octets.
    public func digest(_ octets: UnsafeRawBufferPointer) throws(CryptoError) -> Bytes {
        OpenSSL.start()
        var out = [UInt8](repeating: 0, count: length)
        var count = 0
        guard EVP_Q_digest(nil, description, nil, octets.baseAddress, octets.count, &out, &count) == 1, count == length else {
            throw OpenSSL.failure("\(description) digest")
        }
        return Bytes(out)
    }

    /// The usual name, for example `SHA-256`.
    public var description: String {
        switch self {
        case .md5: "MD5"
        case .sha1: "SHA-1"
        case .sha224: "SHA-224"
        case .sha256: "SHA-256"
        case .sha384: "SHA-384"
        case .sha512: "SHA-512"
        case .sha3_224: "SHA3-224"
        case .sha3_256: "SHA3-256"
        case .sha3_384: "SHA3-384"
        case .sha3_512: "SHA3-512"
        }
    }
}
