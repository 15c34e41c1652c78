internal import StrataCrypto
internal import StrataInfoset

/// The elements of XML Encryption as they are written.
struct EncryptionWriting {
    let encryptor: XMLEncryptor

    init(_ encryptor: XMLEncryptor) { self.encryptor = encryptor }

    // MARK: Content

    /// The element that takes the place of a target.
    func data(of target: EncryptionTarget, _ element: InfosetCursor) throws(XMLSecurityError) -> Infoset {
        let writer = ByteWriter.wiped()
        if !target.isContent {
            XMLTextWriter.write(element.infoset, range: element.range, to: writer)
        } else if let range = element.contentRange {
            XMLTextWriter.write(element.infoset, range: range, to: writer)
        }
        let type = target.isContent ? XMLEncryptionName.contentType : XMLEncryptionName.elementType
        return try data(writer.take(), type: type, mimeType: nil, identifier: target.identifier)
    }

    /// The document with an `EncryptedData` in place of a target.
    static func splice(
        _ data: Infoset, for target: EncryptionTarget, _ element: InfosetCursor, _ ranges: [NodeRange]
    ) throws(XMLSecurityError) -> InfosetSplice {
        do throws(InfosetError) {
            let position: InfosetPosition = target.isContent ? .replacingContent(of: element.range) : .replacing(element.range)
            return try element.infoset.splicing(data, at: position, tracking: ranges)
        } catch {
            throw XMLSecurityError(.invalidSubset, "\(element.shownName) cannot be replaced: \(error)", at: element.index)
        }
    }

    func data(_ octets: Bytes, type: String?, mimeType: String?, identifier: String?) throws(XMLSecurityError) -> Infoset {
        let cipher = encryptor.cipher
        let key: SecretBytes
        switch encryptor.key {
        case .known(let secret, _): key = secret
        case .generated(let recipients):
            guard !recipients.isEmpty else {
                throw XMLSecurityError(.unusableKey, "a new key without a recipient, which nobody could decrypt with")
            }
            key = try XMLSecurityError.cryptographic { () throws(CryptoError) in try SecretBytes.random(count: cipher.keyLength) }
        }
        guard key.count == cipher.keyLength else {
            throw XMLSecurityError(.unusableKey, "a key of \(key.count) octets; \(cipher) takes \(cipher.keyLength)")
        }
        let encrypted = try XMLSecurityError.cryptographic { () throws(CryptoError) in try cipher.encrypt(octets, key: key) }
        var builder = InfosetBuilder()
        builder.startElement(XMLEncryptionName.encryptedData, prefix: encryptor.prefix)
        if let identifier { builder.attribute(XMLEncryptionName.id, identifier) }
        if let type { builder.attribute(XMLEncryptionName.type, type) }
        if let mimeType { builder.attribute(XMLEncryptionName.mimeType, mimeType) }
        EncryptionWriting.element(XMLEncryptionName.encryptionMethod, algorithm: cipher.identifier, to: &builder)
        try writeKeyInfo(key, to: &builder)
        EncryptionWriting.writeValue(encrypted, to: &builder)
        builder.endElement()
        return try EncryptionWriting.finish(builder)
    }

    private func writeKeyInfo(_ key: SecretBytes, to builder: inout InfosetBuilder) throws(XMLSecurityError) {
        switch encryptor.key {
        case .known(_, let statements): EncryptionWriting.writeKeyInfo(statements, to: &builder)
        case .generated(let recipients):
            builder.startElement(XMLSignatureName.keyInfo, prefix: "ds")
            for recipient in recipients { try write(key, for: recipient, identifier: nil, references: [], to: &builder) }
            builder.endElement()
        }
    }

    // MARK: Keys

    func write(
        _ key: SecretBytes, for recipient: KeyRecipient, identifier: String?, references: [String], to builder: inout InfosetBuilder
    ) throws(XMLSecurityError) {
        builder.startElement(XMLEncryptionName.encryptedKey, prefix: encryptor.prefix)
        if let identifier { builder.attribute(XMLEncryptionName.id, identifier) }
        if let hint = recipient.hint { builder.attribute(XMLEncryptionName.recipient, hint) }
        let wrapped: Bytes
        switch recipient.method {
        case .transport(let transport, let publicKey):
            try EncryptionWriting.write(transport, to: &builder)
            EncryptionWriting.writeKeyInfo(recipient.keyInfo, to: &builder)
            wrapped = try XMLSecurityError.cryptographic { () throws(CryptoError) in try transport.encrypt(key, for: publicKey) }
        case .wrap(let wrap, let secret):
            EncryptionWriting.element(XMLEncryptionName.encryptionMethod, algorithm: wrap.identifier, to: &builder)
            EncryptionWriting.writeKeyInfo(recipient.keyInfo, to: &builder)
            wrapped = try XMLSecurityError.cryptographic { () throws(CryptoError) in try wrap.wrap(key, with: secret) }
        case .agreement(let wrap, let publicKey, let digest, let info):
            EncryptionWriting.element(XMLEncryptionName.encryptionMethod, algorithm: wrap.identifier, to: &builder)
            wrapped = try XMLSecurityError.cryptographic { () throws(CryptoError) in
                let ephemeral = try PrivateKey.generate(publicKey.kind)
                let secret = try ephemeral.sharedSecret(with: publicKey)
                let wrappingKey = try KeyDerivation.concat(digest, info).key(from: secret, length: wrap.keyLength)
                EncryptionWriting.writeAgreement(digest, info, try ephemeral.publicKey(), recipient.keyInfo, to: &builder)
                return try wrap.wrap(key, with: wrappingKey)
            }
        }
        EncryptionWriting.writeValue(wrapped, to: &builder)
        if !references.isEmpty {
            builder.startElement(XMLEncryptionName.referenceList)
            for reference in references {
                builder.startElement(XMLEncryptionName.dataReference)
                builder.attribute(XMLEncryptionName.uri, "#" + reference)
                builder.endElement()
            }
            builder.endElement()
        }
        builder.endElement()
    }

