import StrataCrypto
import StrataInfoset
import StrataXMLSecurity
import Testing

/// What a signature is refused for, although its value may be right: the controls of the policy, each with its effect.
@Suite struct SignaturePolicyTests {
    static let hmac = SignatureMethod.hmacSHA256

    @Test func algorithmsThatArePolicy() throws {
        let text = try Envelope.text(Envelope.signed(method: .hmacSHA1))
        #expect(try refusal(text, TestKeys.verifier(.hmacSHA1, .standard))?.code == .forbiddenAlgorithm)
        #expect(try refusal(text, TestKeys.verifier(.hmacSHA1, .legacy)) == nil)
        let standard = try Envelope.text(Envelope.signed(method: Self.hmac))
        var policy = SignaturePolicy.standard
        policy.digests = [.sha512]
        #expect(try refusal(standard, TestKeys.verifier(Self.hmac, policy))?.code == .forbiddenAlgorithm)
        policy = .standard
        policy.canonicalizations = [Canonicalization(.inclusive10)]
        #expect(try refusal(standard, TestKeys.verifier(Self.hmac, policy))?.code == .forbiddenAlgorithm)
        let comments = try Envelope.text(Envelope.signed(method: Self.hmac, form: Canonicalization(.exclusive10, includesComments: true)))
        #expect(try refusal(comments, TestKeys.verifier(Self.hmac, .standard))?.code == .forbiddenAlgorithm)
    }

    @Test func transformsThatAreNotPerformed() throws {
        let text = try Envelope.text(Envelope.signed(method: Self.hmac))
        let form = "<ds:Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/>"
        #expect(text.contains(form))
        for algorithm in [
            "http://www.w3.org/TR/1999/REC-xpath-19991116", "http://www.w3.org/TR/1999/REC-xslt-19991116",
            "http://www.w3.org/2002/06/xmldsig-filter2", "http://www.w3.org/2000/09/xmldsig#base64", "urn:mine",
        ] {
            let error = try refusal(text.replacing(form, with: "<ds:Transform Algorithm=\"\(algorithm)\"/>"), TestKeys.verifier(Self.hmac))
            #expect(error?.code == .unsupportedAlgorithm)
            #expect(error?.reason.contains(algorithm) == true)
        }
        let enveloped = "<ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"/>"
        #expect(try refusal(text.replacing(form, with: enveloped + enveloped), TestKeys.verifier(Self.hmac))?.code == .forbiddenAlgorithm)
        #expect(try refusal(text.replacing(form, with: form + form), TestKeys.verifier(Self.hmac))?.code == .unsupportedAlgorithm)
        // A signature that is not within what it is to be taken out of.
        #expect(try refusal(text.replacing(form, with: enveloped + form), TestKeys.verifier(Self.hmac))?.code == .invalidSubset)
        var policy = SignaturePolicy.standard
        policy.limits.transforms = 0
        #expect(try refusal(text, TestKeys.verifier(Self.hmac, policy))?.code == .limitExceeded)
    }

