import StrataCrypto
import StrataInfoset
import StrataXMLSecurity
import Testing

/// Signatures that are made here, verified here. What others say of them is tested where others are at hand.
@Suite struct SigningTests {
    @Test(arguments: SignatureMethod.all)
    func everyMethodDetached(_ method: SignatureMethod) throws {
        let infoset = try Envelope.signed(method: method)
        let content = try TestKeys.verifier(method).verify(infoset.signature)
        #expect(content.method == method)
        #expect(content.parts.map(\.uri) == ["#action", "#to", "#time", "#body"])
        #expect(content.covers(try infoset.first(local: "Body")))
        #expect(!content.covers(try infoset.first(local: "Header")))
        // The same from octets, and not after one of them is another.
        let text = try Envelope.text(infoset)
        #expect(try refusal(text, TestKeys.verifier(method)) == nil)
        let changed = text.replacing("<amount>10", with: "<amount>11")
        #expect(try refusal(changed, TestKeys.verifier(method))?.code == .digestMismatch)
    }

    @Test(arguments: Canonicalization.Method.allCases, [false, true])
    func everyForm(_ method: Canonicalization.Method, _ includesComments: Bool) throws {
        let form = Canonicalization(method, includesComments: includesComments, inclusivePrefixes: method == .exclusive10 ? ["a", ""] : [])
        let infoset = try read(Envelope.text)
        var signer = XMLSigner(.hmacSHA256, key: .secret(TestKeys.secret))
        signer.canonicalization = form
        let body = try infoset.first(local: "Body")
        let place = try infoset.first(local: "Security")
        let signed = try signer.sign([.element(body, form)], in: infoset, at: .lastChild(of: place.range), tracking: [body.range])
        let text = try Envelope.text(signed.infoset)
        #expect(try refusal(text, TestKeys.verifier(.hmacSHA256)) == nil)
        #expect(try signed.tracked == [signed.infoset.first(local: "Body").range])
        // A reference to an identifier covers no comments, whatever the form says (XML Signature 1.1, section 4.4.3.3).
        #expect(try refusal(text.replacing("<!-- to -->", with: "<!-- from -->"), TestKeys.verifier(.hmacSHA256)) == nil)
    }

    @Test func aSignatureWithinWhatItSigns() throws {
        let infoset = try read("<order Id=\"o\"><item>1</item></order>")
        let signer = XMLSigner(.ecdsaSHA256, key: try TestKeys.pair(.ecdsaSHA256).0)
        for target in [SignatureTarget.document(), .element(infoset.root)] {
            let signed = try signer.sign([target], in: infoset, at: .lastChild(of: infoset.root.range)).infoset
            let content = try TestKeys.verifier(.ecdsaSHA256).verify(signed.signature)
            let order = try #require(content.element(signed.root))
            #expect(order.children.map(\.qualifiedName) == ["item"])
            #expect(order.wholeElement == nil && order.child(ExpandedName("Signature")) == nil)
            #expect(try order.child(ExpandedName("item"))?.string() == "1")
            #expect(content.element(try signed.signature) == nil)
            #expect(try !content.covers(signed.root) && content.covers(signed.first("item")))
            #expect(content.ranges.count == 2)
        }
    }

    @Test func aSignatureAroundWhatItSigns() throws {
        var signer = XMLSigner(.rsaPSSSHA256, key: try TestKeys.pair(.rsaPSSSHA256).0)
        signer.prefix = ""
        signer.identifier = "sig"
        for form in Canonicalization.Method.allCases {
            let objects = [try read("<one xmlns=\"urn:one\"/>").root, try read("<x:two xmlns:x=\"urn:two\">2</x:two>").root]
            let text = try Envelope.text(signer.sign(enveloping: objects, Canonicalization(form)))
            let infoset = try read(text)
            let content = try TestKeys.verifier(.rsaPSSSHA256).verify(infoset.root)
            #expect(content.elements.map(\.qualifiedName) == ["Object", "Object"])
            #expect(try content.element(infoset.first("x:two"))?.string() == "2")
            #expect(try refusal(text.replacing(">2<", with: ">3<"), TestKeys.verifier(.rsaPSSSHA256))?.code == .digestMismatch)
        }
    }