    private static func write(_ transport: KeyTransport, to builder: inout InfosetBuilder) throws(XMLSecurityError) {
        builder.startElement(XMLEncryptionName.encryptionMethod)
        builder.attribute(XMLEncryptionName.algorithm, transport.identifier)
        if case .rsaOAEP(let digest, let mask, let label) = transport {
            if !label.isEmpty {
                builder.startElement(XMLEncryptionName.oaepParameters)
                builder.bytes(label)
                builder.endElement()
            }
            element(XMLSignatureName.digestMethod, algorithm: digest.identifier, prefix: "ds", to: &builder)
            if mask != .sha1 {
                guard let identifier = mask.maskGenerationIdentifier else {
                    throw XMLSecurityError(.unsupportedAlgorithm, "no identifier says that the mask of RSA OAEP is made with \(mask)")
                }
                element(XMLEncryptionName.maskGeneration, algorithm: identifier, prefix: "xenc11", to: &builder)
            }
        }
        builder.endElement()
    }

    private static func writeAgreement(
        _ digest: DigestAlgorithm, _ info: ConcatKDFInfo, _ originator: PublicKey, _ recipient: [KeyInfoStatement],
        to builder: inout InfosetBuilder
    ) {
        builder.startElement(XMLSignatureName.keyInfo, prefix: "ds")
        builder.startElement(XMLEncryptionName.agreementMethod)
        builder.attribute(XMLEncryptionName.algorithm, XMLEncryptionName.ecdh)
        builder.startElement(XMLEncryptionName.keyDerivationMethod, prefix: "xenc11")
        builder.attribute(XMLEncryptionName.algorithm, XMLEncryptionName.concat)
        builder.startElement(XMLEncryptionName.concatParameters)
        // The first three must be there (schema of section 5.4.1); those that follow need not.
        builder.attribute(XMLEncryptionName.algorithmID, hexadecimal(info.algorithmID))
        builder.attribute(XMLEncryptionName.partyUInfo, hexadecimal(info.partyUInfo))
        builder.attribute(XMLEncryptionName.partyVInfo, hexadecimal(info.partyVInfo))
        if !info.suppPubInfo.octets.isEmpty { builder.attribute(XMLEncryptionName.suppPubInfo, hexadecimal(info.suppPubInfo)) }
        if !info.suppPrivInfo.octets.isEmpty { builder.attribute(XMLEncryptionName.suppPrivInfo, hexadecimal(info.suppPrivInfo)) }
        element(XMLSignatureName.digestMethod, algorithm: digest.identifier, to: &builder)
        builder.endElement()
        builder.endElement()
        builder.startElement(XMLEncryptionName.originatorKeyInfo)
        KeyInfoStatement.keyValue(originator).write(to: &builder)
        builder.endElement()
        if !recipient.isEmpty {
            builder.startElement(XMLEncryptionName.recipientKeyInfo)
            for statement in recipient { statement.write(to: &builder) }
            builder.endElement()
        }
        builder.endElement()
        builder.endElement()
    }

    // MARK: Pieces

    static func finish(_ builder: consuming InfosetBuilder) throws(XMLSecurityError) -> Infoset {
        do throws(InfosetError) {
            return try builder.finish()
        } catch {
            throw XMLSecurityError(.malformed, "what was encrypted cannot be written: \(error)")
        }
    }

    private static func writeKeyInfo(_ statements: [KeyInfoStatement], to builder: inout InfosetBuilder) {
        guard !statements.isEmpty else { return }
        builder.startElement(XMLSignatureName.keyInfo, prefix: "ds")
        for statement in statements { statement.write(to: &builder) }
        builder.endElement()
    }

    private static func writeValue(_ octets: Bytes, to builder: inout InfosetBuilder) {
        builder.startElement(XMLEncryptionName.cipherData)
        builder.startElement(XMLEncryptionName.cipherValue)
        builder.bytes(octets)
        builder.endElement()
        builder.endElement()
    }

    private static func element(_ name: ExpandedName, algorithm: String, prefix: String? = nil, to builder: inout InfosetBuilder) {
        builder.startElement(name, prefix: prefix)
        builder.attribute(XMLEncryptionName.algorithm, algorithm)
        builder.endElement()
    }

    private static func hexadecimal(_ bits: BitString) -> String {
        bits.prefixed.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined()
    }
}