    @Test(arguments: [
        ("", SignaturePolicy.standard, false), ("http://example.org/x", .legacy, true), ("file:///etc/passwd", .legacy, true),
        ("body", .legacy, true),
        ("#", .legacy, true), ("#b%6Fdy", .legacy, true), ("#xpointer(id('body'))", .legacy, true), ("#nothing", .legacy, true),
    ])
    func referencesThatAreNotFollowed(_ uri: String, _ policy: SignaturePolicy, _ isUnresolved: Bool) throws {
        let text = try Envelope.text(Envelope.signed(["body"], method: Self.hmac)).replacing("URI=\"#body\"", with: "URI=\"\(uri)\"")
        let code = try refusal(text, TestKeys.verifier(Self.hmac, policy))?.code
        // The empty reference is followed, to what was not signed.
        #expect(code == (isUnresolved ? .unresolvedReference : .signatureMismatch))
        var narrow = policy
        narrow.acceptsWholeDocument = false
        if uri.isEmpty { #expect(try refusal(text, TestKeys.verifier(Self.hmac, narrow))?.code == .unresolvedReference) }
    }

    @Test func pointersWhereTheyAreAccepted() throws {
        var policy = SignaturePolicy.standard
        policy.acceptsXPointer = true
        for uri in ["#xpointer(/)", "#xpointer(id('body'))", "#xpointer(id(&quot;body&quot;))"] {
            let text = try Envelope.text(Envelope.signed(["body"], method: Self.hmac)).replacing("URI=\"#body\"", with: "URI=\"\(uri)\"")
            // Followed: only the value does not fit, because what was signed named it otherwise.
            #expect(try refusal(text, TestKeys.verifier(Self.hmac, policy))?.code == .signatureMismatch)
        }
        let text = try Envelope.text(Envelope.signed(["body"], method: Self.hmac))
        for uri in ["#xpointer(//*)", "#xpointer(id('a')|id('b'))", "#element(/1)"] {
            let other = text.replacing("URI=\"#body\"", with: "URI=\"\(uri)\"")
            #expect(try refusal(other, TestKeys.verifier(Self.hmac, policy))?.code == .unresolvedReference)
        }
    }

    @Test func keysThatDoNotFit() throws {
        let small = try PublicKey(rsaModulus: Bytes([0x80] + [UInt8](repeating: 1, count: 127)), exponent: Bytes([1, 0, 1]))
        let signed = try Envelope.signed().signature
        #expect(SignatureVerifier(keys: KnownKeys(.publicKey(small))).examine(signed).failure?.code == .unusableKey)
        // A public key is never the secret of a code, and a secret never a public key.
        let coded = try Envelope.signed(method: Self.hmac).signature
        let key = try TestKeys.pair(.rsaSHA256).1
        #expect(SignatureVerifier(keys: KnownKeys(key)).examine(coded).failure?.code == .unusableKey)
        #expect(SignatureVerifier(keys: KnownKeys(.secret(TestKeys.secret))).examine(signed).failure?.code == .unusableKey)
        let curve = try TestKeys.pair(.ecdsaSHA256).1
        #expect(SignatureVerifier(keys: KnownKeys(curve)).examine(signed).failure?.code == .unusableKey)
        #expect(SignatureVerifier(keys: KnownKeys(.secret(SecretBytes([1, 2, 3])))).examine(coded).failure?.code == .unusableKey)
        #expect(SignatureVerifier(keys: KnownKeys()).examine(signed).failure?.code == .noKey)
        let other = VerificationKey.publicKey(try TestKeys.otherRSA.get().publicKey())
        #expect(SignatureVerifier(keys: KnownKeys(other)).examine(signed).failure?.code == .signatureMismatch)
        // The right one among others.
        #expect(SignatureVerifier(keys: KnownKeys(curve, other, key)).examine(signed).isValid)
    }

    @Test(arguments: [SignatureMethod.rsaSHA256, .rsaPSSSHA256, .ecdsaSHA256, .hmacSHA256])
    func theDigestsAreRightAndTheValueIsNot(_ method: SignatureMethod) throws {
        let text = try Envelope.text(Envelope.signed(method: method))
        let value = try #require(text.firstMatch(of: /<ds:SignatureValue>([^<]*)</)).1
        var octets = Array(try read("<v>\(value)</v>").root.base64())
        for wrong in [[], Array(octets.dropLast()), octets + [0], [UInt8](repeating: 0, count: octets.count)] {
            let other = text.replacing(value, with: base64(wrong))
            #expect(try refusal(other, TestKeys.verifier(method))?.code == .signatureMismatch)
        }
        octets[octets.count / 2] ^= 1
        #expect(try refusal(text.replacing(value, with: base64(octets)), TestKeys.verifier(method))?.code == .signatureMismatch)
        // Comments and other octets within the value.
        for wrong in [value.prefix(8) + "<!-- -->" + value.dropFirst(8), value + "!", "<b/>" + value] {
            #expect(try refusal(text.replacing(value, with: wrong), TestKeys.verifier(method))?.code == .malformed)
        }
        #expect(
            try refusal(text.replacing(value, with: "\n " + value.prefix(8) + "\n" + value.dropFirst(8)), TestKeys.verifier(method)) == nil)
    }

