internal import COpenSSL
public import StrataInfoset

/// An HMAC (RFC 2104) of octets that come piece by piece.
///
/// One owner uses it at a time. `finish()` starts it again under the same key, so that one context serves many codes.
public final class MessageAuthenticationContext {
    /// The hash function.
    public let algorithm: DigestAlgorithm
    private let context: OpaquePointer
    private let key: SecretBytes
    /// The library failed at a piece; `finish()` says so, because what came after it counts for nothing.
    private var isFailed = false

    // Never freed and never written again after its first use, and the library counts references to a method atomically.
    nonisolated(unsafe) private static let method: OpaquePointer? = {
        OpenSSL.start()
        return EVP_MAC_fetch(nil, "HMAC", nil)
    }()

    /// A code of nothing yet.
    ///
    /// - Parameters:
    ///   - algorithm: the hash function; the code is as long as its digest.
    ///   - key: of any length; the context keeps a reference, no copy.
    /// - Throws: `failed` when the library has no HMAC with this hash function, as a restricted provider may.
    public init(_ algorithm: DigestAlgorithm, key: SecretBytes) throws(CryptoError) {
        guard let method = MessageAuthenticationContext.method, let context = EVP_MAC_CTX_new(method) else {
            throw OpenSSL.failure("HMAC with \(algorithm)")
        }
        self.algorithm = algorithm
        self.context = context
        self.key = key
        try start()
    }

    deinit { EVP_MAC_CTX_free(context) }

    /// Takes further octets.
    public func append(_ octets: UnsafeRawBufferPointer) {
        guard octets.count > 0 else { return }
        if EVP_MAC_update(context, octets.baseAddress?.assumingMemoryBound(to: UInt8.self), octets.count) != 1 { isFailed = true }
    }

    /// Takes further octets.
    public func append(_ octets: Bytes) {
        octets.withUnsafeBytes { append($0) }
    }

    /// The code of all octets since the start, which is now.
    ///
    /// - Throws: `failed` when the library failed at a piece or at the end.
    public func finish() throws(CryptoError) -> Bytes {
        let buffer = WipedBuffer(count: algorithm.length)
        try finish(into: buffer.octets)
        return Bytes(copying: UnsafeRawBufferPointer(buffer.octets))
    }

    /// Whether the code of all octets since the start, which is now, is this one, and no shorter; only its length shows in the time.
    ///
    /// - Throws: `failed` when the library failed at a piece or at the end.
    public func finish(matching code: Bytes) throws(CryptoError) -> Bool {
        ConstantTime.equal(try finish(), code)
    }

    /// The same into room for exactly one code, where the code itself is secret.
    func finish(into target: UnsafeMutableRawBufferPointer) throws(CryptoError) {
        var count = 0
        let isMade = EVP_MAC_final(context, target.baseAddress?.assumingMemoryBound(to: UInt8.self), &count, target.count) == 1
        guard isMade, count == algorithm.length, !isFailed else {
            // Read before the start, which would hide it.
            let failure = OpenSSL.failure("HMAC with \(algorithm)")
            isFailed = false
            try start()
            throw failure
        }
        try start()
    }

    // With the key each time: whether a context starts again without it is left to the library's release.
    private func start() throws(CryptoError) {
        let isStarted = key.withUnsafeBytes {
            strata_hmac_init(context, algorithm.description, $0.baseAddress?.assumingMemoryBound(to: UInt8.self), $0.count) == 1
        }
        guard isStarted else { throw OpenSSL.failure("HMAC with \(algorithm)") }
    }
}
