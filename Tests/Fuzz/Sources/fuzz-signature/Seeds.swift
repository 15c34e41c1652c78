import Fuzzing
import FuzzingSecurity
import StrataCrypto
import StrataInfoset
import StrataXMLSecurity

/// Documents that were signed in each way that differs, and courses of changes to them.
enum Seeds {
    private static let utility = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
    private static let message = """
        <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="urn:a" xmlns:u="\(utility)"><s:Header>\
        <a:To u:Id="to">urn:bank</a:To><h/></s:Header><s:Body u:Id="body"><pay xmlns="urn:b" xml:lang="en" a:x="&#9;">\
        <amount t="a:int">10</amount><!-- c --><to>&#13;1</to></pay></s:Body></s:Envelope>
        """
    private static let plain = "<r Id='r'><a xmlns='urn:a' xmlns:x='urn:x' Id='a'>text &lt; <x:b y='1' x:y='2'/></a><?p i?><c Id='c'/></r>"

    static func make() throws -> [[UInt8]] {
        var all: [Infoset] = []
        let keys: [(SignatureMethod, SigningKey)] = [
            (.hmacSHA256, .secret(Keys.secret)), (.hmacSHA1, .secret(Keys.secret)), (.ecdsaSHA256, .privateKey(Fixed.p256)),
            (.ecdsaSHA384, .privateKey(Fixed.p384)), (.rsaSHA256, .privateKey(Fixed.rsa)), (.rsaPSSSHA256, .privateKey(Fixed.rsa)),
        ]
        for (method, key) in keys { all.append(try wholeDocument(XMLSigner(method, key: key), Canonicalization(.exclusive10))) }
        for form in Canonicalization.Method.allCases {
            var signer = XMLSigner(.hmacSHA256, key: .secret(Keys.secret))
            signer.canonicalization = Canonicalization(form, includesComments: form == .inclusive11)
            all.append(try wholeDocument(signer, signer.canonicalization))
            all.append(try parts(signer, Canonicalization(form, inclusivePrefixes: ["a", ""])))
        }
        all.append(try enveloping())
        return all.map { Array(Documents.octets($0)) }
    }

    private static func wholeDocument(_ signer: XMLSigner, _ form: Canonicalization) throws -> Infoset {
        let infoset = Documents.fixed(plain)
        return try signer.sign([.document(form)], in: infoset, at: .lastChild(of: infoset.root.range)).infoset
    }

    /// Header and body of a message, by their identifiers, with the key beside them.
    private static func parts(_ signer: XMLSigner, _ form: Canonicalization) throws -> Infoset {
        var signer = signer
        signer.keyInfo = [.keyName("fixed"), .keyValue(try Fixed.p256.publicKey()), .issuerSerial(Fixed.good)]
        signer.identifier = "signature"
        let infoset = Documents.fixed(message)
        let named = Documents.elements(infoset) { $0.attribute(ExpandedName("Id", namespace: utility)) != nil }
        let targets = named.map { SignatureTarget.element($0, form) }
        return try signer.sign(
            targets, in: infoset, at: .lastChild(of: infoset.root.children.first { _ in true }?.range ?? infoset.root.range)
        ).infoset
    }

    private static func enveloping() throws -> Infoset {
        var signer = XMLSigner(.ecdsaSHA256, key: .privateKey(Fixed.p256))
        signer.keyInfo = [.certificates([Fixed.good])]
        return try signer.sign(enveloping: [Documents.fixed(plain).root])
    }

    /// The same document under several settings, its elements moved, copied and wrapped.
    static func courses(_ document: [UInt8]) -> [[UInt8]] {
        (0..<8).map { number in
            let step = UInt8(number)
            return FuzzInput.seed(document, choices: [step << 4 | 15, 1, 3 + step, 2, step, step &* 37, 9, 5, 1 + step, step, 1])
        }
    }
}
