internal import COpenSSL
public import StrataInfoset

/// A way to sign octets with an asymmetric key.
public enum SignatureScheme: Sendable, Hashable, CustomStringConvertible {
    /// RSASSA-PKCS1-v1_5 (RFC 8017, section 8.2).
    case rsaPKCS1(DigestAlgorithm)
    /// RSASSA-PSS (RFC 8017, section 8.1) with MGF1 of the same digest and a salt as long as the digest.
    case rsaPSS(DigestAlgorithm)
    /// ECDSA (FIPS 186-5), its two numbers one behind the other in the length of the curve's field, as XML Signature has it.
    case ecdsa(DigestAlgorithm)

    /// The digest that is signed.
    public var digest: DigestAlgorithm {
        switch self {
        case .rsaPKCS1(let digest), .rsaPSS(let digest), .ecdsa(let digest): digest
        }
    }

    /// The scheme and its digest, for example `RSA PSS with SHA-256`.
    public var description: String {
        switch self {
        case .rsaPKCS1(let digest): "RSA PKCS#1 v1.5 with \(digest)"
        case .rsaPSS(let digest): "RSA PSS with \(digest)"
        case .ecdsa(let digest): "ECDSA with \(digest)"
        }
    }

    /// Whether keys of a kind can do it.
    public func fits(_ kind: KeyKind) -> Bool {
        switch (self, kind) {
        case (.rsaPKCS1, .rsa), (.rsaPSS, .rsa), (.ecdsa, .p256), (.ecdsa, .p384), (.ecdsa, .p521): true
        default: false
        }
    }
}

extension PublicKey {
    /// Whether a signature of the octets was made with the private key that belongs to this one.
    ///
    /// - Throws: `mismatch` when keys of this kind do not sign so; `failed` when the library has no such digest.
    public func verifies(_ signature: Bytes, of octets: Bytes, _ scheme: SignatureScheme) throws(CryptoError) -> Bool {
        try SigningContext.requireFit(scheme, kind)
        var signature = signature
        if case .ecdsa = scheme {
            guard let encoded = ECDSASignature.encoded(raw: signature, kind) else { return false }
            signature = encoded
        }
        let context = try SigningContext.make(scheme, storage, isSigning: false)
        let result = signature.withUnsafeBytes { signature in
            octets.withUnsafeBytes { octets in
                EVP_DigestVerify(
                    context.pointer, signature.baseAddress?.assumingMemoryBound(to: UInt8.self), signature.count,
                    octets.baseAddress?.assumingMemoryBound(to: UInt8.self), octets.count)
            }
        }
        OpenSSL.clearErrors()
        return result == 1
    }
}

extension PrivateKey {
    /// The signature of the octets. RSA takes a good part of a millisecond: do not call it on an event loop.
    ///
    /// - Throws: `mismatch` when keys of this kind do not sign so; `failed` when the library refuses.
    public func signature(of octets: Bytes, _ scheme: SignatureScheme) throws(CryptoError) -> Bytes {
        try SigningContext.requireFit(scheme, kind)
        let context = try SigningContext.make(scheme, storage, isSigning: true)
        var out = [UInt8](repeating: 0, count: max(0, Int(EVP_PKEY_get_size(storage.pointer))))
        var count = out.count
        let result = octets.withUnsafeBytes {
            EVP_DigestSign(context.pointer, &out, &count, $0.baseAddress?.assumingMemoryBound(to: UInt8.self), $0.count)
        }
        guard result == 1 else { throw OpenSSL.failure("\(scheme)") }
        let signature = Bytes(Array(out[..<count]))
        guard case .ecdsa = scheme else { return signature }
        guard let raw = ECDSASignature.raw(encoded: signature, kind) else { throw OpenSSL.failure("\(scheme)") }
        return raw
    }
}
