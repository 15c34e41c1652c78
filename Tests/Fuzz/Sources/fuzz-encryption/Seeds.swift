import Fuzzing
import FuzzingSecurity
import StrataCrypto
import StrataInfoset
import StrataXMLSecurity

/// Documents that were encrypted in each way that differs, and courses of changes to them.
enum Seeds {
    private static let plain = """
        <r xmlns="urn:r" xmlns:x="urn:x" Id="r"><a x:y="1">\(Genuine.mark) &lt;</a><b Id="b"><x:c>\(Genuine.mark)</x:c><!-- c -->text</b><d/></r>
        """

    static func make() throws -> [[UInt8]] {
        var all: [Infoset] = []
        for cipher in ContentCipher.allCases {
            let encryptor = XMLEncryptor(cipher, key: .known(Fixed.secret(cipher.keyLength), keyInfo: [.keyName("known")]))
            all += [try parts(encryptor), try encryptor.encrypt(Bytes("some \(Genuine.mark) octets"), mimeType: "text/plain")]
        }
        let label = KeyTransport.rsaOAEP(digest: .sha1, mgf1: .sha1, label: Bytes("label"))
        var recipients: [KeyRecipient] = [
            try .transport(Recipients.rsa), try .transport(Recipients.rsa, label), try .transport(Recipients.rsa, .rsa15),
            try .agreement(Recipients.p256),
            try .agreement(Recipients.p384, .aes128, digest: .sha384, keyInfo: [.keyValue(Recipients.p384)]),
        ]
        recipients += try KeyWrap.allCases.map { try .wrap(Fixed.secret($0.keyLength), $0) }
        for recipient in recipients {
            all.append(try parts(XMLEncryptor(.aes128GCM, key: .generated(for: [recipient]))))
            all.append(try parts(XMLEncryptor(.aes256CBC, key: .generated(for: [recipients[0], recipient]))))
        }
        all += [try nested(), try header(recipients[0]), try derived()]
        return all.map { Array(Documents.octets($0)) }
    }

    /// An element and the content of another.
    private static func parts(_ encryptor: XMLEncryptor) throws -> Infoset {
        let infoset = Documents.fixed(plain)
        let children = Array(infoset.root.children)
        return try encryptor.encrypt([.element(children[0], identifier: "e1"), .content(children[1])]).infoset
    }

    private static func nested() throws -> Infoset {
        let inner = XMLEncryptor(.aes128GCM, key: .known(Fixed.secret(16)))
        let outer = XMLEncryptor(.aes256GCM, key: .known(Fixed.secret(32)))
        return try outer.encrypt([.content(try parts(inner).root)]).infoset
    }

    /// The key stands by itself and says what it has encrypted; the other part is led to it.
    private static func header(_ recipient: KeyRecipient) throws -> Infoset {
        let retrieval = Documents.fixed(
            "<d:RetrievalMethod xmlns:d='http://www.w3.org/2000/09/xmldsig#' URI='#k' Type='http://www.w3.org/2001/04/xmlenc#EncryptedKey'/>"
        )
        let secret = Fixed.secret(24)
        let encryptor = XMLEncryptor(.aes192GCM, key: .known(secret, keyInfo: [.element(retrieval.root)]))
        let key = try encryptor.encryptedKey(secret, for: recipient, identifier: "k", references: ["e1"])
        let infoset = try parts(encryptor)
        return try infoset.splicing(key, at: .firstChild(of: infoset.root.range)).infoset
    }

    private static func derived() throws -> Infoset {
        let derived = Documents.fixed(
            """
            <e:DerivedKey xmlns:e="http://www.w3.org/2009/xmlenc11#"><e:KeyDerivationMethod Algorithm="http://www.w3.org/2009/xmlenc11#ConcatKDF">\
            <e:ConcatKDFParams AlgorithmID="00" PartyUInfo="00" PartyVInfo="00"><d:DigestMethod xmlns:d="http://www.w3.org/2000/09/xmldsig#" \
            Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/></e:ConcatKDFParams></e:KeyDerivationMethod>\
            <e:MasterKeyName>master</e:MasterKeyName></e:DerivedKey>
            """)
        // The first of the fixed secrets is the one that is tried first.
        let key = try KeyDerivation.concat(.sha256, ConcatKDFInfo()).key(from: Fixed.secret(16), length: 16)
        return try parts(XMLEncryptor(.aes128GCM, key: .known(key, keyInfo: [.element(derived.root)])))
    }

    /// The same document under several settings, its elements moved, copied and wrapped, and what comes of it encrypted in several ways.
    static func courses(_ document: [UInt8]) -> [[UInt8]] {
        (0..<4).map { number in
            let step = UInt8(number)
            return FuzzInput.seed(
                document, choices: [step, step, step, step << 2 | 2, 1, 3 + step, 2, step &* 11, step, 1, step + 1, step])
        }
    }
}
