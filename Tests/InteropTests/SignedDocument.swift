import StrataCrypto
import StrataInfoset
import StrataXMLSecurity

/// A document with an element that carries an identifier, and in it what canonical forms are about.
enum SignedDocument {
    static let text = """
        <?xml version="1.0" encoding="UTF-8"?><?go on?><!-- before --><r xmlns="urn:r" xmlns:p="urn:p" xmlns:u="urn:unused" \
        xml:lang="de" xml:base="http://example.org/x/"><h n="1">free</h><a Id="a" z='1' p:y="2" b='&lt;&quot;&#9;&#xA;'> text &amp; \
        &#13;<!-- in --><p:b xmlns:q="urn:q" q:t="q:T" xml:space="preserve"/><![CDATA[<>]]><c xmlns="">\u{E4}\u{1F600}</c></a></r>

        """

    /// Signed by us: the element, and the document without the signature.
    static func signed(
        _ method: SignatureMethod, _ key: SigningKey, _ form: Canonicalization, _ digest: DigestAlgorithm, wholeDocument: Bool = true
    ) throws -> String {
        let infoset = try XMLTextReader.read(Bytes(text))
        guard let element = infoset.root.child(ExpandedName("a", namespace: "urn:r")) else { return "" }
        var signer = XMLSigner(method, key: key)
        signer.canonicalization = form
        let targets = [.element(element, form, digest: digest)] + (wholeDocument ? [SignatureTarget.document(form, digest: digest)] : [])
        let writer = ByteWriter()
        let signed = try signer.sign(targets, in: infoset, at: .lastChild(of: infoset.root.range)).infoset
        XMLTextWriter.write(signed, to: writer)
        return String(writer.take())
    }

    /// What xmlsec1 fills in: the same as a signature of ours.
    static func template(_ method: SignatureMethod, _ form: Canonicalization, _ digest: DigestAlgorithm) -> String {
        let list = form.inclusivePrefixes.map { $0.isEmpty ? "#default" : $0 }.joined(separator: " ")
        let content =
            list.isEmpty ? "" : "<e:InclusiveNamespaces xmlns:e=\"http://www.w3.org/2001/10/xml-exc-c14n#\" PrefixList=\"\(list)\"/>"
        let enveloped = "<ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"/>"
        func reference(_ uri: String, _ transform: String) -> String {
            "<ds:Reference URI=\"\(uri)\"><ds:Transforms>\(transform)<ds:Transform Algorithm=\"\(form.algorithm)\">\(content)</ds:Transform>"
                + "</ds:Transforms><ds:DigestMethod Algorithm=\"\(digest.identifier)\"/><ds:DigestValue/></ds:Reference>"
        }
        let signature =
            "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:SignedInfo>"
            + "<ds:CanonicalizationMethod Algorithm=\"\(form.algorithm)\">\(content)</ds:CanonicalizationMethod>"
            + "<ds:SignatureMethod Algorithm=\"\(method.identifier)\"/>\(reference("#a", ""))\(reference("", enveloped))"
            + "</ds:SignedInfo><ds:SignatureValue/></ds:Signature>"
        return text.replacing("</r>", with: signature + "</r>")
    }

    /// Why we refuse a document; nil when we accept it.
    static func refusal(_ octets: [UInt8], _ key: VerificationKey) -> Refusal? {
        let infoset: Infoset
        do throws(InfosetError) {
            infoset = try XMLTextReader.read(Bytes(octets))
        } catch {
            return Refusal(code: error.code.description, reason: error.description)
        }
        let name = ExpandedName("Signature", namespace: "http://www.w3.org/2000/09/xmldsig#")
        guard let signature = (0..<infoset.nodeCount).lazy.compactMap({ infoset.element(at: $0) }).first(where: { $0.isNamed(name) }) else {
            return Refusal(code: "no signature", reason: "")
        }
        let failure = SignatureVerifier(policy: .legacy, keys: KnownKeys(key)).examine(signature).failure
        return failure.map { Refusal(code: $0.code.description, reason: $0.reason) }
    }

    struct Refusal {
        let code: String
        let reason: String
    }
}
