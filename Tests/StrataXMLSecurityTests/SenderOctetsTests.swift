import StrataCrypto
import StrataInfoset
import StrataXMLSecurity
import TestSupport
import Testing

/// Comparing with octets that the sender digested, and with what its signature is.
@Suite struct SenderOctetsTests {
    private let form = Canonicalization(.exclusive10)

    /// A message whose sender digested these octets for its body.
    private func message(digesting octets: Bytes, text: String = Envelope.text) throws -> Infoset {
        let right = try Envelope.text(Envelope.signed(["body"], method: .hmacSHA256, text: text))
        let digest = base64(Array(try DigestAlgorithm.sha256.digest(octets)))
        return try read(right.replacing(/<ds:DigestValue>[^<]*</, with: "<ds:DigestValue>\(digest)<"))
    }

    private func body(_ text: String = Envelope.text) throws -> String {
        String(try form.octets(of: DocumentSubset(try read(text).carrying("body"), includesComments: false)))
    }

    @Test func octetsThatAreNoCanonicalForm() throws {
        let text = Envelope.text.replacing("<amount>10", with: "<amount>Zoé\n10").replacing("<pay ", with: "<pay a=\"1\" b=\"2\" ")
        let body = try body(text)
        let latin = Bytes(body.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) })
        for (octets, causes) in [
            (Bytes(body.replacing("a=\"1\" b=\"2\"", with: "b='2' a='1'")), [DifferenceCause.notCanonical]),
            (latin, [.encoding("ISO-8859-1")]),
            (Bytes("\u{FEFF}" + body), [.encoding("UTF-8 with a byte order mark")]),
            (Bytes(body.replacing("\n", with: "\r\n")), [.lineEnds]),
            (Bytes(body.replacing("</pay>", with: "<!-- x --></pay>")), [.comment]),
            (Bytes(body.replacing("<s:Body ", with: "<s:Body xmlns:x=\"urn:x\" ")), [.namespaceDeclaration(prefix: "x", at: "/s:Body")]),
        ] {
            let signature = try message(digesting: octets, text: text).signature
            let verifier = try TestKeys.verifier(.hmacSHA256)
            for version in [SenderVersion.digested([Bytes("<other></other>"), octets]), SenderVersion(reading: octets)] {
                let reference = verifier.examine(signature, against: version).references[0]
                #expect(reference.comparison?.isWhatWasSigned == true && reference.comparison?.octets == octets)
                #expect(reference.causes.first == causes.first && reference.comparison?.difference != nil, "\(reference.causes)")
            }
        }
    }

    /// The sender's octets are not what it signed either: what it did with them is searched for, and what happened on the way compared.
    @Test func bothSidesAreWrong() throws {
        let inclusive = Canonicalization(.inclusive10)
        let subset = DocumentSubset(try read(Envelope.text).carrying("body"), includesComments: false)
        let sent = try message(digesting: inclusive.octets(of: subset))
        let received = try read(Envelope.text(sent).replacing("<amount>10", with: "<amount>11"))
        let verification = try TestKeys.verifier(.hmacSHA256).examine(received.signature, against: .message(sent))
        let reference = verification.references[0]
        #expect(reference.comparison?.isWhatWasSigned == false)
        #expect(reference.causes == [.text(at: "/s:Body/pay/amount"), .canonicalization(inclusive)])
    }

    @Test func octetsOfNothing() throws {
        let signature = try Envelope.signed(["body"], method: .hmacSHA256).signature
        let verification = try TestKeys.verifier(.hmacSHA256).examine(signature, against: .digested([Bytes("<s:Bodyguard/>"), Bytes()]))
        #expect(verification.isValid && verification.references[0].comparison?.absence != nil)
        #expect(verification.signedComparison?.absence != nil)
    }

    @Test func whatIsWrongWithTheSignature() throws {
        let sent = try Envelope.signed()
        let text = try Envelope.text(sent)
        let other = SignatureVerifier(keys: KnownKeys(.publicKey(try TestKeys.otherRSA.get().publicKey())))
        // The same signature on both sides: it is the key.
        let key = try other.examine(sent.signature, against: .message(sent))
        #expect(key.causes == [.otherKey] && key.signedComparison?.isSame == true && key.signedComparison?.isWhatWasSigned == false)
        let verifier = try TestKeys.verifier(.rsaSHA256)
        let value = text.replacing(/<ds:SignatureValue>..../, with: "<ds:SignatureValue>AAAA")
        #expect(try verifier.examine(read(value).signature, against: .message(sent)).causes == [.signatureValue])
        let info = text.replacing("URI=\"#body\"", with: "URI=\"#body\" Type=\"urn:t\"")
        let changed = verifier.examine(try read(info).signature, against: .message(sent))
        #expect(changed.causes == [.attribute("Type", at: "/ds:SignedInfo/ds:Reference[4]")])
        #expect(changed.signedComparison?.isWhatWasSigned == true)
        let octets = try form.octets(of: DocumentSubset(sent.signature.children.first { $0.localName == "SignedInfo" } ?? sent.root))
        #expect(try verifier.examine(read(info).signature, against: .digested([octets])).causes == changed.causes)
    }
}

