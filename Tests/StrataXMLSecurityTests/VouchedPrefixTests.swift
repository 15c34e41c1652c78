import StrataCrypto
import StrataInfoset
import StrataXMLSecurity
import Testing

/// Prefixes in values are no names: what a signature vouches for of them, and what somebody could change without a trace.
@Suite struct VouchedPrefixTests {
    /// A document whose element `Id="a"` is signed, as text.
    private func signed(_ text: String, _ form: Canonicalization = Canonicalization(.exclusive10)) throws -> String {
        let infoset = try read(text)
        let signer = XMLSigner(.hmacSHA256, key: .secret(TestKeys.secret))
        let place = InfosetPosition.lastChild(of: infoset.root.range)
        return try Envelope.text(signer.sign([.element(infoset.carrying("a"), form)], in: infoset, at: place).infoset)
    }

    /// What the signature vouches for as the namespace of a prefix at an element, after a change that must not be noticed.
    private func vouched(_ text: String, _ prefix: String, at name: String = "v", _ change: (String, String)? = nil) throws -> String? {
        let changed = change.map { text.replacing($0.0, with: $0.1) } ?? text
        if change != nil { #expect(changed != text) }
        let infoset = try read(changed)
        let content = try TestKeys.verifier(.hmacSHA256).verify(infoset.signature)
        return try #require(content.element(infoset.first(name))).namespace(forPrefix: prefix)
    }

    @Test func declarationsThatNoNameUsesCanBeChanged() throws {
        let text = try signed("<r><p:a Id=\"a\" xmlns:p=\"urn:p\" xmlns:own=\"urn:own\"><v type=\"own:T\"/></p:a></r>")
        #expect(try vouched(text, "own", ("xmlns:own=\"urn:own\"", "xmlns:own=\"urn:evil\"")) == nil)
        #expect(try vouched(text, "own") == nil)
        #expect(try vouched(text, "p", at: "p:a") == "urn:p")
    }

    @Test func declarationsCanBeAddedBetween() throws {
        let text = try signed("<r><q:a Id=\"a\" xmlns:q=\"urn:good\"><v type=\"q:T\"/></q:a></r>")
        #expect(try vouched(text, "q", ("<v ", "<v xmlns:q=\"urn:evil\" ")) == nil)
        #expect(try vouched(text, "q", ("<v type=\"q:T\"/>", "<v type=\"q:T\" xmlns:q=\"urn:evil\"/>")) == nil)
        #expect(try vouched(text, "q") == nil)
    }

    /// A reader of what is left would find the binding of an element around, which the signer had not meant.
    @Test func declarationsCanBeDropped() throws {
        let text = try signed("<r><q:a Id=\"a\" xmlns:q=\"urn:outer\"><v xmlns:q=\"urn:inner\" type=\"q:T\"/></q:a></r>")
        #expect(try vouched(text, "q", (" xmlns:q=\"urn:inner\"", "")) == nil)
        let plain = try signed("<r><p:a Id=\"a\" xmlns:p=\"urn:p\" xmlns=\"urn:d\"><p:v type=\"T\"/></p:a></r>")
        #expect(try vouched(plain, "", at: "p:v", (" xmlns=\"urn:d\"", "")) == nil)
    }

    @Test func namesOfTheElementItselfVouch() throws {
        let text = try signed(
            "<r><a Id=\"a\"><q:v xmlns:q=\"urn:q\" xmlns:x=\"urn:x\" x:type=\"q:T\">x:U</q:v><w xmlns=\"urn:w\">V</w></a></r>")
        #expect(try vouched(text, "q", at: "q:v") == "urn:q" && vouched(text, "x", at: "q:v") == "urn:x")
        #expect(try vouched(text, "", at: "w") == "urn:w" && vouched(text, "", at: "a") == "")
        #expect(try vouched(text, "xml", at: "w") == "http://www.w3.org/XML/1998/namespace")
        #expect(try vouched(text, "", at: "q:v") == nil && vouched(text, "none", at: "q:v") == nil)
    }

    @Test func formsThatWriteEveryDeclarationVouch() throws {
        let text = "<r xmlns:q=\"urn:good\"><p:a Id=\"a\" xmlns:p=\"urn:p\"><v type=\"q:T\"/></p:a></r>"
        for form in [
            Canonicalization(.inclusive10), Canonicalization(.inclusive11), Canonicalization(.exclusive10, inclusivePrefixes: ["q"]),
        ] {
            let signed = try signed(text, form)
            #expect(try vouched(signed, "q") == "urn:good")
            let code = try refusal(signed.replacing("xmlns:q=\"urn:good\"", with: "xmlns:q=\"urn:evil\""), TestKeys.verifier(.hmacSHA256))?
                .code
            #expect(code == .digestMismatch)
            let between = signed.replacing("<v ", with: "<v xmlns:q=\"urn:evil\" ")
            #expect(try refusal(between, TestKeys.verifier(.hmacSHA256))?.code == .digestMismatch)
        }
    }

    /// The same letter in one and in two code points: strings that are equal, and prefixes that are not.
    @Test func prefixesAreComparedByOctets() throws {
        let (one, two) = ("\u{E9}", "e\u{301}")
        #expect(one == two)
        let text = try signed("<r xmlns:\(two)=\"urn:two\"><\(one):a Id=\"a\" xmlns:\(one)=\"urn:one\"/></r>")
        let infoset = try read(text)
        let element = try #require(try TestKeys.verifier(.hmacSHA256).verify(infoset.signature).element(infoset.carrying("a")))
        #expect(element.namespace(forPrefix: one) == "urn:one" && element.namespace(forPrefix: two) == nil)
        let listed = try signed(
            "<r xmlns:\(two)=\"urn:two\"><a Id=\"a\" xmlns:\(one)=\"urn:one\"/></r>",
            Canonicalization(.exclusive10, inclusivePrefixes: [one]))
        let other = try read(listed)
        let listedElement = try #require(try TestKeys.verifier(.hmacSHA256).verify(other.signature).element(other.carrying("a")))
        #expect(listedElement.namespace(forPrefix: one) == "urn:one" && listedElement.namespace(forPrefix: two) == nil)
    }

    @Test func valuesOfEveryKind() throws {
        let text = try signed(
            "<r xmlns:o=\"urn:o\"><a Id=\"a\" n=\"1\"><i>5</i><b>true</b><d>1.5</d><q:q xmlns:q=\"urn:q\"> q:T </q:q><o>o:T</o><x>AQ==</x></a></r>"
        )
        let infoset = try read(text)
        let content = try TestKeys.verifier(.hmacSHA256).verify(infoset.signature)
        let element = try #require(content.element(infoset.carrying("a")))
        func child(_ name: String, _ namespace: String = "") throws -> VerifiedElement {
            try #require(element.child(ExpandedName(name, namespace: namespace)))
        }
        #expect(try child("i").int() == 5 && child("b").bool() && child("d").double() == 1.5 && child("d").decimalText() == "1.5")
        #expect(try child("x").base64() == Bytes([1]) && element.attributes.map(\.name.localName) == ["Id", "n"])
        #expect(try child("q", "urn:q").qualifiedNameValue() == ExpandedName("T", namespace: "urn:q"))
        let outside = try child("o")
        #expect { try outside.qualifiedNameValue() } throws: { ($0 as? XMLSecurityError)?.code == .notCovered }
        #expect { try outside.resolve(qualifiedName: "a b") } throws: { ($0 as? XMLSecurityError)?.code == .malformed }
        // A cursor believes what stands there.
        #expect(try element.wholeElement?.child(ExpandedName("o"))?.qualifiedNameValue() == ExpandedName("T", namespace: "urn:o"))
    }

    /// Of two parts that hold the element, one vouches for the prefix and one covers all of it.
    @Test func severalPartsOfOneElement() throws {
        let infoset = try read("<r xmlns:q=\"urn:q\" Id=\"r\"><a Id=\"a\"><v type=\"q:T\"/></a></r>")
        let signer = XMLSigner(.hmacSHA256, key: .secret(TestKeys.secret))
        let targets = [SignatureTarget.element(infoset.root), .element(try infoset.carrying("a"), Canonicalization(.inclusive10))]
        let signed = try signer.sign(targets, in: infoset, at: .lastChild(of: infoset.root.range)).infoset
        let content = try TestKeys.verifier(.hmacSHA256).verify(signed.signature)
        #expect(try content.element(signed.first("v"))?.namespace(forPrefix: "q") == "urn:q")
        #expect(content.element(signed.root)?.namespace(forPrefix: "q") == nil)
    }
}