    @Test func codesThatAreCut() throws {
        let text = try Envelope.text(Envelope.signed(method: Self.hmac))
        let method = "<ds:SignatureMethod Algorithm=\"\(Self.hmac.identifier)\"/>"
        #expect(text.contains(method))
        let lengths: [(String, XMLSecurityError.Code)] =
            ["0", "1", "8", "80", "120", "127", "129", "264", "-8"].map { ($0, .forbiddenAlgorithm) }
            + ["x", "", "128.0", "99999999999999999999"].map { ($0, .malformed) }
        for (bits, code) in lengths {
            let cut = method.replacing("/>", with: "><ds:HMACOutputLength>\(bits)</ds:HMACOutputLength></ds:SignatureMethod>")
            #expect(try refusal(text.replacing(method, with: cut), TestKeys.verifier(Self.hmac))?.code == code, "\(bits)")
        }
        // One that is as long as allowed, and whose value is that long, holds; one of another length does not.
        let cut = method.replacing("/>", with: "><ds:HMACOutputLength>128</ds:HMACOutputLength></ds:SignatureMethod>")
        let message = text.replacing(method, with: cut)
        let info = try #require(try read(message).all { $0.localName == "SignedInfo" }.first)
        let signed = try Canonicalization(.exclusive10).octets(of: DocumentSubset(info))
        let code = Array(try MessageAuthentication.code(of: signed, key: TestKeys.secret, .sha256))
        for (length, isRight) in [(16, true), (15, false), (17, false), (32, false), (0, false)] {
            let other = message.replacing(
                /<ds:SignatureValue>[^<]*</, with: "<ds:SignatureValue>\(base64(Array(code.prefix(length))))<")
            #expect(try refusal(other, TestKeys.verifier(Self.hmac))?.code == (isRight ? nil : .signatureMismatch), "\(length)")
        }
        // RSA has no length to cut to.
        let rsa = try Envelope.text(Envelope.signed())
        let cutRSA = rsa.replacing(
            "rsa-sha256\"/>", with: "rsa-sha256\"><ds:HMACOutputLength>128</ds:HMACOutputLength></ds:SignatureMethod>")
        #expect(try refusal(cutRSA, TestKeys.verifier(.rsaSHA256))?.code == .malformed)
    }

    @Test func structuresThatAreNone() throws {
        let text = try Envelope.text(Envelope.signed(method: Self.hmac))
        let changes: [(String, String)] = [
            ("<ds:SignedInfo>", "<ds:SignedInfo>text"), ("<ds:SignedInfo>", "<ds:Object/><ds:SignedInfo>"),
            ("<ds:SignedInfo>", "<ds:SignedInfo><w/>"), ("</ds:SignedInfo>", "</ds:SignedInfo><ds:SignedInfo/>"),
            (" URI=\"#to\"", ""), ("<ds:DigestValue>", "<ds:DigestValue>AAAA"), ("</ds:Signature>", "<x/></ds:Signature>"),
            ("ds:DigestMethod Algorithm", "ds:DigestMethod Algorithms"),
        ]
        for (one, other) in changes {
            let code = try refusal(text.replacing(one, with: other, maxReplacements: 1), TestKeys.verifier(Self.hmac))?.code
            #expect(code == .malformed || code == .unresolvedReference, "\(one) to \(other): \(String(describing: code))")
        }
        let empty = text.replacing(/<ds:Reference.*<\/ds:Reference>/, with: "")
        #expect(try refusal(empty, TestKeys.verifier(Self.hmac))?.code == .malformed)
        var policy = SignaturePolicy.standard
        policy.limits.references = 3
        #expect(try refusal(text, TestKeys.verifier(Self.hmac, policy))?.code == .limitExceeded)
    }
}

/// Octets in base64.
func base64(_ octets: [UInt8]) -> String {
    var builder = InfosetBuilder()
    builder.startElement(ExpandedName("v"))
    builder.bytes(Bytes(octets))
    builder.endElement()
    return (try? builder.finish().root.string()) ?? ""
}
