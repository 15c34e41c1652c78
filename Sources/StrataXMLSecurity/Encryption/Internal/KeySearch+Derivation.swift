internal import StrataCrypto
internal import StrataInfoset

extension KeySearch {
    /// A key that was agreed on (section 5.6.4, ECDH-ES).
    mutating func agreed(_ element: InfosetCursor, length: Int?, for purpose: KeyPurpose) throws(XMLSecurityError) -> Bool {
        let algorithm = try element.requiredAttribute(XMLEncryptionName.algorithm, policy.limits.keyInfo)
        guard algorithm == XMLEncryptionName.ecdh else {
            throw XMLSecurityError(.unsupportedAlgorithm, "the key agreement \(quoted(algorithm)) is not known", at: element.index)
        }
        guard policy.acceptsKeyAgreement else {
            throw XMLSecurityError(
                .forbiddenAlgorithm, "ECDH-ES is not accepted: acceptsKeyAgreement of the policy", at: element.index)
        }
        guard let length else {
            throw XMLSecurityError(.malformed, "\(element.shownName) is used where no length of the key is known", at: element.index)
        }
        var children = try ElementSequence(element)
        // The nonce goes into the derivation of section 5.6.2.1 only, which is not performed: here it changes nothing.
        if let nonce = children.optional(XMLEncryptionName.agreementNonce) {
            _ = try nonce.plainBase64(limit: policy.limits.encryptedKeyLength, "limits.encryptedKeyLength")
        }
        let derivation = try KeyDerivationParts(try children.required(XMLEncryptionName.keyDerivationMethod), policy)
        try derivation.requireFit(length)
        let originator = try keyInfo(try children.required(XMLEncryptionName.originatorKeyInfo))
        let recipient = try keyInfo(children.optional(XMLEncryptionName.recipientKeyInfo))
        try children.end()
        let peers = try publicKeys(originator)
        guard !peers.isEmpty else {
            throw XMLSecurityError(
                .noKey, "the originator's key was looked for, of which is said: \(originator.summary); the source of keys knows none",
                at: element.index)
        }
        return try keys(recipient, .keyAgreement, length: nil, for: .agreement(peers, derivation, length: length, then: purpose))
    }

    private mutating func publicKeys(_ info: KeyInfo) throws(XMLSecurityError) -> [PublicKey] {
        var found: [PublicKey] = []
        for item in info.items {
            switch item {
            case .keyValue(let key): found.append(key)
            case .x509(let data):
                for certificate in data.certificates.prefix(1) {
                    // One of a kind that is not supported is none that is known.
                    if let key = try? certificate.publicKey() { found.append(key) }
                }
            default: continue
            }
        }
        guard found.isEmpty else { return found }
        return try asked { (source) throws(XMLSecurityError) in try source.originatorKeys(for: info) }
    }

    /// A key that is derived from one that is known (section 3.5.3).
    mutating func derived(_ element: InfosetCursor, length: Int?, for purpose: KeyPurpose) throws(XMLSecurityError) -> Bool {
        guard let length else {
            throw XMLSecurityError(.malformed, "\(element.shownName) is used where no length of the key is known", at: element.index)
        }
        var children = try ElementSequence(element)
        let derivation = try KeyDerivationParts(try children.required(XMLEncryptionName.keyDerivationMethod), policy)
        _ = children.optional(XMLEncryptionName.referenceList)
        _ = children.optional(XMLEncryptionName.derivedKeyName)
        let limit = policy.limits.keyInfo.keyInfoValueLength
        let name = try children.optional(XMLEncryptionName.masterKeyName).map { (element) throws(XMLSecurityError) in
            try element.plainText(limit: limit, "limits.keyInfo.keyInfoValueLength")
        }
        try children.end()
        let info = KeyInfo(items: name.map { [.keyName($0)] } ?? [])
        try derivation.requireFit(length)
        return try keys(
            info, .derivation(derivation.method), length: nil, for: .derivation(derivation, length: length, then: purpose))
    }
}
