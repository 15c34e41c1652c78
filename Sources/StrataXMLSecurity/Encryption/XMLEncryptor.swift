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
        guard let document = targets.first?.element.infoset else {
            throw XMLSecurityError(.invalidSubset, "there is nothing to encrypt")
        }
        var infoset = document
        var waiting = targets.map(\.element.range)
        var parts: [NodeRange?] = []
        var tracked: [NodeRange?] = ranges
        let gone = NodeRange(lowerBound: -1, upperBound: -1)
        for (i, target) in targets.enumerated() {
            guard target.element.infoset.isIdentical(to: document), let element = infoset.element(at: waiting[i].lowerBound) else {
                throw XMLSecurityError(
                    .invalidSubset, "\(target.element.shownName) is of another document", at: target.element.index)
            }
            let data = try EncryptionWriting(self).data(of: target, element)
            let all = waiting.dropFirst(i + 1) + (parts + tracked).map { $0 ?? gone }
            let splice = try EncryptionWriting.splice(data, for: target, element, Array(all))
            infoset = splice.infoset
            var moved = splice.tracked[...]
            for k in waiting.indices.dropFirst(i + 1) {
                guard let range = moved.removeFirst() else {
                    throw XMLSecurityError(
                        .invalidSubset,
                        "\(targets[k].element.shownName) stands within another element that is encrypted, or is given twice",
                        at: targets[k].element.index)
                }
                waiting[k] = range
            }
            for k in parts.indices { parts[k] = moved.removeFirst() }
            for k in tracked.indices { tracked[k] = moved.removeFirst() }
            parts.append(splice.inserted)
        }
        let present = parts.compactMap { $0 }
        guard present.count == targets.count else {
            throw XMLSecurityError(.invalidSubset, "an element that is encrypted stands around another one")
        }
        return Encryption(infoset: infoset, parts: present, tracked: tracked)
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