/// Where a difference is, and how it is shown.
@Suite struct OctetDifferenceTests {
    @Test(arguments: [
        ("<a>1</a>", "<a>2</a>", "/a", "1</a>", "2</a>"),
        ("<a><b></b></a>", "<a><b></b><b x=\"1\"></b></a>", "/a", "/a>", "b x=\"1\"></b></a>"),
        ("<a><b></b><b x=\"1>\"></b></a>", "<a><b></b><b x=\"1>2\"></b></a>", "/a/b[2]/@x", "\"></b></a>", "2\"></b></a>"),
        ("<a><b></b>", "<a><b></b></a>", "/a", "", "</a>"), ("<!--<b>--><a>x</a>", "<!--<b>--><a>y</a>", "/a", "x</a>", "y</a>"),
        ("<?p <b>?><a y=\"1\" z=\"2\"></a>", "<?p <b>?><a y=\"1\" z=\"3\"></a>", "/a/@z", "2\"></a>", "3\"></a>"),
        ("<a>\u{1F600}</a>", "<a>\u{1F601}</a>", "/a", "\\u{1F600}</a>", "\\u{1F601}</a>"), ("", "<a></a>", "/", "", "<a></a>"),
    ])
    func places(_ sent: String, _ received: String, _ path: String, _ one: String, _ other: String) throws {
        let difference = try #require(OctetDifference(sent: Bytes(sent), received: Bytes(received)))
        #expect(difference.path == path && difference.sent == one && difference.received == other)
        #expect(OctetDifference(sent: Bytes(sent), received: Bytes(sent)) == nil)
    }

    @Test func linesAndCharacters() throws {
        let text = "<a>é\nöü"
        let difference = try #require(OctetDifference(sent: Bytes(text + "x</a>"), received: Bytes(text + "y</a>")))
        #expect(difference.line == 2 && difference.column == 3 && difference.offset == text.utf8.count)
    }

    /// Nothing that a stranger wrote turns lines or speaks to a terminal.
    @Test func whatIsShownIsHarmless() throws {
        let text = "<a>\u{1B}[31m\r\n\t\u{202E}\u{2028}\u{200B}\\"
        let octets = Array(text.utf8)
        let difference = try #require(OctetDifference(sent: Bytes(octets + [0xFF, 0xC3]), received: Bytes(octets)))
        #expect(difference.before == "<a>\\u{001B}[31m\\r\\n\\t\\u{202E}\\u{2028}\\u{200B}\\\\")
        #expect(difference.sent == "\\xFF\\xC3" && difference.received.isEmpty)
        let long = String(repeating: "é", count: 200)
        let cut = try #require(OctetDifference(sent: Bytes("<a>" + long + "x" + long), received: Bytes("<a>" + long + "y" + long)))
        #expect(cut.before.first == "…" && cut.sent.last == "…" && cut.before.count < 40 && cut.sent.count < 60)
    }

    /// Any octets have an answer.
    @Test func anyOctets() throws {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<2000 {
            let alphabet = Array("<>/=\"'!-? ab&\n".utf8) + [0xC3, 0xA9, 0]
            let some = { (0..<Int.random(in: 0...24, using: &generator)).map { _ in alphabet.randomElement(using: &generator) ?? 0 } }
            let (one, other) = (Bytes(some()), Bytes(some()))
            #expect((OctetDifference(sent: one, received: other) == nil) == (one == other))
        }
    }
}
