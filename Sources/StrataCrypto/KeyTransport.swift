internal import COpenSSL
public import StrataInfoset

/// A way to encrypt a key for the owner of an RSA key (XML Encryption 1.1, section 5.5).
public enum KeyTransport: Sendable, Hashable, CustomStringConvertible {
    /// RSAES-PKCS1-v1_5 (RFC 8017, section 7.2). Old, and dangerous in the hands of whoever tells failures apart: for peers that know
    /// nothing else. Decryption here never fails for what it is given.
    case rsa15
    /// RSAES-OAEP (RFC 8017, section 7.1): the digest of the label, the digest of the mask generation, and the label
    /// (`OAEPparams`), empty as a rule. `rsa-oaep-mgf1p` of XML Encryption is the one with SHA-1 for the mask.
    case rsaOAEP(digest: DigestAlgorithm, mgf1: DigestAlgorithm, label: Bytes = Bytes())

    /// The scheme and its digests, for example `RSA OAEP with SHA-256 and MGF1 with SHA-1`.
    public var description: String {
        switch self {
        case .rsa15: "RSA PKCS#1 v1.5"
        case .rsaOAEP(let digest, let mgf1, _): "RSA OAEP with \(digest) and MGF1 with \(mgf1)"
        }
    }

    /// The key encrypted, as long as the RSA key's modulus.
    ///
    /// - Parameters:
    ///   - key: 1 octet or more, and as many as fit.
    ///   - recipient: an RSA key.
    /// - Throws: `mismatch` for a key of another kind, or for one into which the octets do not fit; `failed` when the library refuses.
    public func encrypt(_ key: SecretBytes, for recipient: PublicKey) throws(CryptoError) -> Bytes {
        let room = try roomInside(recipient.kind, recipient.storage)
        guard key.count > 0, key.count <= room else {
            throw CryptoError(
                .mismatch, "\(self)", reason: "a key of \(key.count) octets does not fit into \(recipient.kind), which takes 1 to \(room)",
                advice: "use a larger RSA key, or a shorter digest")
        }
        let context = try KeyTransportContext.make(recipient.storage, isEncrypting: true, "\(self)")
        try configure(context)
        let writer = ByteWriter()
        let size = Int(EVP_PKEY_get_size(recipient.storage.pointer))
        let target = UnsafeMutableRawBufferPointer(rebasing: writer.reserve(size)[..<size])
        guard key.withUnsafeBytes({ context.run($0, into: target) }) == size else { throw OpenSSL.failure("\(self)") }
        writer.commit(size)
        return writer.take()
    }

    /// The key that was encrypted. It takes a good part of a millisecond: do not call it on an event loop.
    ///
    /// With `rsa15` nothing shows whether it went well: for octets that do not decrypt, or decrypt to a key of another length, there comes
    /// a key that only the owner of the private key could foretell, always the same for the same octets, and what it decrypts fails
    /// later as it does with any wrong key. So an attacker who sends octets of his own learns nothing.
    ///
    /// - Parameters:
    ///   - wrapped: what was encrypted.
    ///   - key: an RSA key.
    ///   - keyLength: the octets of the key that the cipher needs for which it is; with OAEP nil for any.
    /// - Throws: `mismatch` for a key of another kind, or a length that cannot fit into it; `invalidConfiguration` for `rsa15` without a
    ///   length; with OAEP `undecryptable`, the same in every part for every reason; `failed` when the library refuses.
    public func decrypt(_ wrapped: Bytes, with key: PrivateKey, keyLength: Int?) throws(CryptoError) -> SecretBytes {
        let room = try roomInside(key.kind, key.storage)
        if let keyLength, keyLength < 1 || keyLength > room {
            throw CryptoError(
                .mismatch, "\(self)", reason: "a key of \(keyLength) octets was asked for, and \(key.kind) takes 1 to \(room)",
                advice: "ask for the length that the cipher's key has")
        }
        let context = try KeyTransportContext.make(key.storage, isEncrypting: false, "\(self)")
        if case .rsa15 = self {
            guard let keyLength else {
                throw CryptoError(
                    .invalidConfiguration, "\(self)", reason: "the length of the key is not given, and failure must not show in it",
                    advice: "give the length that the cipher's key has")
            }
            return try ImplicitRejection.decrypt(wrapped, key, context, length: keyLength)
        }
        try configure(context)
        let size = Int(EVP_PKEY_get_size(key.storage.pointer))
        return try SecretBytes(capacity: size) { (target) throws(CryptoError) in
            guard wrapped.count == size, let count = wrapped.withUnsafeBytes({ context.run($0, into: target) }), count > 0,
                keyLength == nil || keyLength == count
            else { throw ContentCipher.undecryptable("\(self)") }
            return count
        }
    }

    /// How many octets can be encrypted at once.
    private func roomInside(_ kind: KeyKind, _ storage: KeyStorage) throws(CryptoError) -> Int {
        guard case .rsa = kind else {
            throw CryptoError(.mismatch, "\(self)", reason: "a key of the kind \(kind) transports no keys", advice: "use an RSA key")
        }
        let size = Int(EVP_PKEY_get_size(storage.pointer))
        switch self {
        case .rsa15: return size - 11
        case .rsaOAEP(let digest, _, _): return size - 2 * digest.length - 2
        }
    }

    private func configure(_ context: borrowing KeyTransportContext) throws(CryptoError) {
        let isConfigured: Bool
        switch self {
        case .rsa15: isConfigured = EVP_PKEY_CTX_set_rsa_padding(context.pointer, RSA_PKCS1_PADDING) == 1
        case .rsaOAEP(let digest, let mgf1, let label):
            guard let digest = FetchedDigest.of(digest), let mgf1 = FetchedDigest.of(mgf1) else { throw OpenSSL.failure("\(self)") }
            isConfigured =
                EVP_PKEY_CTX_set_rsa_padding(context.pointer, RSA_PKCS1_OAEP_PADDING) == 1
                && EVP_PKEY_CTX_set_rsa_oaep_md(context.pointer, digest) == 1 && EVP_PKEY_CTX_set_rsa_mgf1_md(context.pointer, mgf1) == 1
                && (label.isEmpty || context.setLabel(label))
        }
        guard isConfigured else { throw OpenSSL.failure("\(self)") }
    }
}
