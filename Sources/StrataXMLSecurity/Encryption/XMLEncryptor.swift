public import StrataCrypto
public import StrataInfoset

/// Encrypts parts of documents, and octets, as XML Encryption 1.1 does.
///
/// A recipient's key takes a good part of a millisecond at most: encrypting is no work for long.
public struct XMLEncryptor: Sendable {
    /// Where the key of content comes from.
    public enum Key: Sendable {
        /// A new one for each part, which is encrypted for recipients and goes with it, in its `KeyInfo`.
        case generated(for: [KeyRecipient])
        /// One that both sides know, or that goes elsewhere, as an `EncryptedKey` in the header does; and what is said of it.
        case known(SecretBytes, keyInfo: [KeyInfoStatement] = [])
    }

    /// The cipher of content.
    public var cipher: ContentCipher
    /// The key of content.
    public var key: Key
    /// The prefix of the namespace of XML Encryption; the empty one makes it the default namespace of what is encrypted.
    public var prefix = "xenc"

    /// An encryptor with a cipher and a key.
    public init(_ cipher: ContentCipher = .aes256GCM, key: Key) {
        self.cipher = cipher
        self.key = key
    }

    /// Encrypts parts of a document and puts the encrypted elements in their place.
    ///
    /// - Parameters:
    ///   - targets: what is encrypted, at least one, none within another.
    ///   - ranges: ranges of the document to find again in the new one.
    /// - Throws: `invalidSubset` for targets of several documents, one within another, or none; `unusableKey` for a known key that does
    ///   not fit the cipher, or no recipient; `cryptography`.
    public func encrypt(_ targets: [EncryptionTarget], tracking ranges: [NodeRange] = []) throws(XMLSecurityError) -> Encryption {
        guard let infoset = targets.first?.element.infoset else {
            throw XMLSecurityError(.invalidSubset, "there is nothing to encrypt")
        }
        for target in targets where !target.element.infoset.isIdentical(to: infoset) {
            throw XMLSecurityError(.invalidSubset, "\(target.element.shownName) is of another document", at: target.element.index)
        }
        if let range = NodeRange.overlapping(targets.map(\.element.range)) {
            throw XMLSecurityError(
                .invalidSubset, "an element to encrypt stands within another one, or is given twice", at: range.lowerBound)
        }
        let writing = EncryptionWriting(self)
        var changes: [InfosetChange] = []
        for target in targets { changes.append(InfosetChange(target.position, try writing.data(of: target))) }
        do throws(InfosetError) {
            let splices = try infoset.splicing(changes, tracking: ranges)
            return Encryption(infoset: splices.infoset, parts: splices.inserted.compactMap { $0 }, tracked: splices.tracked)
        } catch {
            throw XMLSecurityError(.invalidSubset, "the encrypted elements cannot be put in: \(error)")
        }
    }

    /// Encrypts octets: the document is the `EncryptedData`.
    ///
    /// - Parameters:
    ///   - octets: any octets.
    ///   - mimeType: what they are, in the words of MIME; nil to leave it out.
    ///   - identifier: the identifier of the `EncryptedData`; nil for none.
    /// - Throws: `unusableKey`, `cryptography`.
    public func encrypt(_ octets: Bytes, mimeType: String? = nil, identifier: String? = nil) throws(XMLSecurityError) -> Infoset {
        try EncryptionWriting(self).data(octets, type: nil, mimeType: mimeType, identifier: identifier)
    }

    /// An `EncryptedKey` that stands by itself, as in the header of a message.
    ///
    /// - Parameters:
    ///   - key: the key of content.
    ///   - recipient: whom it is encrypted for.
    ///   - identifier: the identifier of the `EncryptedKey`; nil for none.
    ///   - references: identifiers of the `EncryptedData` elements that were encrypted with it, for its `ReferenceList`.
    /// - Throws: `cryptography` for a key that cannot be encrypted so.
    public func encryptedKey(
        _ key: SecretBytes, for recipient: KeyRecipient, identifier: String? = nil, references: [String] = []
    ) throws(XMLSecurityError) -> Infoset {
        var builder = InfosetBuilder()
        try EncryptionWriting(self).write(key, for: recipient, identifier: identifier, references: references, to: &builder)
        return try EncryptionWriting.finish(builder)
    }
}
