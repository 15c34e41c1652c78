internal import COpenSSL

/// The hash functions as the library's providers have them, looked up once in the process: a look-up costs as much as a short digest.
enum FetchedDigest {
    // Never freed and never written again after its first use, and the library counts references to a method atomically.
    nonisolated(unsafe) private static let methods: [DigestAlgorithm: OpaquePointer] = {
        OpenSSL.start()
        var methods: [DigestAlgorithm: OpaquePointer] = [:]
        for algorithm in DigestAlgorithm.allCases { methods[algorithm] = EVP_MD_fetch(nil, algorithm.description, nil) }
        OpenSSL.clearErrors()
        return methods
    }()

    /// The library's method; nil when no provider has it.
    static func of(_ algorithm: DigestAlgorithm) -> OpaquePointer? { methods[algorithm] }
}