    @Test func whatIsSaidOfTheKey() throws {
        let identity = try CertificateAuthority.make().issue(.server())
        let infoset = try read("<a Id=\"a\"/>")
        var signer = XMLSigner(.ecdsaSHA256, key: .privateKey(identity.privateKey))
        let certificate = identity.certificate
        let known = KnownCertificates([certificate])
        let sources: [(KeyInfoStatement, any VerificationKeySource)] = [
            (.certificates([certificate]), EmbeddedKeys()), (.certificates([certificate]), known), (.issuerSerial(certificate), known),
            (.subjectKeyIdentifier(certificate), known), (.keyValue(try certificate.publicKey()), EmbeddedKeys(acceptsKeyValues: true)),
        ]
        for (statement, source) in sources {
            signer.keyInfo = [.keyName("mine"), statement]
            let signed = try signer.sign([.element(infoset.root)], in: infoset, at: .firstChild(of: infoset.root.range)).infoset
            let content = try SignatureVerifier(keys: source).verify(read(Envelope.text(signed)).signature)
            #expect(content.keyInfo.items.count == 2)
            // Who is not known is not believed.
            #expect(try SignatureVerifier(keys: KnownCertificates([])).examine(signed.signature).failure?.code == .noKey)
        }
        signer.keyInfo = [.keyValue(try certificate.publicKey())]
        let signed = try signer.sign([.element(infoset.root)], in: infoset, at: .firstChild(of: infoset.root.range)).infoset
        #expect(try SignatureVerifier(keys: EmbeddedKeys()).examine(signed.signature).failure?.code == .noKey)
    }

    @Test(arguments: [SignatureMethod.rsaSHA256, .ecdsaSHA384])
    func keyValuesOfEveryKind(_ method: SignatureMethod) throws {
        guard case (.privateKey(let key), _) = try TestKeys.pair(method) else { return }
        var signer = XMLSigner(method, key: .privateKey(key))
        signer.keyInfo = [.keyValue(try key.publicKey())]
        let infoset = try read(Envelope.text(signer.sign(enveloping: [read("<a/>").root])))
        let content = try SignatureVerifier(keys: EmbeddedKeys(acceptsKeyValues: true)).verify(infoset.root)
        guard case .publicKey(let used) = content.key else { Issue.record("no public key"); return }
        #expect(try used == key.publicKey())
    }

    @Test func whatCannotBeSigned() throws {
        let infoset = try read("<a><b Id=\"x\"/><c Id=\"x\"/><d/></a>")
        var signer = XMLSigner(.hmacSHA256, key: .secret(TestKeys.secret))
        signer.acceptsUnreferencedDuplicates = true
        let end = InfosetPosition.lastChild(of: infoset.root.range)
        func refusal(_ targets: [SignatureTarget], _ position: InfosetPosition, _ signer: XMLSigner) -> XMLSecurityError.Code? {
            do throws(XMLSecurityError) {
                _ = try signer.sign(targets, in: infoset, at: position)
                return nil
            } catch {
                return error.code
            }
        }
        #expect(refusal([], end, signer) == .invalidSubset)
        #expect(refusal([.element(try infoset.first("d"))], end, signer) == .invalidSubset)
        #expect(refusal([.element(try infoset.first("b"))], end, signer) == .duplicateIdentifier)
        #expect(refusal([.element(try read("<b Id=\"y\"/>").root)], end, signer) == .invalidSubset)
        #expect(refusal([.document()], .replacing(try infoset.first("d").range), signer) == .invalidSubset)
        #expect(refusal([.object(0)], end, signer) == .invalidSubset)
        var mismatched = XMLSigner(.rsaSHA256, key: .secret(TestKeys.secret))
        mismatched.acceptsUnreferencedDuplicates = true
        #expect(refusal([.document()], end, mismatched) == .unusableKey)
        mismatched.key = try TestKeys.pair(.ecdsaSHA256).0
        #expect(refusal([.document()], end, mismatched) == .unusableKey)
        var silent = signer
        silent.keyInfo = [.certificates([])]
        #expect(refusal([.document()], end, silent) == .invalidSubset)
        #expect("\(SigningKey.secret(TestKeys.secret))" == "secret of 32 octets")
    }
}
