import Fuzzing
import FuzzingSecurity
import StrataCrypto
import StrataInfoset
import StrataXMLSecurity

/// Whatever can be signed verifies, also when it was sent.
enum Signing {
    static func check(_ infoset: Infoset, _ input: inout FuzzInput) {
        let bits = input.choice()
        var form = Canonicalization([.exclusive10, .inclusive10, .inclusive11][bits % 3], includesComments: bits & 64 != 0)
        form.inclusivePrefixes = bits & 4 != 0 ? ["", "a", "xml", "nope"] : []
        let named = Documents.elements(infoset, limit: 8) { element in
            SignaturePolicy.commonIdentifierAttributes.contains { element.attribute($0) != nil }
        }
        let target: SignatureTarget = bits & 8 != 0 && !named.isEmpty ? .element(input.choice(of: named), form) : .document(form)
        let place = input.choice(of: Documents.elements(infoset, limit: 64)).range
        var signer = XMLSigner(.hmacSHA256, key: .secret(Keys.secret))
        signer.canonicalization = form
        signer.prefix = bits & 16 != 0 ? "" : "ds"
        signer.identifier = bits & 32 != 0 ? "signature" : nil
        guard let signed = try? signer.sign([target], in: infoset, at: bits & 128 == 0 ? .lastChild(of: place) : .firstChild(of: place))
        else { return }
        verify(signed.infoset, at: signed.inserted)
        verify(Documents.sent(signed.infoset), at: signed.inserted)
    }

    private static func verify(_ infoset: Infoset, at range: NodeRange?) {
        guard let range, let signature = infoset.element(at: range.lowerBound) else { broken("a signature was made and is not there") }
        do throws(XMLSecurityError) {
            let content = try SignatureVerifier(policy: .legacy, keys: Keys(acceptsAnybody: false)).verify(signature)
            require(content.parts.count == 1, "one thing was signed")
        } catch {
            require(error.code == .limitExceeded, "it was signed and does not hold: \(error)")
        }
    }
}
