import StrataCrypto
import StrataInfoset
import StrataXMLSecurity
import Testing

/// What a stranger could make a verifier compute: each amplification, and the limit that ends it.
@Suite struct SignatureCostTests {
    private let method = SignatureMethod.hmacSHA256
    private let signer = XMLSigner(.hmacSHA256, key: .secret(TestKeys.secret))

    private func refusal(_ text: String, _ change: (inout SignaturePolicy) -> Void = { _ in }) throws -> XMLSecurityError? {
        var policy = SignaturePolicy.standard
        change(&policy)
        return try TestKeys.verifier(method, policy).examine(read(text).signature).failure
    }

    /// A namespace of many ampersands, declared where no name uses it, and used by many elements: each of them takes 10 000 octets.
    private static let growing =
        "<x xmlns:p='urn:\(String(repeating: "&amp;", count: 2000))'>\(String(repeating: "<p:c/>", count: 500))</x>"

    @Test func nothingStandsInWhatIsSignedThatIsNotAskedFor() throws {
        let text = try Envelope.text(Envelope.signed(["body"], method: method))
        let digestMethod = "<ds:DigestMethod Algorithm=\"\(DigestAlgorithm.sha256.identifier)\"/>"
        #expect(text.contains(digestMethod))
        let stuffed = text.replacing(digestMethod, with: digestMethod.dropLast(2) + ">\(Self.growing)</ds:DigestMethod>")
        #expect(try refusal(stuffed)?.code == .malformed)
        let form = "<ds:Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/>"
        let list = "<e:InclusiveNamespaces xmlns:e=\"http://www.w3.org/2001/10/xml-exc-c14n#\" PrefixList=\"\">"
        let inList = text.replacing(form, with: form.dropLast(2) + ">\(list)\(Self.growing)</e:InclusiveNamespaces></ds:Transform>")
        #expect(try refusal(inList)?.code == .malformed)
        let empty = text.replacing(form, with: form.dropLast(2) + ">\(list)</e:InclusiveNamespaces></ds:Transform>")
        #expect(try refusal(empty)?.code == .signatureMismatch)
    }

    @Test func whatIsSignedHasALength() throws {
        let text = try Envelope.text(Envelope.signed(["body"], method: method))
        let error = try refusal(text) { $0.limits.signedInfoLength = 400 }
        #expect(error?.code == .limitExceeded && error?.reason.contains("limits.signedInfoLength") == true)
        #expect(try refusal(text) { $0.limits.signedInfoLength = 4000 } == nil)
        // Instructions may stand anywhere, and are signed.
        let long = text.replacing("<ds:SignedInfo>", with: "<ds:SignedInfo><?p \(String(repeating: "x", count: 200_000))?>")
        #expect(try refusal(long)?.reason.contains("limits.signedInfoLength") == true)
    }

    @Test func formsThatAreFarLongerThanTheirDocument() throws {
        let text = try Envelope.text(
            Envelope.signed(["body"], method: method, text: Envelope.text.replacing("<account>", with: Self.growing + "<account>")))
        let error = try refusal(text)
        #expect(error?.code == .limitExceeded && error?.reason.contains("limits.canonicalLength") == true)
        #expect(try refusal(text) { $0.limits.canonicalLength = 10_000_000 } == nil)
        #expect(try refusal(text) { $0.limits.canonicalFactor = 1000 } == nil)
    }

