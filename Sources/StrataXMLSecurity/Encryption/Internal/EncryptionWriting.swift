internal import StrataCrypto
internal import StrataInfoset

/// The elements of XML Encryption as they are written.
struct EncryptionWriting {
    let encryptor: XMLEncryptor

    init(_ encryptor: XMLEncryptor) { self.encryptor = encryptor }

    // MARK: Content

    /// The element that takes the place of a target.
    func data(of target: EncryptionTarget) throws(XMLSecurityError) -> Infoset {
        let element = target.element
        let writer = ByteWriter.wiped()
        if !target.isContent {
            XMLTextWriter.write(element.infoset, range: element.range, to: writer)
        } else if let range = element.contentRange {
            XMLTextWriter.write(element.infoset, range: range, to: writer)
        }
        let type = target.isContent ? XMLEncryptionName.contentType : XMLEncryptionName.elementType
        return try data(writer.take(), type: type, mimeType: nil, identifier: target.identifier)
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

    // MARK: Pieces

    static func finish(_ builder: consuming InfosetBuilder) throws(XMLSecurityError) -> Infoset {
        do throws(InfosetError) {
            return try builder.finish()
        } catch {
            throw XMLSecurityError(.malformed, "what was encrypted cannot be written: \(error)")
        }
    }

    static func writeKeyInfo(_ statements: [KeyInfoStatement], to builder: inout InfosetBuilder) {
        guard !statements.isEmpty else { return }
        builder.startElement(XMLSignatureName.keyInfo, prefix: "ds")
        for statement in statements { statement.write(to: &builder) }
        builder.endElement()
    }

    static func writeValue(_ octets: Bytes, to builder: inout InfosetBuilder) {
        builder.startElement(XMLEncryptionName.cipherData)
        builder.startElement(XMLEncryptionName.cipherValue)
        builder.bytes(octets)
        builder.endElement()
        builder.endElement()
    }

    static func element(_ name: ExpandedName, algorithm: String, prefix: String? = nil, to builder: inout InfosetBuilder) {
        builder.startElement(name, prefix: prefix)
        builder.attribute(XMLEncryptionName.algorithm, algorithm)
        builder.endElement()
    }

    static func hexadecimal(_ bits: BitString) -> String {
        bits.prefixed.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined()
    }
}
