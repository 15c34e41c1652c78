import StrataCrypto
import StrataInfoset
import StrataXMLSecurity
import Testing

@Suite struct NamespaceNameTests {
    private let method = SignatureMethod.hmacSHA256

    /// Outside what is signed too: such a document has no canonical form.
    @Test(arguments: ["x", "../x", "urn:a b", "urn:%zz", "urn:%4", "urn:{x}", "urn:\u{E4}", "urn:x?y=1#z", "http://[::1]/x", "urn:%41", ""])
    func namespaceNamesThatAreNoURIs(_ name: String) throws {
        let isRefused = ["x", "../x", "urn:a b", "urn:%zz", "urn:%4", "urn:{x}"].contains(name)
        let text = try Envelope.text(Envelope.signed(["body"], method: method))
        for other in [
            text.replacing("<s:Header>", with: "<s:Header xmlns=\"\(name)\">"),
            text.replacing("<s:Header>", with: "<s:Header><w xmlns=\"\(name)\"/>"),
        ] {
            #expect(try refusal(other, TestKeys.verifier(method))?.code == (isRefused ? .relativeNamespace : nil))
        }
        let infoset = try read("<r><a Id=\"a\"/><b xmlns=\"\(name)\"/></r>")
        let signer = XMLSigner(method, key: .secret(TestKeys.secret))
        let element = SignatureTarget.element(try infoset.first("a"))
        let sign = { try signer.sign([element], in: infoset, at: .lastChild(of: infoset.root.range)) }
        if isRefused { #expect(throws: XMLSecurityError.self) { try sign() } } else { _ = try sign() }
    }
}
