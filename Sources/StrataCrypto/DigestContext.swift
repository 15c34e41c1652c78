internal import COpenSSL
public import StrataInfoset

/// A digest of octets that come piece by piece.
///
/// One owner uses it at a time. `finish()` starts it again, so that one context serves many digests without an allocation of its own.
public final class DigestContext {
    /// The hash function.
    public let algorithm: DigestAlgorithm
    private let context: OpaquePointer
    /// The library failed at a piece; `finish()` says so, because what came after it counts for nothing.
    private var isFailed = false

    /// A digest of nothing yet.
    ///
    /// - Throws: `failed` when the library has no such hash function, as a restricted provider may.
    public init(_ algorithm: DigestAlgorithm) throws(CryptoError) {
        guard let context = EVP_MD_CTX_new() else { throw OpenSSL.failure("\(algorithm) digest") }
        self.algorithm = algorithm
        self.context = context
        guard let method = FetchedDigest.of(algorithm), EVP_DigestInit_ex2(context, method, nil) == 1 else {
            throw OpenSSL.failure("\(algorithm) digest")
        }
    }

    deinit { EVP_MD_CTX_free(context) }

    /// Takes further octets.
    public func append(_ octets: UnsafeRawBufferPointer) {
        guard octets.count > 0 else { return }
        if EVP_DigestUpdate(context, octets.baseAddress, octets.count) != 1 { isFailed = true }
    }

    /// Takes further octets.
    public func append(_ octets: Bytes) {
        octets.withUnsafeBytes { append($0) }
    }

    /// The digest of all octets since the start, which is now.
    public func finish() throws(CryptoError) -> Bytes {
        var count: UInt32 = 0
        let digest = withUnsafeTemporaryAllocation(byteCount: 64, alignment: 16) { out -> Bytes? in
            let start = out.baseAddress?.assumingMemoryBound(to: UInt8.self)
            guard EVP_DigestFinal_ex(context, start, &count) == 1, Int(count) == algorithm.length, !isFailed else { return nil }
            return Bytes(copying: UnsafeRawBufferPointer(rebasing: out[..<Int(count)]))
        }
        isFailed = false
        guard EVP_DigestInit_ex2(context, nil, nil) == 1, let digest else { throw OpenSSL.failure("\(algorithm) digest") }
        return digest
    }
}
