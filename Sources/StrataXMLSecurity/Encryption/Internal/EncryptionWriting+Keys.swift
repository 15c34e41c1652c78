internal import StrataCrypto
internal import StrataInfoset

/// Keys as they are written.
extension EncryptionWriting {
    func write(
        _ key: SecretBytes, for recipient: KeyRecipient, identifier: String?, references: [String], to builder: inout InfosetBuilder
    ) throws(XMLSecurityError) {
        builder.startElement(XMLEncryptionName.encryptedKey, prefix: encryptor.prefix)
        if let identifier { builder.attribute(XMLEncryptionName.id, identifier) }
        if let hint = recipient.hint { builder.attribute(XMLEncryptionName.recipient, hint) }
        let wrapped: Bytes
        switch recipient.method {
        case .transport(let transport, let publicKey):
            EncryptionWriting.write(transport, to: &builder)
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

    private static func write(_ transport: KeyTransport, to builder: inout InfosetBuilder) {
        builder.startElement(XMLEncryptionName.encryptionMethod)
        builder.attribute(XMLEncryptionName.algorithm, transport.identifier)
        if case .rsaOAEP(let digest, let mask, let label) = transport {
            if !label.isEmpty {
                builder.startElement(XMLEncryptionName.oaepParameters)
                builder.bytes(label)
                builder.endElement()
            }
            element(XMLSignatureName.digestMethod, algorithm: digest.identifier, prefix: "ds", to: &builder)
            if mask != .sha1, let identifier = mask.maskGenerationIdentifier {
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
}
