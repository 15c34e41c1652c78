public import StrataCrypto
internal import StrataInfoset

/// A key to decrypt with.
public enum DecryptionKey: Sendable, CustomStringConvertible {
    /// A private key: RSA for keys that were encrypted for its owner, EC for those that are agreed on.
    case privateKey(PrivateKey)
    /// A secret that both sides know: for content, for wrapped keys, or to derive keys from.
    case secret(SecretBytes)

    /// What kind of key it is, never the key.
    public var description: String {
        switch self {
        case .privateKey(let key): key.description
        case .secret(let secret): "secret of \(secret.count) octets"
        }
    }
}

/// What a key is looked for.
public enum DecryptionUse: Sendable, Hashable, CustomStringConvertible {
    /// To decrypt content.
    case content(ContentCipher)
    /// To unwrap a key.
    case keyWrap(KeyWrap)
    /// To decrypt a key that was encrypted for the owner of an RSA key.
    case keyTransport
    /// To agree on a key.
    case keyAgreement
    /// To derive a key from.
    case derivation(KeyDerivationMethod)

    /// The use in words, for messages.
    public var description: String {
        switch self {
        case .content(let cipher): "\(cipher)"
        case .keyWrap(let wrap): "\(wrap)"
        case .keyTransport: "RSA key transport"
        case .keyAgreement: "ECDH-ES"
        case .derivation(let method): "\(method)"
        }
    }

    /// Whether a key is of the kind and length that the use takes.
    func fits(_ key: DecryptionKey) -> Bool {
        switch (self, key) {
        case (.content(let cipher), .secret(let secret)): secret.count == cipher.keyLength
        case (.keyWrap(let wrap), .secret(let secret)): secret.count == wrap.keyLength
        case (.derivation, .secret(let secret)): secret.count > 0
        case (.keyTransport, .privateKey(let key)): if case .rsa = key.kind { true } else { false }
        case (.keyAgreement, .privateKey(let key)): if case .rsa = key.kind { false } else { true }
        default: false
        }
    }
}

/// Finds the keys that something may have been encrypted with.
///
/// Whoever knows keys implements it: a store of certificates, a token of a message, a session. Keys that the document itself carries
/// encrypted (`EncryptedKey`, `AgreementMethod`, `DerivedKey`) are decrypted by the decryptor, which asks for the keys that these need.
/// An implementation knows what else `KeyInfo` says (`KeyInfo.Item.other`: a `SecurityTokenReference`), and never fetches anything.
public protocol DecryptionKeySource: Sendable {
    /// The keys in question, in the order in which they are tried; none when it knows none. Those that do not fit the use are passed over.
    ///
    /// - Parameters:
    ///   - keyInfo: what is said of the key; without items when nothing is.
    ///   - use: what it is for.
    /// - Throws: any `XMLSecurityError` to refuse what is decrypted.
    func keys(for keyInfo: KeyInfo, use: DecryptionUse) throws(XMLSecurityError) -> [DecryptionKey]

    /// Public keys of whoever encrypted, where a key was agreed on and `OriginatorKeyInfo` holds neither the key nor a certificate.
    ///
    /// - Parameter keyInfo: what is said of the key.
    func originatorKeys(for keyInfo: KeyInfo) throws(XMLSecurityError) -> [PublicKey]
}

extension DecryptionKeySource {
    /// None.
    public func originatorKeys(for keyInfo: KeyInfo) throws(XMLSecurityError) -> [PublicKey] { [] }
}

/// Keys that are known beforehand, whatever is said of them.
public struct KnownDecryptionKeys: DecryptionKeySource {
    /// The keys, in the order in which they are tried.
    public var keys: [DecryptionKey]

    /// These keys.
    public init(_ keys: DecryptionKey...) { self.keys = keys }

    /// These keys.
    public init(_ keys: [DecryptionKey]) { self.keys = keys }

    public func keys(for keyInfo: KeyInfo, use: DecryptionUse) -> [DecryptionKey] { keys }
}

/// Keys that both sides know by a name, which stands in `KeyName`.
public struct NamedDecryptionKeys: DecryptionKeySource {
    /// The keys by their names.
    public var keys: [String: DecryptionKey]

    /// These keys.
    public init(_ keys: [String: DecryptionKey]) { self.keys = keys }

    public func keys(for keyInfo: KeyInfo, use: DecryptionUse) -> [DecryptionKey] {
        keyInfo.items.compactMap { item in
            guard case .keyName(let name) = item else { return nil }
            // By octets: names that only look the same are others.
            return keys.first { $0.key.utf8.elementsEqual(name.utf8) }?.value
        }
    }
}

/// Certificates with their private keys; `KeyInfo` says for which one something was encrypted, and without a statement all are tried.
public struct KnownIdentities: DecryptionKeySource {
    /// The certificates and keys.
    public var identities: [CertificateIdentity]

    /// These certificates and keys.
    public init(_ identities: [CertificateIdentity]) { self.identities = identities }

    public func keys(for keyInfo: KeyInfo, use: DecryptionUse) -> [DecryptionKey] {
        let statements = keyInfo.x509Data
        guard !statements.isEmpty else { return identities.map { .privateKey($0.privateKey) } }
        return identities.filter { identity in statements.contains { $0.means(identity.certificate) } }.map { .privateKey($0.privateKey) }
    }
}

extension X509Data {
    /// Whether it says something of certificates, and all of it is true of this one.
    func means(_ certificate: Certificate) -> Bool {
        identifies(certificate)
            && (certificates.contains(certificate) || certificates.isEmpty && !identifications.isEmpty)
    }
}
