import StrataCrypto
import StrataInfoset
import StrataXMLSecurity
import Testing

/// Limits and switches of the policy that are about more than one algorithm: with each changed, another outcome, and it is named.
@Suite struct SignatureLimitTests {
    private let method = SignatureMethod.hmacSHA256

    private func refusal(_ text: String, _ change: (inout SignaturePolicy) -> Void) throws -> XMLSecurityError? {
        var policy = SignaturePolicy.standard
        change(&policy)
        return try TestKeys.verifier(method, policy).examine(read(text).signature).failure
    }

    @Test func signaturesWithinWhatTheySign() throws {
        let infoset = try read("<order><item>1</item></order>")
        let signer = XMLSigner(method, key: .secret(TestKeys.secret))
        let text = try Envelope.text(signer.sign([.document()], in: infoset, at: .lastChild(of: infoset.root.range)).infoset)
        #expect(try refusal(text) { _ in } == nil)
        let error = try refusal(text) { $0.acceptsEnvelopedSignature = false }
        #expect(error?.code == .forbiddenAlgorithm && error?.reason.contains("acceptsEnvelopedSignature") == true)
    }

    @Test func attributesThatAreIdentifiers() throws {
        let text = try Envelope.text(Envelope.signed(["body"], method: method))
        #expect(try refusal(text) { $0.identifierAttributes = [ExpandedName("Id")] }?.code == .unresolvedReference)
        let own = "<r><x key=\"k\"/></r>"
        let infoset = try read(own)
        var signer = XMLSigner(method, key: .secret(TestKeys.secret))
        signer.identifierAttributes = [ExpandedName("key")]
        let signed = try signer.sign([.element(infoset.first("x"))], in: infoset, at: .lastChild(of: infoset.root.range)).infoset
        let message = try Envelope.text(signed)
        #expect(try refusal(message) { $0.identifierAttributes = [ExpandedName("key")] } == nil)
        #expect(try refusal(message) { _ in }?.code == .unresolvedReference)
    }

    @Test func lengthsAndNumbers() throws {
        let certificate = try CertificateAuthority.make().issue(.server()).certificate
        let infoset = try read(Envelope.text)
        var signer = XMLSigner(method, key: .secret(TestKeys.secret))
        signer.keyInfo = [.keyName("mine"), .certificates([certificate, certificate])]
        let place = try infoset.first(local: "Security").range
        let text = try Envelope.text(signer.sign([.element(infoset.carrying("body"))], in: infoset, at: .lastChild(of: place)).infoset)
        #expect(try refusal(text) { _ in } == nil)
        let limits: [(String, WritableKeyPath<SignatureLimits, Int>, Int)] = [
            ("limits.keyInfoItems", \.keyInfoItems, 1), ("limits.certificates", \.certificates, 1),
            ("limits.keyInfoValueLength", \.keyInfoValueLength, 100), ("limits.signatureValueLength", \.signatureValueLength, 31),
            ("limits.references", \.references, 0), ("limits.transforms", \.transforms, 0),
        ]
        for (name, limit, value) in limits {
            let error = try refusal(text) { $0.limits[keyPath: limit] = value }
            #expect(error?.code == .limitExceeded && error?.reason.contains(name) == true, "\(name): \(String(describing: error))")
        }
    }

    @Test func codesOfFewerBits() throws {
        let text = try Envelope.text(Envelope.signed(method: method))
        let whole = "Algorithm=\"\(method.identifier)\"/>"
        let cut = text.replacing(
            whole, with: "Algorithm=\"\(method.identifier)\"><ds:HMACOutputLength>64</ds:HMACOutputLength></ds:SignatureMethod>")
        let error = try refusal(cut) { _ in }
        #expect(error?.code == .forbiddenAlgorithm && error?.reason.contains("minimumHMACOutputLength") == true)
        // Accepted, so that what is wrong with it is the value: that of another SignedInfo.
        #expect(try refusal(cut) { $0.minimumHMACOutputLength = 64 }?.code == .signatureMismatch)
    }

    @Test func manifestsAreReportedToALimit() throws {
        let reference = """
            <ds:Reference URI="#body"><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>\
            <ds:DigestValue>\(base64([UInt8](repeating: 0, count: 32)))</ds:DigestValue></ds:Reference>
            """
        let open = "<ds:Manifest xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" Id=\"m\">"
        let manifest = open + reference + reference + reference + "</ds:Manifest>"
        let infoset = try read(Envelope.text.replacing("</s:Header>", with: manifest + "</s:Header>"))
        var target = SignatureTarget.element(try infoset.carrying("m"))
        target.type = "http://www.w3.org/2000/09/xmldsig#Manifest"
        let signer = XMLSigner(method, key: .secret(TestKeys.secret))
        let signed = try signer.sign([target], in: infoset, at: .lastChild(of: infoset.first(local: "Security").range)).infoset
        for limit in [2, 64] {
            var policy = SignaturePolicy.standard
            policy.limits.manifestReferences = limit
            let verification = try TestKeys.verifier(method, policy).examine(signed.signature)
            #expect(verification.isValid && verification.manifests.map(\.references.count) == [min(limit, 3)])
        }
    }
}
