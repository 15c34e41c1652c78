import Fuzzing
import FuzzingSecurity
import StrataCrypto
import StrataInfoset
import StrataXMLSecurity

/// Whatever is encrypted decrypts to the same.
enum Encrypting {
    private static let decryptor: XMLDecryptor = {
        var policy = EncryptionPolicy.legacy
        policy.quotas = .maximum
        return XMLDecryptor(policy: policy, keys: Keys.own)
    }()

    private static let comparing: Canonicalization = {
        var form = Canonicalization(.inclusive10, includesComments: true)
        form.acceptsRelativeNamespaceNames = true
        return form
    }()

    /// Any octets.
    static func check(octets: Bytes, _ input: inout FuzzInput) {
        let encryptor = encryptor(&input)
        let data = Documents.sent(Fixed.made { try encryptor.encrypt(octets, mimeType: "text/plain", identifier: "data") })
        require(Fixed.made { try decryptor.octets(of: data.root).exposed } == octets, "the octets are others")
    }

    /// An element, or the content of one.
    static func check(_ infoset: Infoset, _ input: inout FuzzInput) {
        let encryptor = encryptor(&input)
        let elements = Documents.elements(infoset, limit: 64)
        let element = input.choice(of: elements)
        let target: EncryptionTarget = input.choice() & 1 == 0 ? .element(element) : .content(element)
        let encryption = Fixed.made { try encryptor.encrypt([target], tracking: elements.map(\.range)) }
        require(Documents.octets(encryption.infoset) == Documents.octets(Documents.sent(encryption.infoset)), "it is another one when sent")
        for infoset in [encryption.infoset, Documents.sent(encryption.infoset)] {
            guard let data = infoset.element(at: encryption.parts[0].lowerBound), data.isNamed(Names.data) else {
                broken("nothing is there")
            }
            let decryption = Fixed.made { try decryptor.decrypt([data]) }
            let expected = Fixed.made { try comparing.octets(of: DocumentSubset(document: element.infoset)) }
            let found = Fixed.made { try comparing.octets(of: DocumentSubset(document: decryption.infoset)) }
            require(found == expected, "it decrypts to another document")
        }
    }

    private static func encryptor(_ input: inout FuzzInput) -> XMLEncryptor {
        let cipher = input.choice(of: ContentCipher.allCases)
        let wrap = input.choice(of: KeyWrap.allCases)
        let recipient: KeyRecipient
        switch input.choice() & 7 {
        case 1: recipient = Fixed.made { try .wrap(Fixed.secret(wrap.keyLength), wrap, keyInfo: [.keyName("wrapping")]) }
        case 2: recipient = Fixed.made { try .transport(Recipients.rsa) }
        case 3: recipient = Fixed.made { try .agreement(Recipients.p256, wrap == .tripleDES ? .aes128 : wrap) }
        default: return XMLEncryptor(cipher, key: .known(Fixed.secret(cipher.keyLength), keyInfo: [.keyName("known")]))
        }
        var encryptor = XMLEncryptor(cipher, key: .generated(for: [recipient]))
        if input.choice() & 1 == 1 { encryptor.prefix = "" }
        return encryptor
    }
}

/// The public keys that belong to the fixed ones.
enum Recipients {
    static let rsa = Fixed.made { try Fixed.rsa.publicKey() }
    static let p256 = Fixed.made { try Fixed.p256.publicKey() }
    static let p384 = Fixed.made { try Fixed.p384.publicKey() }
}
