public import StrataCrypto

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
    /// - Throws: any `XMLSecurityError` to refuse what is decrypted: it ends the search, where no keys would let it go on with what else the
    ///   document says.
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
