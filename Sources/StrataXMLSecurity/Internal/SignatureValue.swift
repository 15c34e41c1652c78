internal import StrataCrypto
internal import StrataInfoset

/// Whether the value of a signature was made over octets with a key.
enum SignatureValue {
    /// - Parameter value: another value than the one that is written.
    /// - Throws: `unusableKey` for a key that does not fit the method, or is too small or too large.
    static func holds(
        _ parts: SignatureParts, _ signed: Bytes, value: Bytes? = nil, _ key: VerificationKey, _ policy: SignaturePolicy
    ) throws(XMLSecurityError) -> Bool {
        let value = value ?? parts.value
        switch (parts.method.algorithm, key) {
        case (.hmac(let digest), .secret(let secret)):
            guard secret.count >= policy.minimumSecretLength else {
                throw XMLSecurityError(
                    .unusableKey, "a secret of \(secret.count) octets: minimumSecretLength is \(policy.minimumSecretLength)")
            }
            let code = try XMLSecurityError.cryptographic { () throws(CryptoError) in
                try MessageAuthentication.code(of: signed, key: secret, digest)
            }
            return ConstantTime.equal(code[0..<(parts.outputLength ?? digest.length * 8) / 8], value)
        case (.asymmetric(let scheme), .publicKey(let key)):
            return try holds(scheme, key, value, signed, policy)
        case (.asymmetric(let scheme), .certificate(let certificate)):
            let key = try XMLSecurityError.cryptographic { () throws(CryptoError) in try certificate.publicKey() }
            return try holds(scheme, key, value, signed, policy)
        case (.hmac, _):
            throw XMLSecurityError(.unusableKey, "\(parts.method) takes a secret, and what was found is \(key)")
        case (.asymmetric, .secret):
            throw XMLSecurityError(.unusableKey, "\(parts.method) takes a public key, and what was found is a secret")
        }
    }

    private static func holds(
        _ scheme: SignatureScheme, _ key: PublicKey, _ value: Bytes, _ signed: Bytes, _ policy: SignaturePolicy
    ) throws(XMLSecurityError) -> Bool {
        guard scheme.fits(key.kind) else { throw XMLSecurityError(.unusableKey, "\(scheme) takes another kind of key than \(key.kind)") }
        if case .rsa(let bits) = key.kind, bits < policy.minimumRSABits {
            throw XMLSecurityError(.unusableKey, "an RSA key of \(bits) bits: minimumRSABits is \(policy.minimumRSABits)")
        }
        if case .rsa(let bits) = key.kind, bits > policy.maximumRSABits {
            throw XMLSecurityError(.unusableKey, "an RSA key of \(bits) bits: maximumRSABits is \(policy.maximumRSABits)")
        }
        return try XMLSecurityError.cryptographic { () throws(CryptoError) in try key.verifies(value, of: signed, scheme) }
    }
}

extension KeyInfo {
    /// The kinds of statements, for a message.
    var summary: String {
        if items.isEmpty { return "nothing" }
        let rest = items.count > 4 ? ", and \(items.count - 4) others" : ""
        return items.prefix(4).map { item in
            switch item {
            case .keyName(let name): "the name \(quoted(name))"
            case .keyValue(let key): "a public key (\(key.kind))"
            case .x509(let data): "X.509 with \(data.certificates.count) certificates and \(data.identifications.count) statements"
            case .other(let element): element.shownName
            }
        }.joined(separator: ", ") + rest
    }
}
