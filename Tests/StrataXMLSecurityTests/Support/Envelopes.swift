import StrataCrypto
import StrataInfoset
import StrataXMLSecurity

/// A SOAP message as WS-Security signs one: header blocks and a body with identifiers, the signature in its header.
enum Envelope {
    static let utility = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
    static let security = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
    static let body = ExpandedName("Body", namespace: "http://www.w3.org/2003/05/soap-envelope")
    static let header = ExpandedName("Header", namespace: "http://www.w3.org/2003/05/soap-envelope")

    static let text = """
        <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://www.w3.org/2005/08/addressing" xmlns:u="\(utility)"><s:Header>\
        <a:Action u:Id="action" s:mustUnderstand="1">urn:pay</a:Action><a:To u:Id="to">urn:bank</a:To>\
        <o:Security xmlns:o="\(security)"><u:Timestamp u:Id="time"><u:Created>2026-01-01T00:00:00Z</u:Created></u:Timestamp></o:Security>\
        </s:Header><s:Body u:Id="body"><pay xmlns="urn:bank"><amount>10</amount><!-- to --><account>1</account></pay></s:Body></s:Envelope>
        """

    /// The message with a signature over the parts with these identifiers, in its security header.
    static func signed(
        _ identifiers: [String] = ["action", "to", "time", "body"], method: SignatureMethod = .rsaSHA256,
        form: Canonicalization = Canonicalization(.exclusive10), key: SigningKey? = nil, text: String = text
    ) throws -> Infoset {
        let infoset = try read(text)
        let targets = try identifiers.map { SignatureTarget.element(try infoset.carrying($0), form) }
        let signer = XMLSigner(method, key: try key ?? TestKeys.pair(method).0)
        let place = try infoset.first(local: "Security")
        return try signer.sign(targets, in: infoset, at: .lastChild(of: place.range)).infoset
    }

    /// A document as text.
    static func text(_ infoset: Infoset) throws -> String {
        let writer = ByteWriter()
        XMLTextWriter.write(infoset, to: writer)
        return String(writer.take())
    }
}

extension Infoset {
    /// The first element that carries an identifier.
    func carrying(_ identifier: String) throws -> InfosetCursor {
        let names = SignaturePolicy.commonIdentifierAttributes
        guard let element = all({ element in names.contains { element.attribute($0) == identifier } }).first else {
            throw NotThere(name: identifier)
        }
        return element
    }

    /// The first signature.
    var signature: InfosetCursor { get throws { try first(local: "Signature") } }
}

/// Why a signature is refused; nil when it is not.
func refusal(_ text: String, _ verifier: SignatureVerifier) throws -> XMLSecurityError? {
    verifier.examine(try read(text).signature).failure
}
