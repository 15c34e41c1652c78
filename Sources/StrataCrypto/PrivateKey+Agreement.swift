internal import COpenSSL

extension PrivateKey {
    /// The secret that the owners of two EC keys share, and nobody else knows: ECDH (NIST SP 800-56A, section 5.7.1.2), the x coordinate
    /// in the length of the curve's field (32, 48 or 66 octets).
    ///
    /// It is no key: make one of it with `KeyDerivation`. With a key that the sender makes for one message (`generate(_:)`) and the
    /// recipient's own this is ECDH-ES of XML Encryption 1.1, section 5.5.4. The peer's point is checked to lie on the curve.
    ///
    /// - Throws: `mismatch` when the keys are not of one curve; `failed` when the library refuses.
    public func sharedSecret(with peer: PublicKey) throws(CryptoError) -> SecretBytes {
        guard kind == peer.kind, kind.isCurve else {
            throw CryptoError(
                .mismatch, "ECDH", reason: "a key of the kind \(kind) shares no secret with one of the kind \(peer.kind)",
                advice: "use two EC keys of one curve")
        }
        guard let context = EVP_PKEY_CTX_new_from_pkey(nil, storage.pointer, nil) else { throw OpenSSL.failure("ECDH") }
        defer { EVP_PKEY_CTX_free(context) }
        var count = 0
        guard EVP_PKEY_derive_init(context) == 1, EVP_PKEY_derive_set_peer(context, peer.storage.pointer) == 1,
            EVP_PKEY_derive(context, nil, &count) == 1
        else { throw OpenSSL.failure("ECDH") }
        return try SecretBytes(capacity: count) { (target) throws(CryptoError) in
            guard EVP_PKEY_derive(context, target.baseAddress?.assumingMemoryBound(to: UInt8.self), &count) == 1, count == target.count
            else { throw OpenSSL.failure("ECDH") }
            return count
        }
    }
}

extension KeyKind {
    var isCurve: Bool {
        switch self {
        case .rsa: false
        case .p256, .p384, .p521: true
        }
    }
}
