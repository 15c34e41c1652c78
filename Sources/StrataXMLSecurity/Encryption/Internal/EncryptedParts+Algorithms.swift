internal import StrataCrypto
internal import StrataInfoset

/// What a method means, and whether the policy takes it.
extension EncryptedParts {
    /// The cipher of content.
    func cipher(_ policy: EncryptionPolicy) throws(XMLSecurityError) -> ContentCipher {
        guard let cipher = ContentCipher(identifier: algorithm) else { throw unsupported("cipher of content") }
        guard policy.contentCiphers.contains(cipher) else { throw forbidden("\(cipher)", "contentCiphers") }
        try policy.requireOneMode(at: method)
        try requireNoParameters(keyLength: cipher.keyLength)
        return cipher
    }

    /// What a key was encrypted with.
    enum KeyEncryption {
        case wrap(KeyWrap)
        case transport(KeyTransport)
    }

    func keyEncryption(_ policy: EncryptionPolicy) throws(XMLSecurityError) -> KeyEncryption {
        if let wrap = KeyWrap(identifier: algorithm) {
            guard policy.keyWraps.contains(wrap) else { throw forbidden("\(wrap)", "keyWraps") }
            try requireNoParameters(keyLength: wrap.keyLength)
            return .wrap(wrap)
        }
        switch algorithm {
        case XMLEncryptionName.rsa15:
            guard policy.acceptsRSA15 else { throw forbidden("RSA PKCS#1 v1.5", "acceptsRSA15") }
            try policy.requireOneTransport(at: method)
            try requireNoParameters(keyLength: nil)
            return .transport(.rsa15)
        case XMLEncryptionName.rsaOAEP, XMLEncryptionName.rsaOAEPMGF1P:
            guard policy.acceptsRSAOAEP else { throw forbidden("RSA OAEP", "acceptsRSAOAEP") }
            try policy.requireOneTransport(at: method)
            return .transport(try oaep(policy))
        default:
            if ContentCipher(identifier: algorithm) != nil {
                throw XMLSecurityError(
                    .unsupportedAlgorithm,
                    "\(quoted(algorithm)) encrypts content; a key is encrypted with a key wrap, which notices changes",
                    at: method.index)
            }
            throw unsupported("encryption of keys")
        }
    }

    /// Section 5.5.2: SHA-1 where no digest is given.
    private func oaep(_ policy: EncryptionPolicy) throws(XMLSecurityError) -> KeyTransport {
        var digest = DigestAlgorithm.sha1
        var mask = DigestAlgorithm.sha1
        var label = Bytes()
        var seen: Set<ExpandedName> = []
        var children = try ElementSequence(method)
        while let child = children.any() {
            guard seen.insert(child.name).inserted else {
                throw XMLSecurityError(.malformed, "\(method.shownName) holds \(child.shownName) twice", at: child.index)
            }
            switch child.name {
            case XMLEncryptionName.oaepParameters:
                label = try child.plainBase64(limit: policy.limits.encryptedKeyLength, "limits.encryptedKeyLength")
            case XMLSignatureName.digestMethod:
                let identifier = try child.requiredAttribute(XMLEncryptionName.algorithm, policy.limits.keyInfo)
                guard let known = DigestAlgorithm(identifier: identifier) else {
                    throw XMLSecurityError(
                        .unsupportedAlgorithm, "the digest \(quoted(identifier)) of RSA OAEP is not known", at: child.index)
                }
                digest = known
            // The specification gives `rsa-oaep-mgf1p` the mask of SHA-1; xmlsec writes another one, and means it. The policy says which
            // masks are accepted, and one that was not meant decrypts nothing.
            case XMLEncryptionName.maskGeneration:
                let identifier = try child.requiredAttribute(XMLEncryptionName.algorithm, policy.limits.keyInfo)
                guard let known = DigestAlgorithm(maskGeneration: identifier) else {
                    throw XMLSecurityError(
                        .unsupportedAlgorithm, "the mask \(quoted(identifier)) of RSA OAEP is not known", at: child.index)
                }
                mask = known
            default: throw unexpected(child)
            }
        }
        guard policy.oaepDigests.contains(digest) else { throw forbidden("RSA OAEP with \(digest)", "oaepDigests") }
        guard policy.oaepMaskDigests.contains(mask) else { throw forbidden("RSA OAEP with a mask of \(mask)", "oaepMaskDigests") }
        if let expected = policy.oaepLabel, expected != label { throw forbidden("another label of RSA OAEP", "oaepLabel") }
        return .rsaOAEP(digest: digest, mgf1: mask, label: label)
    }

    /// - Parameter keyLength: the octets that `KeySize` may say; nil where an algorithm has keys of any length, and no `KeySize`.
    private func requireNoParameters(keyLength: Int?) throws(XMLSecurityError) {
        var children = try ElementSequence(method)
        if let keyLength, let size = children.optional(XMLEncryptionName.keySize) {
            let bits = try XMLSecurityError.reading(size) { () throws(InfosetError) in try size.int() }
            guard bits == keyLength * 8 else {
                throw XMLSecurityError(.malformed, "\(size.shownName) is \(bits); \(algorithm) has \(keyLength * 8) bits", at: size.index)
            }
        }
        guard let child = children.any() else { return }
        throw unexpected(child)
    }

    // MARK: Refusals

    private func unexpected(_ child: InfosetCursor) -> XMLSecurityError {
        XMLSecurityError(.malformed, "\(child.shownName) is no parameter of \(quoted(algorithm))", at: child.index)
    }

    private func unsupported(_ what: String) -> XMLSecurityError {
        XMLSecurityError(.unsupportedAlgorithm, "the \(what) \(quoted(algorithm)) is not known", at: method.index)
    }

    private func forbidden(_ what: String, _ setting: String) -> XMLSecurityError {
        XMLSecurityError(.forbiddenAlgorithm, "\(what) is not accepted: \(setting) of the policy", at: method.index)
    }
}
