import StrataCrypto
import StrataInfoset
import StrataXMLSecurity
import Testing

/// Identifiers that stand twice, and the table that everybody looks them up in.
@Suite struct IdentifierTests {
    private let method = SignatureMethod.hmacSHA256

    private func refusal(_ text: String, lenient: Bool = false) throws -> XMLSecurityError? {
        var policy = SignaturePolicy.standard
        policy.acceptsUnreferencedDuplicates = lenient
        return try TestKeys.verifier(method, policy).examine(read(text).signature).failure
    }

    @Test(arguments: ["u:Id=\"body\"", "Id=\"body\"", "ID=\"body\"", "id=\"body\"", "xml:id=\" body \"", "AssertionID=\"body\""])
    func whatIsReferredTo(_ attribute: String) throws {
        let text = try Envelope.text(Envelope.signed(["body"], method: method))
        for twice in [
            text.replacing("<account>", with: "<account \(attribute)>"), text.replacing("<s:Header>", with: "<s:Header \(attribute)>"),
        ] {
            #expect(try refusal(twice)?.code == .duplicateIdentifier)
            #expect(try refusal(twice, lenient: true)?.code == .duplicateIdentifier)
        }
    }

    static let kinds = ["u:Id", "xml:id", "Id", "ID", "id", "AssertionID"]

    /// In whichever attributes and order, although no signature refers to it.
    @Test(arguments: kinds, kinds)
    func whatIsNotReferredTo(_ one: String, _ other: String) throws {
        let text = try Envelope.text(Envelope.signed(["body"], method: method))
        let twice = text.replacing("<s:Header>", with: "<s:Header><x \(one)=\"n\"/><y \(other)=\"n\"/>")
        let error = try refusal(twice)
        #expect(error?.code == .duplicateIdentifier)
        let isReserved = [one, other].contains { $0.contains(":") }
        #expect(try refusal(twice, lenient: true)?.code == (isReserved ? .duplicateIdentifier : nil))
        #expect(error?.reason.contains("acceptsUnreferencedDuplicates") == !isReserved)
    }

    @Test func twoAttributesOfOneElement() throws {
        let text = try Envelope.text(Envelope.signed(["body"], method: method))
        #expect(try refusal(text.replacing("<s:Header>", with: "<s:Header><x Id=\"n\" ID=\"n\"/>"))?.code == .duplicateIdentifier)
        // An attribute that is no identifier is none.
        #expect(try refusal(text.replacing("<s:Header>", with: "<s:Header><x name=\"body\"/>")) == nil)
    }

    @Test func whitespaceOfXMLIdentifiers() throws {
        let text = "<r><a xml:id=\"\n n \"/><b Id=\" n \"/></r>"
        let table = try IdentifierTable(read(text))
        #expect(try table.element("n").qualifiedName == "a" && table.element(" n ").qualifiedName == "b")
        #expect { try IdentifierTable(read("<r><a xml:id=\" n\"/><b Id=\"n\"/></r>")) } throws: {
            ($0 as? XMLSecurityError)?.code == .duplicateIdentifier
        }
        // The same is what a signature refers to.
        let infoset = try read("<r><a xml:id=\" n \"/></r>")
        let signer = XMLSigner(method, key: .secret(TestKeys.secret))
        let signed = try signer.sign([.element(infoset.first("a"))], in: infoset, at: .lastChild(of: infoset.root.range)).infoset
        #expect(try TestKeys.verifier(method).verify(signed.signature).parts.map(\.uri) == ["#n"])
    }

    @Test func layersAboveLookUpInTheSameTable() throws {
        let infoset = try Envelope.signed(["body"], method: method)
        let table = try IdentifierTable(infoset)
        #expect(try table.element(referredToBy: "#body") == infoset.first(local: "Body") && table.contains("to") && !table.contains("#to"))
        for uri in ["#nothing", "", "#", "body", "http://example.org/#body", "#b%6Fdy", "#xpointer(id('body'))"] {
            #expect { try table.element(referredToBy: uri) } throws: { ($0 as? XMLSecurityError)?.code == .unresolvedReference }
        }
        let lenient = try IdentifierTable(read("<r><a Id=\"n\"/><b ID=\"n\"/></r>"), acceptsUnreferencedDuplicates: true)
        #expect { try lenient.element("n") } throws: { ($0 as? XMLSecurityError)?.code == .duplicateIdentifier }
        let verifier = try TestKeys.verifier(method)
        #expect(try verifier.verify(infoset.signature, identifiers: table).covers(infoset.first(local: "Body")))
        let other = try IdentifierTable(read("<a/>"))
        #expect(try verifier.examine(infoset.signature, identifiers: other).failure?.code == .invalidSubset)
        let narrow = try IdentifierTable(infoset, attributes: [ExpandedName("Id")])
        #expect(try verifier.examine(infoset.signature, identifiers: narrow).failure?.code == .unresolvedReference)
    }

    /// A second signature with objects does not take the identifiers of the first.
    @Test func objectsOfSeveralSignatures() throws {
        var infoset = try read("<r><a Id=\"object-0\"/></r>")
        var signer = XMLSigner(method, key: .secret(TestKeys.secret))
        for identifier in [nil, nil, "s", "t"] {
            signer.identifier = identifier
            let object = try read("<o/>").root
            infoset = try signer.sign(
                [.object(0), .object(1)], in: infoset, at: .lastChild(of: infoset.root.range), objects: [object, object]
            )
            .infoset
        }
        let signatures = infoset.all { $0.localName == "Signature" }
        #expect(signatures.count == 4)
        var uris: Set<String> = []
        for signature in signatures {
            let content = try TestKeys.verifier(method).verify(signature)
            #expect(content.elements.map(\.qualifiedName) == ["ds:Object", "ds:Object"])
            uris.formUnion(content.parts.map(\.uri))
        }
        #expect(uris.count == 8 && uris.contains("#s-object-0"))
    }

    /// What nobody could verify is not made.
    @Test func signaturesThatWouldDestroyOthers() throws {
        let infoset = try read("<r Id=\"r\"><a Id=\"a\"/></r>")
        var signer = XMLSigner(method, key: .secret(TestKeys.secret))
        func code(_ objects: [InfosetCursor] = [], in infoset: Infoset) -> XMLSecurityError.Code? {
            do throws(XMLSecurityError) {
                _ = try signer.sign([.document()], in: infoset, at: .lastChild(of: infoset.root.range), objects: objects)
                return nil
            } catch {
                return error.code
            }
        }
        #expect(code(in: infoset) == nil)
        #expect(code([try infoset.first("a")], in: infoset) == .duplicateIdentifier)
        let twice = try read("<r><a Id=\"n\"/><b ID=\"n\"/></r>")
        #expect(code(in: twice) == .duplicateIdentifier)
        signer.acceptsUnreferencedDuplicates = true
        #expect(code(in: twice) == nil)
        signer.identifier = "a"
        #expect(code(in: infoset) == nil)
        signer.acceptsUnreferencedDuplicates = false
        #expect(code(in: infoset) == .duplicateIdentifier)
    }
}
