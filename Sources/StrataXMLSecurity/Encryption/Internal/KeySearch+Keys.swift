internal import StrataCrypto
internal import StrataInfoset

extension KeySearch {
    /// Tries the keys that `KeyInfo` leads to, until one is the one.
    ///
    /// - Parameter length: the octets of the key, where the use fixes it.
    mutating func keys(
        _ info: KeyInfo, _ use: DecryptionUse, length: Int?, for purpose: KeyPurpose
    ) throws(XMLSecurityError) -> Bool {
        var isElsewhere = info.items.isEmpty
        for item in info.items {
            guard case .other(let item) = item, KeySearch.leadsToKey(item) else {
                isElsewhere = true
                continue
            }
            guard !progress.isSettled else { return false }
            do throws(XMLSecurityError) {
                if try keys(at: item, length: length, for: purpose) { return true }
            } catch {
                // Whatever is odd about one may be for another recipient, and ours is yet to come.
                guard !progress.isExhausted, !progress.isRefused else { throw error }
                pass(over: error)
            }
        }
        // Where the key is only said to be in the message, no other is tried, which would hide why that one is not found.
        guard isElsewhere, !progress.isSettled else { return false }
        let known = try asked { (source) throws(XMLSecurityError) in try source.keys(for: info, use: use) }
        let fitting = known.filter { use.fits($0) && policy.accepts($0) }
        for key in fitting where !progress.isSettled {
            if try tryOut(key, for: purpose) { return true }
        }
        if fitting.isEmpty { pass(over: unfit(known, info, use)) }
        return false
    }

    /// Tries what an `EncryptedKey` holds, or one of the other elements that lead to a key.
    mutating func keys(at element: InfosetCursor, length: Int?, for purpose: KeyPurpose) throws(XMLSecurityError) -> Bool {
        guard KeySearch.leadsToKey(element) else { return false }
        try require(budget.takeKey(), element)
        if element.isNamed(XMLEncryptionName.retrievalMethod) { return try keys(at: try retrieved(element), length: length, for: purpose) }
        guard progress.path.count < policy.limits.keyDepth else {
            throw XMLSecurityError(
                .limitExceeded, "more keys one behind the other than limits.keyDepth, \(policy.limits.keyDepth), allows", at: element.index)
        }
        guard !progress.path.contains(element.index) else {
            throw XMLSecurityError(.malformed, "\(element.shownName) is encrypted with a key that it leads to itself", at: element.index)
        }
        progress.path.append(element.index)
        defer { progress.path.removeLast() }
        switch element.name {
        case XMLEncryptionName.agreementMethod: return try agreed(element, length: length, for: purpose)
        case XMLEncryptionName.derivedKey: return try derived(element, length: length, for: purpose)
        default: return try decrypted(element, length: length, for: purpose)
        }
    }

    /// Whether an element in `KeyInfo` is one that is followed here; others are for the source of keys.
    private static func leadsToKey(_ element: InfosetCursor) -> Bool {
        switch element.name {
        case XMLEncryptionName.encryptedKey, XMLEncryptionName.agreementMethod, XMLEncryptionName.derivedKey: true
        case XMLEncryptionName.retrievalMethod: element.attribute(XMLEncryptionName.type) == XMLEncryptionName.encryptedKeyType
        default: false
        }
    }

    /// Reads what is said of a key; nothing where there is no element.
    mutating func keyInfo(_ element: InfosetCursor?) throws(XMLSecurityError) -> KeyInfo {
        guard let element else { return KeyInfo() }
        try require(budget.takeKeyInfo(element), element)
        return try KeyInfo(element, limits: policy.limits.keyInfo)
    }

    // MARK: Encrypted keys

    /// The key in an `EncryptedKey`.
    private mutating func decrypted(_ element: InfosetCursor, length: Int?, for purpose: KeyPurpose) throws(XMLSecurityError) -> Bool {
        let parts = try EncryptedParts(element, XMLEncryptionName.encryptedKey, policy)
        let encryption = try parts.keyEncryption(policy)
        let octets = try parts.octets(limit: policy.limits.encryptedKeyLength, "limits.encryptedKeyLength")
        let info = try keyInfo(parts.keyInfo)
        switch encryption {
        case .wrap(let wrap):
            return try keys(info, .keyWrap(wrap), length: wrap.keyLength, for: .unwrapping(octets, wrap, length: length, then: purpose))
        case .transport(let transport):
            // With RSA PKCS#1 v1.5 any octets give a key.
            if transport == .rsa15, length == nil {
                throw XMLSecurityError(
                    .malformed, "\(element.shownName) is used where no length of the key is given, which RSA PKCS#1 v1.5 needs",
                    at: element.index)
            }
            return try keys(info, .keyTransport, length: nil, for: .transport(octets, transport, length: length, then: purpose))
        }
    }

    /// Why no key of those that the source knows is tried.
    private func unfit(_ known: [DecryptionKey], _ info: KeyInfo, _ use: DecryptionUse) -> XMLSecurityError {
        let index = info.element?.index ?? -1
        let found = known.map(\.description).joined(separator: ", ")
        guard !known.contains(where: { use.fits($0) }) else {
            return XMLSecurityError(
                .unusableKey,
                "minimumRSABits, maximumRSABits and symmetricKeyLengths of the policy leave none of the keys for \(use): \(found)",
                at: index
            )
        }
        return XMLSecurityError(
            .noKey,
            "a key for \(use) was looked for, of which is said: \(info.summary); the source of keys knows \(known.isEmpty ? "none" : "only \(found)")",
            at: index)
    }

    // MARK: References

    /// The element that a reference within the document leads to; the identifiers of a document are collected once.
    mutating func element(referredToBy uri: String) throws(XMLSecurityError) -> InfosetCursor {
        let table: Result<IdentifierTable, XMLSecurityError>
        if let identifiers {
            table = identifiers
        } else {
            do throws(XMLSecurityError) {
                table = .success(try policy.identifierTable(infoset))
            } catch {
                table = .failure(error)
            }
            identifiers = table
        }
        return try table.get().element(referredToBy: uri)
    }

    private mutating func retrieved(_ element: InfosetCursor) throws(XMLSecurityError) -> InfosetCursor {
        var children = try ElementSequence(element)
        guard children.any() == nil else {
            throw XMLSecurityError(.unsupportedAlgorithm, "\(element.shownName) has transforms, which are not performed", at: element.index)
        }
        let target = try self.element(
            referredToBy: try element.requiredAttribute(XMLEncryptionName.uri, policy.limits.keyInfo))
        guard target.isNamed(XMLEncryptionName.encryptedKey) else {
            throw XMLSecurityError(
                .malformed, "\(element.shownName) leads to \(target.shownName), which is no EncryptedKey", at: element.index)
        }
        return target
    }
}
