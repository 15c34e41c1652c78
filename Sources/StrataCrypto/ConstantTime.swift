internal import COpenSSL
public import StrataInfoset

/// Comparisons that do not tell by their duration where two values differ.
public enum ConstantTime {
    /// Whether both hold the same octets. Only a difference in length shows in the time it takes.
    public static func equal(_ a: Bytes, _ b: Bytes) -> Bool {
        guard a.count == b.count else { return false }
        return a.withUnsafeBytes { a in b.withUnsafeBytes { b in a.count == 0 || CRYPTO_memcmp(a.baseAddress, b.baseAddress, a.count) == 0 }
        }
    }

    /// Whether both have the same UTF-8. Only a difference in length shows in the time it takes.
    public static func equal(_ a: String, _ b: String) -> Bool {
        equal(Bytes(a), Bytes(b))
    }

    /// All ones for 0 and 0 for everything else, without a branch.
    static func isZero(_ octet: UInt8) -> UInt8 {
        UInt8(truncatingIfNeeded: (UInt32(octet) &- 1) >> 8)
    }
}
