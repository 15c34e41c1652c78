internal import COpenSSL
public import StrataInfoset

/// Codes that show that octets come from somebody who has the secret: HMAC (RFC 2104).
public enum MessageAuthentication {
    /// The code of the octets, as long as the digest.
    ///
    /// - Throws: `failed` when the library has no such digest.
    public static func code(of octets: Bytes, key: SecretBytes, _ digest: DigestAlgorithm) throws(CryptoError) -> Bytes {
        OpenSSL.start()
        let code = withUnsafeTemporaryAllocation(byteCount: 64, alignment: 16) { out -> Bytes? in
            var count = 0
            let isMade = key.withUnsafeBytes { key in
                octets.withUnsafeBytes { octets in
                    EVP_Q_mac(
                        nil, "HMAC", nil, digest.description, nil, key.baseAddress, key.count,
                        octets.baseAddress?.assumingMemoryBound(to: UInt8.self), octets.count,
                        out.baseAddress?.assumingMemoryBound(to: UInt8.self), out.count, &count) != nil
                }
            }
            return isMade && count == digest.length ? Bytes(copying: UnsafeRawBufferPointer(rebasing: out[..<count])) : nil
        }
        guard let code else { throw OpenSSL.failure("HMAC with \(digest)") }
        return code
    }
}