    @Test func aSinkGetsNoMoreThanTheLimit() throws {
        let infoset = try read(Self.growing)
        let subset = DocumentSubset(document: infoset)
        for limit in [0, 1, 20_000, 1_000_000] {
            let writer = ByteWriter()
            #expect { try Canonicalization(.exclusive10).write(subset, to: writer, limit: limit) } throws: {
                ($0 as? XMLSecurityError)?.code == .limitExceeded
            }
            #expect(writer.take().count <= limit)
        }
        let whole = try Canonicalization(.exclusive10).octets(of: subset)
        #expect(whole.count > 4_000_000)
        #expect(try Canonicalization(.exclusive10).octets(of: subset, limit: whole.count) == whole)
        #expect(throws: XMLSecurityError.self) { try Canonicalization(.exclusive10).octets(of: subset, limit: whole.count - 1) }
        // Text that goes to the sink from where it stands is counted too.
        let long = DocumentSubset(document: try read("<a>\(String(repeating: "x", count: 100_000))</a>"))
        #expect(throws: XMLSecurityError.self) { try Canonicalization(.inclusive10).octets(of: long, limit: 50_000) }
    }

    /// Sixty references to the same are one digest; each other form or hash function is one more.
    @Test func theSameIsDigestedOnce() throws {
        let infoset = try read("<r Id=\"r\"><t>\(String(repeating: "x", count: 100_000))</t></r>")
        let place = InfosetPosition.lastChild(of: infoset.root.range)
        let same = try Envelope.text(
            signer.sign([SignatureTarget](repeating: .document(), count: 60), in: infoset, at: place).infoset)
        #expect(
            try refusal(same) {
                $0.limits.canonicalLength = 150_000; $0.limits.canonicalFactor = 0
            } == nil)
        let digests = [DigestAlgorithm.sha256, .sha384, .sha512]
        let several = try Envelope.text(signer.sign(digests.map { .document(digest: $0) }, in: infoset, at: place).infoset)
        #expect(
            try refusal(several) {
                $0.limits.canonicalLength = 150_000; $0.limits.canonicalFactor = 0
            }?.code == .limitExceeded)
        #expect(
            try refusal(several) {
                $0.limits.canonicalLength = 400_000; $0.limits.canonicalFactor = 0
            } == nil)
    }

    @Test func oneElementInTwoForms() throws {
        let infoset = try read(Envelope.text)
        let body = try infoset.carrying("body")
        let place = InfosetPosition.lastChild(of: try infoset.first(local: "Security").range)
        let targets = [SignatureTarget.element(body), .element(body, Canonicalization(.inclusive10))]
        let text = try Envelope.text(signer.sign(targets, in: infoset, at: place).infoset)
        let error = try refusal(text)
        #expect(error?.code == .forbiddenAlgorithm && error?.reason.contains("acceptsRepeatedParts") == true)
        #expect(try refusal(text) { $0.acceptsRepeatedParts = true } == nil)
        let digests = [SignatureTarget.element(body), .element(body, digest: .sha512)]
        #expect(try refusal(Envelope.text(signer.sign(digests, in: infoset, at: place).infoset)) == nil)
    }

    @Test func depthAndListsOfPrefixes() throws {
        let text = try Envelope.text(
            Envelope.signed(["body"], method: method, form: Canonicalization(.exclusive10, inclusivePrefixes: ["a", "s", "a"])))
        #expect(try refusal(text) == nil)
        let list = try refusal(text) { $0.limits.inclusivePrefixes = 2 }
        #expect(list?.code == .limitExceeded && list?.reason.contains("limits.inclusivePrefixes") == true)
        let depth = try refusal(text) { $0.limits.depth = 4 }
        #expect(depth?.code == .limitExceeded && depth?.reason.contains("limits.depth") == true)
        let nested = String(repeating: "<n>", count: 200) + String(repeating: "</n>", count: 200)
        let deep = try Envelope.text(
            Envelope.signed(["body"], method: method, text: Envelope.text.replacing("<account>", with: nested + "<account>")))
        #expect(try refusal(deep)?.reason.contains("limits.depth") == true)
        #expect(try refusal(deep) { $0.limits.depth = 300 } == nil)
        var verifier = try TestKeys.verifier(method)
        verifier.isExplaining = true
        #expect(try verifier.examine(read(deep).signature).failure?.code == .limitExceeded)
    }

    @Test func longListsOfPrefixes() throws {
        let prefixes = (0..<20_000).map { "p\($0)" }
        let text = "<a " + prefixes.map { "xmlns:\($0)='urn:\($0)'" }.joined(separator: " ") + "/>"
        let form = Canonicalization(.exclusive10, inclusivePrefixes: prefixes)
        #expect(
            try form.octets(of: DocumentSubset(document: read(text)))
                == Canonicalization(.inclusive10).octets(of: DocumentSubset(document: read(text))))
    }

    /// Many names, of which each reference needs few.
    @Test func manyNamesAndManyReferences() throws {
        let names = (0..<35_000).map { "<n\($0)/>" }.joined()
        let parts = (0..<40).map { "<e Id=\"e\($0)\"/>" }.joined()
        let infoset = try read("<r>\(parts)<x>\(names)</x></r>")
        let targets = infoset.root.children.prefix(40).map { SignatureTarget.element($0) }
        let signed = try signer.sign(targets, in: infoset, at: .lastChild(of: infoset.root.range)).infoset
        #expect(try TestKeys.verifier(method).examine(signed.signature).isValid)
    }
}
