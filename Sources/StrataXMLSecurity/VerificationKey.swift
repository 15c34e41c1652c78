public import StrataCrypto

/// A key that a signature may be verified with. Its kind decides which methods it serves: a public key is never taken for a secret.
public enum VerificationKey: Sendable, CustomStringConvertible {
    /// A public key.
    case publicKey(PublicKey)
    /// The key of a certificate, which is handed on with what was verified. Whether it is trusted is for the caller to decide.
    case certificate(Certificate)
    /// A secret for HMAC.
    case secret(SecretBytes)

    /// What kind of key it is, never the key.
    public var description: String {
        switch self {
        case .publicKey(let key): key.description
        case .certificate(let certificate): certificate.description
        case .secret(let secret): "secret of \(secret.count) octets"
        }
    }
}

/// Finds the keys that a signature may have been made with.
///
/// Whoever knows keys implements it: a certificate store, a token of a message, a session. The verifier asks once for each signature, on the
/// calling thread, and tries the keys in their order. An implementation decides by its own policy what of `KeyInfo` it believes, and never
/// fetches anything because a message says so.
public protocol VerificationKeySource: Sendable {
    /// The keys in question; none when it knows none.
    ///
    /// - Parameters:
    ///   - keyInfo: what the signature says of its key; without items when it says nothing.
    ///   - method: how the signature was made.
    /// - Throws: any `XMLSecurityError` to refuse the signature.
    func keys(for keyInfo: KeyInfo, method: SignatureMethod) throws(XMLSecurityError) -> [VerificationKey]
}

/// Keys that are known beforehand, whatever a signature says of its key.
public struct KnownKeys: VerificationKeySource {
    /// The keys, in the order in which they are tried.
    public var keys: [VerificationKey]

    /// These keys.
    public init(_ keys: VerificationKey...) { self.keys = keys }

    /// These keys.
    public init(_ keys: [VerificationKey]) { self.keys = keys }

    public func keys(for keyInfo: KeyInfo, method: SignatureMethod) -> [VerificationKey] { keys }
}

/// The certificates and keys that a signature itself brings along.
///
/// What verifies with them shows only that nothing was changed since the signature was made. Who made it is known when the certificate is
/// validated, which is for the caller: a stranger's signature with a stranger's certificate verifies too, and is digested to the limits of the
/// policy. `TrustedCertificates` validate before that.
public struct EmbeddedKeys: VerificationKeySource {
    /// Whether bare public keys are taken, beside certificates.
    public var acceptsKeyValues: Bool

    /// Certificates that are brought along; public keys if that is said.
    public init(acceptsKeyValues: Bool = false) { self.acceptsKeyValues = acceptsKeyValues }

    public func keys(for keyInfo: KeyInfo, method: SignatureMethod) throws(XMLSecurityError) -> [VerificationKey] {
        var keys: [VerificationKey] = []
        for item in keyInfo.items {
            switch item {
            case .keyValue(let key): if acceptsKeyValues { keys.append(.publicKey(key)) }
            case .x509(let data):
                let chosen = data.certificates.filter { data.identifies($0) }
                guard data.certificates.isEmpty || !chosen.isEmpty else {
                    throw XMLSecurityError(.noKey, "an X509Data says things that are true of none of its certificates")
                }
                // Where nothing says which one is meant, it is the one that none of the others was issued by.
                let leaves = chosen.filter { one in !chosen.contains { $0 != one && $0.issuer == one.subject } }
                keys += (leaves.isEmpty ? chosen : leaves).map { .certificate($0) }
            default: continue
            }
        }
        return keys
    }
}
