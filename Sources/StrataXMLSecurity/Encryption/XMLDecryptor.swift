public import StrataCrypto
public import StrataInfoset

/// Decrypts what XML Encryption 1.1 encrypted, and puts it back into the document.
///
/// Whatever comes of an attempt to decrypt that fails, be it the key, the padding, the tag or the XML that should be within, the error is
/// one and the same (`undecryptable`), so that nobody who sends changed messages learns from it what they decrypt to. What was decrypted
/// is an attacker's as long as no signature covers it: read it as anything else that came over the network.
///
/// A private key takes a good part of a millisecond, and a message may ask for several: do not decrypt on an event loop.
public struct XMLDecryptor: Sendable {
    /// What may be decrypted.
    public var policy: EncryptionPolicy
    /// Finds keys.
    public var keys: any DecryptionKeySource
    /// Whether the error says what each attempt came to: for people, never where the answer goes back to whoever sent the message.
    public var isExplaining = false

    /// A decryptor of a policy and a source of keys.
    public init(policy: EncryptionPolicy = .standard, keys: any DecryptionKeySource) {
        self.policy = policy
        self.keys = keys
    }

    /// Decrypts elements and puts what they stand for in their place (section 4.4).
    ///
    /// - Parameters:
    ///   - elements: `EncryptedData` elements of one document, whose type is an element or the content of one.
    ///   - ranges: ranges of the document to find again in the new one.
    /// - Returns: the new document, and where in it what was decrypted stands.
    /// - Throws: `invalidSubset` for elements of several documents, one within another, or none; `malformed`, `unsupportedAlgorithm`,
    ///   `forbiddenAlgorithm`, `limitExceeded`, `unresolvedReference`, `duplicateIdentifier` for what can be told without any key;
    ///   `noKey`, `unusableKey`; `undecryptable`, as which all else shows once a key was tried for any of the elements. All elements are looked at before the first is decrypted, and all are decrypted whatever
    ///   becomes of the first. The work is that of the document and of what is in it then, for each level of what was encrypted twice.
    public func decrypt(_ elements: [InfosetCursor], tracking ranges: [NodeRange] = []) throws(XMLSecurityError) -> Decryption {
        var decrypting = try Decrypting(self, elements, ranges)
        return try decrypting.run()
    }

    /// The octets of an `EncryptedData` whatever its type; they are wiped when the last reference goes.
    ///
    /// With CBC one wrong key in sixteen gives octets and no error, since nothing but the padding is checked: where several keys may be
    /// tried, only GCM tells the right one.
    ///
    /// - Throws: as `decrypt(_:tracking:)`.
    public func octets(of element: InfosetCursor) throws(XMLSecurityError) -> SecretBytes {
        var search = KeySearch(self, element.infoset)
        let item = try EncryptedItem(element, policy, &search.budget)
        return try search.content(of: item) { plaintext, _ in plaintext }
    }

    /// The key in an `EncryptedKey` that stands by itself, as in the header of a message.
    ///
    /// - Parameters:
    ///   - element: the `EncryptedKey`.
    ///   - length: its octets; it must be given where the key may come under RSA PKCS#1 v1.5, and is checked if given.
    /// - Throws: as `decrypt(_:tracking:)`, also for a policy that names ciphers with CBC and with GCM, since the key may be for either.
    ///   With RSA PKCS#1 v1.5 a key that does not decrypt is one that nobody knows, and no error.
    public func key(in element: InfosetCursor, length: Int?) throws(XMLSecurityError) -> SecretBytes {
        guard element.isNamed(XMLEncryptionName.encryptedKey) else {
            throw XMLSecurityError(.malformed, "\(element.shownName) is no EncryptedKey", at: element.index)
        }
        try policy.requireOneMode(at: element)
        var search = KeySearch(self, element.infoset)
        var result: SecretBytes?
        let goal: KeySearch.Goal = { _, key in
            if case .secret(let secret) = key { result = secret }
            return result != nil
        }
        try search.run(element, goal) { (search) throws(XMLSecurityError) in
            try search.keys(at: element, length: length, for: .goal)
        }
        guard let result else { throw search.failure(element) }
        return result
    }

    /// What a `ReferenceList` names (section 3.6).
    ///
    /// - Returns: `EncryptedData` elements, and `EncryptedKey` elements, each in the order of the list.
    /// - Throws: `malformed`, `limitExceeded`, `unresolvedReference`, `duplicateIdentifier`.
    public func references(in list: InfosetCursor) throws(XMLSecurityError) -> (data: [InfosetCursor], keys: [InfosetCursor]) {
        guard list.isNamed(XMLEncryptionName.referenceList) else {
            throw XMLSecurityError(.malformed, "\(list.shownName) is no ReferenceList", at: list.index)
        }
        var data: [InfosetCursor] = []
        var keys: [InfosetCursor] = []
        var found: Set<Int> = []
        let identifiers = try policy.identifierTable(list.infoset)
        var children = try ElementSequence(list)
        while let child = children.any() {
            guard found.count < policy.limits.references else {
                throw XMLSecurityError(
                    .limitExceeded, "\(list.shownName) has more references than limits.references, \(policy.limits.references), allows",
                    at: child.index)
            }
            try ElementSequence(child).end()
            let target = try identifiers.element(referredToBy: try child.requiredAttribute(XMLEncryptionName.uri, policy.limits.keyInfo))
            guard found.insert(target.index).inserted else {
                throw XMLSecurityError(.malformed, "\(list.shownName) names \(target.shownName) twice", at: child.index)
            }
            switch (child.name, target.name) {
            case (XMLEncryptionName.dataReference, XMLEncryptionName.encryptedData): data.append(target)
            case (XMLEncryptionName.keyReference, XMLEncryptionName.encryptedKey): keys.append(target)
            default:
                throw XMLSecurityError(
                    .malformed, "\(child.shownName) in \(list.shownName) leads to \(target.shownName)", at: child.index)
            }
        }
        return (data, keys)
    }
}
