import StrataCrypto
import StrataInfoset
import StrataXMLSecurity
import Testing

/// Namespace names that are no absolute URI: refused, and with `acceptsRelativeNamespaceNames` text like any other.
@Suite struct RelativeNamespaceTests {
    private static let text = """
        <r xmlns="myservice" xml:base="http://example.org/base/"><a Id="a"><v xmlns:p="../p" p:k="1"/></a><b xmlns="./myservice"/></r>
        """

    private func form(_ method: Canonicalization.Method) -> Canonicalization {
        var form = Canonicalization(method)
        form.acceptsRelativeNamespaceNames = true
        return form
    }

    /// The text above with its element `a` signed.
    private func signed(_ method: Canonicalization.Method = .exclusive10, isAccepted: Bool = true) throws -> String {
        let infoset = try read(Self.text)
        var signer = XMLSigner(.hmacSHA256, key: .secret(TestKeys.secret))
        signer.canonicalization = Canonicalization(method)
        signer.acceptsRelativeNamespaceNames = isAccepted
        let target = SignatureTarget.element(try infoset.carrying("a"), Canonicalization(method))
        return try Envelope.text(signer.sign([target], in: infoset, at: .lastChild(of: infoset.root.range)).infoset)
    }

    private func verifier(isAccepted: Bool = true) throws -> SignatureVerifier {
        var policy = SignaturePolicy.standard
        policy.acceptsRelativeNamespaceNames = isAccepted
        return try TestKeys.verifier(.hmacSHA256, policy)
    }

    private func isNamed(_ error: (any Error)?) -> Bool {
        guard let error = error as? XMLSecurityError else { return false }
        return error.code == .relativeNamespace && error.reason.contains("acceptsRelativeNamespaceNames is false")
    }

    @Test(arguments: Canonicalization.Method.allCases)
    func withoutTheSettingTheRefusalNamesIt(_ method: Canonicalization.Method) throws {
        #expect { try canonical(method, Self.text) } throws: { isNamed($0) }
        #expect { try signed(method, isAccepted: false) } throws: { isNamed($0) }
        #expect(try isNamed(refusal(signed(method), verifier(isAccepted: false))))
        for policy in [SignaturePolicy.standard, .legacy] { #expect(!policy.acceptsRelativeNamespaceNames) }
        #expect(!Canonicalization(method).acceptsRelativeNamespaceNames)
    }

    @Test(arguments: Canonicalization.Method.allCases)
    func withItSignaturesAreMadeAndHold(_ method: Canonicalization.Method) throws {
        let infoset = try read(signed(method))
        let content = try verifier().verify(infoset.signature)
        let element = try #require(content.element(infoset.carrying("a")))
        #expect(element.name == ExpandedName("a", namespace: "myservice"))
        #expect(element.children.first?.attribute(ExpandedName("k", namespace: "../p")) == "1")
    }

    /// The octets have the names as they stand, whatever base is in scope.
    @Test func namesAreWrittenToTheLetter() throws {
        let element = try DocumentSubset(read(Self.text).carrying("a"))
        let inner = "<v xmlns:p=\"../p\" p:k=\"1\"></v></a>"
        #expect(try String(form(.exclusive10).octets(of: element)) == "<a xmlns=\"myservice\" Id=\"a\">" + inner)
        let inherited = "<a xmlns=\"myservice\" Id=\"a\" xml:base=\"http://example.org/base/\">" + inner
        for method in [Canonicalization.Method.inclusive10, .inclusive11] {
            #expect(try String(form(method).octets(of: element)) == inherited)
        }
        for name in ["x", "./x", "../x", "/x", "//h/x", "?x", "#x", "1a:b", ":x", "ä:x", "urn:a b", "%zz", "x&amp;&lt;&quot;&#xA;"] {
            let document = DocumentSubset(document: try read("<a xmlns='\(name)'/>"))
            #expect(try String(form(.exclusive10).octets(of: document)) == "<a xmlns=\"\(name)\"></a>")
        }
    }

    /// Two names that mean the same to whoever resolves them are two, and what the signature covers cannot be renamed.
    @Test(arguments: ["./myservice", "myservice/", "MYSERVICE", "http://example.org/base/myservice", "my%73ervice", "urn:myservice", ""])
    func otherNamesAreOthers(_ name: String) throws {
        let changed = try signed().replacing("<r xmlns=\"myservice\"", with: "<r xmlns=\"\(name)\"")
        #expect(try refusal(changed, verifier())?.code == .digestMismatch)
        let moved = try signed().replacing("base/\"><a Id", with: "base/\"><a xmlns=\"\(name)\" Id")
        #expect(try refusal(moved, verifier())?.code == .digestMismatch)
    }

    /// No base decides anything: with another one nothing of the exclusive form is another.
    @Test func theBaseDecidesNothing() throws {
        let text = try signed()
        for base in ["http://evil.example/", "", "myservice"] {
            #expect(try refusal(text.replacing("http://example.org/base/", with: base), verifier()) == nil)
        }
    }

    /// The search for causes tries its other forms of such documents too.
    @Test func causesAreFound() throws {
        let subset = DocumentSubset(try read(Self.text).carrying("a"), includesComments: false)
        let wrong = try form(.inclusive10).digest(of: subset, .sha256)
        let text = try signed().replacing(/<ds:DigestValue>[^<]*</, with: "<ds:DigestValue>\(base64(Array(wrong)))<")
        var verifier = try verifier()
        verifier.isExplaining = true
        let causes = try verifier.examine(read(text).signature).references[0].causes
        #expect(causes == [.canonicalization(form(.inclusive10))])
        #expect(causes.first?.description == DifferenceCause.canonicalization(Canonicalization(.inclusive10)).description)
    }
}
