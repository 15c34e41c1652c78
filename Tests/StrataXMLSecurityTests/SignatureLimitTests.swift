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

    @Test func keysThatAreTried() throws {
        let signed = try Envelope.signed(method: method).signature
        let keys =
            [VerificationKey](repeating: .secret(SecretBytes([UInt8](repeating: 7, count: 32))), count: 40) + [.secret(TestKeys.secret)]
        let error = SignatureVerifier(keys: KnownKeys(keys)).examine(signed).failure
        #expect(error?.code == .limitExceeded && error?.reason.contains("limits.keys") == true)
        var policy = SignaturePolicy.standard
        policy.limits.keys = 41
        #expect(SignatureVerifier(policy: policy, keys: KnownKeys(keys)).examine(signed).isValid)
    }

    @Test func keysThatTakeLong() throws {
        let (_, key) = try TestKeys.pair(.rsaSHA256)
        let signed = try Envelope.signed().signature
        var policy = SignaturePolicy.standard
        policy.maximumRSABits = 2047
        let error = SignatureVerifier(policy: policy, keys: KnownKeys(key)).examine(signed).failure
        #expect(error?.code == .unusableKey && error?.reason.contains("maximumRSABits") == true)
        guard case .publicKey(let rsa) = key, let numbers = rsa.rsaNumbers else { return }
        let slow = try PublicKey(rsaModulus: numbers.modulus, exponent: Bytes([UInt8](repeating: 0xFF, count: 8)))
        #expect(SignatureVerifier(keys: KnownKeys(.publicKey(slow))).examine(signed).failure?.code == .signatureMismatch)
        // A longer one is no key that is read, from wherever it comes.
        let slower = Bytes([UInt8](repeating: 0xFF, count: 9))
        #expect(throws: CryptoError.self) { try PublicKey(rsaModulus: numbers.modulus, exponent: slower) }
    }

    /// What is too long is not decoded first: it would be refused for what is in it.
    @Test func lengthsBeforeDecoding() throws {
        let text = try Envelope.text(Envelope.signed(method: method))
        let value = try #require(text.firstMatch(of: /<ds:SignatureValue>([^<]*)</)).1
        let long = String(repeating: "!", count: 5000)
        #expect(try refusal(text.replacing(value, with: long)) { _ in }?.code == .limitExceeded)
        #expect(try refusal(text.replacing(value, with: long.prefix(4000))) { _ in }?.code == .malformed)
        for inside in [
            "<ds:KeyName>\(long)</ds:KeyName>", "<ds:X509Data><ds:X509CRL>\(long)</ds:X509CRL></ds:X509Data>",
            "<ds:X509Data><x><y>\(long)</y></x></ds:X509Data>", "<ds:X509Data><ds:X509SKI>\(long)</ds:X509SKI></ds:X509Data>",
        ] {
            let message = text.replacing("</ds:Signature>", with: "<ds:KeyInfo>\(inside)</ds:KeyInfo></ds:Signature>")
            let error = try refusal(message) { $0.limits.keyInfoValueLength = 2000 }
            #expect(error?.code == .limitExceeded && error?.reason.contains("limits.keyInfoValueLength") == true, "\(inside.prefix(30))")
        }
        let objects = text.replacing("</ds:Signature>", with: String(repeating: "<ds:Object/>", count: 17) + "</ds:Signature>")
        #expect(try refusal(objects) { _ in }?.reason.contains("limits.objects") == true)
        #expect(try refusal(objects) { $0.limits.objects = 17 } == nil)
        let attribute = try refusal(text) { $0.limits.attributeLength = 20 }
        #expect(attribute?.code == .limitExceeded && attribute?.reason.contains("limits.attributeLength") == true)
    }

    /// A reason is one line, of a length that a stranger does not choose, and shows where his text ends.
    @Test func reasonsShowStrangersTextAsText() throws {
        let text = try Envelope.text(Envelope.signed(["body"], method: method))
        let forged = "urn:x'\\&#10;2026-11-29 INFO valid&#x202E;&#x85;&#x2028;"
        let algorithm = DigestAlgorithm.sha256.identifier
        for (one, other) in [
            ("URI=\"#body\"", "URI=\"\(forged)\""), ("URI=\"#body\"", "URI=\"#\(forged)\""), (algorithm, forged),
            (method.identifier, forged),
            ("http://www.w3.org/2001/10/xml-exc-c14n#", forged),
        ] {
            let reason = try #require(try refusal(text.replacing(one, with: other)) { _ in }).description
            #expect(!reason.unicodeScalars.contains { $0.value < 0x20 || [0x202E, 0x85, 0x2028].contains($0.value) }, "\(reason)")
            #expect(reason.contains("urn:x\\u{27}\\u{5c}\\u{a}2026"), "\(reason)")
        }
        let long = text.replacing("URI=\"#body\"", with: "URI=\"urn:\(String(repeating: "x", count: 4000))\"")
        let reason = try #require(try refusal(long) { _ in }).reason
        #expect(reason.utf8.count < 500 && reason.contains("… (4004 octets)"))
        let named = text.replacing(
            "</ds:Signature>",
            with: "<ds:KeyInfo><ds:KeyName>\(String(repeating: "n", count: 60_000))</ds:KeyName></ds:KeyInfo></ds:Signature>")
        let noKey = SignatureVerifier(keys: KnownKeys()).examine(try read(named).signature).failure
        #expect(noKey?.code == .noKey && (noKey?.reason.utf8.count ?? 0) < 1000)
    }
}
