internal import COpenSSL
public import StrataInfoset

/// A way to make keys out of a secret.
public enum KeyDerivation: Sendable, Hashable, CustomStringConvertible {
    /// The concatenation key derivation of NIST SP 800-56A, section 5.8.1, as XML Encryption 1.1, section 5.4.1, has it. For secrets
    /// that were agreed on.
    case concat(DigestAlgorithm, ConcatKDFInfo)
    /// HKDF (RFC 5869), both steps, with HMAC. For secrets that were agreed on.
    case hkdf(DigestAlgorithm, salt: Bytes, info: Bytes)
    /// PBKDF2 (RFC 8018, section 5.2; XML Encryption 1.1, section 5.4.2) with HMAC. For passwords. It takes as long as `iterations` says:
    /// whoever takes the number from a message sets a limit to it first.
    case pbkdf2(DigestAlgorithm, salt: Bytes, iterations: Int)
    /// P_hash of TLS (RFC 5246, section 5) over the label and the nonce, as WS-SecureConversation 1.3, section 7, uses it: P_SHA-1 with
    /// `sha1`, P_SHA256 with `sha256`. The key begins `offset` octets behind the start.
    case pHash(DigestAlgorithm, label: Bytes, nonce: Bytes, offset: Int)

    /// The most octets that are derived, those before the offset included.
    public static let longest = 1 << 16

    /// The derivation and its digest, for example `HKDF with SHA-256`.
    public var description: String {
        switch self {
        case .concat(let digest, _): "ConcatKDF with \(digest)"
        case .hkdf(let digest, _, _): "HKDF with \(digest)"
        case .pbkdf2(let digest, _, _): "PBKDF2 with \(digest)"
        case .pHash(let digest, _, _, _): "P_hash with \(digest)"
        }
    }

    /// A key of `length` octets out of the secret.
    ///
    /// - Parameters:
    ///   - secret: what was agreed on, a session's key, or a password in UTF-8.
    ///   - length: 1 to `longest` octets, the offset included; HKDF gives 255 digests at most.
    /// - Throws: `unsupported` for a length, an offset, a number of iterations or an information (HKDF: 1024 octets) out of reach;
    ///   `mismatch` for an empty secret where there must be one; `failed` when the library does not have the algorithm.
    public func key(from secret: SecretBytes, length: Int) throws(CryptoError) -> SecretBytes {
        guard length > 0, length <= KeyDerivation.longest else { throw outOfReach("a key of \(length) octets") }
        switch self {
        case .concat(let digest, let info):
            return try derived("SSKDF", digest, secret, salt: Bytes(), info: info.otherInfo(), length)
        case .hkdf(let digest, let salt, let info):
            guard length <= 255 * digest.length else { throw outOfReach("a key of \(length) octets") }
            guard info.count <= 1024 else { throw outOfReach("an information of \(info.count) octets") }
            // No salt is one of zeros (RFC 5869, section 2.2); OpenSSL 3.0.22 fails when it is given an empty one.
            let given = salt.isEmpty ? Bytes([UInt8](repeating: 0, count: digest.length)) : salt
            return try derived("HKDF", digest, secret, salt: given, info: info, length)
        case .pbkdf2(let digest, let salt, let iterations):
            guard iterations > 0, let iterations = Int32(exactly: iterations) else { throw outOfReach("\(iterations) iterations") }
            return try stretched(digest, secret, salt: salt, iterations, length)
        case .pHash(let digest, let label, let nonce, let offset):
            guard offset >= 0, offset <= KeyDerivation.longest - length else { throw outOfReach("an offset of \(offset) octets") }
            return try expanded(digest, secret, seed: [label, nonce], offset: offset, length)
        }
    }

    private func outOfReach(_ what: String) -> CryptoError {
        CryptoError(.unsupported, "\(self)", reason: "\(what) was asked for", advice: "ask for what is within the limits")
    }

    private func derived(
        _ name: String, _ digest: DigestAlgorithm, _ secret: SecretBytes, salt: Bytes, info: Bytes, _ length: Int
    ) throws(CryptoError) -> SecretBytes {
        guard secret.count > 0 else {
            throw CryptoError(.mismatch, "\(self)", reason: "the secret is empty", advice: "give what both parties agreed on")
        }
        OpenSSL.start()
        return try SecretBytes(capacity: length) { (target) throws(CryptoError) in
            let isMade = secret.withUnsafeBytes { secret in
                salt.withUnsafeBytes { salt in
                    info.withUnsafeBytes { info in
                        strata_kdf(
                            name, digest.description, secret.baseAddress, secret.count, salt.baseAddress, salt.count, info.baseAddress,
                            info.count, target.baseAddress?.assumingMemoryBound(to: UInt8.self), length) == 1
                    }
                }
            }
            guard isMade else { throw OpenSSL.failure("\(self)") }
            return length
        }
    }

    private func stretched(
        _ digest: DigestAlgorithm, _ secret: SecretBytes, salt: Bytes, _ iterations: Int32, _ length: Int
    ) throws(CryptoError) -> SecretBytes {
        guard let method = FetchedDigest.of(digest), let secretCount = Int32(exactly: secret.count),
            let saltCount = Int32(exactly: salt.count)
        else { throw OpenSSL.failure("\(self)") }
        return try SecretBytes(capacity: length) { (target) throws(CryptoError) in
            let isMade = secret.withUnsafeBytes { secret in
                salt.withUnsafeBytes { salt in
                    PKCS5_PBKDF2_HMAC(
                        secret.baseAddress?.assumingMemoryBound(to: CChar.self), secretCount,
                        salt.baseAddress?.assumingMemoryBound(to: UInt8.self), saltCount, iterations, method, Int32(length),
                        target.baseAddress?.assumingMemoryBound(to: UInt8.self)) == 1
                }
            }
            guard isMade else { throw OpenSSL.failure("\(self)") }
            return length
        }
    }

    // The library's own (TLS1-PRF) takes 1024 octets of label and nonce and knows no offset.
    private func expanded(
        _ digest: DigestAlgorithm, _ secret: SecretBytes, seed: [Bytes], offset: Int, _ length: Int
    ) throws(CryptoError) -> SecretBytes {
        let code = try MessageAuthenticationContext(digest, key: secret)
        let size = digest.length
        let chain = WipedBuffer(count: size)
        let block = WipedBuffer(count: size)
        return try SecretBytes(capacity: length) { (target) throws(CryptoError) in
            for part in seed { code.append(part) }
            try code.finish(into: chain.octets)
            for start in stride(from: 0, to: offset + length, by: size) {
                if start + size > offset {
                    code.append(UnsafeRawBufferPointer(chain.octets))
                    for part in seed { code.append(part) }
                    try code.finish(into: block.octets)
                    let lower = max(start, offset)
                    let upper = min(start + size, offset + length)
                    UnsafeMutableRawBufferPointer(rebasing: target[(lower - offset)...])
                        .copyMemory(from: UnsafeRawBufferPointer(rebasing: block.octets[lower - start..<upper - start]))
                }
                code.append(UnsafeRawBufferPointer(chain.octets))
                try code.finish(into: chain.octets)
            }
            return length
        }
    }
}
