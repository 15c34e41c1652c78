import StrataCrypto
import StrataInfoset
import StrataXMLSecurity
import Testing

/// What is said of a signature when the sender's version is there to compare with.
@Suite struct SenderComparisonTests {
    /// The body after something was done to the message on its way.
    private func body(_ change: (String) -> String, text: String = Envelope.text, form: Canonicalization = Canonicalization(.exclusive10))
        throws -> Verification.Reference
    {
        let sent = try Envelope.text(Envelope.signed(["body"], method: .hmacSHA256, form: form, text: text))
        let verification = try TestKeys.verifier(.hmacSHA256)
            .examine(read(change(sent)).signature, against: .message(read(sent)))
        #expect(verification.signedComparison?.isSame == true && verification.signedComparison?.isWhatWasSigned == true)
        return try #require(verification.references.first)
    }

    @Test func textThatWasChanged() throws {
        let reference = try body { $0.replacing("<amount>10", with: "<amount>1000") }
        #expect(reference.causes == [.text(at: "/s:Body/pay/amount")])
        let comparison = try #require(reference.comparison)
        let difference = try #require(comparison.difference)
        #expect(comparison.isWhatWasSigned && !comparison.isSame)
        #expect(difference.path == "/s:Body/pay/amount" && difference.line == 1 && difference.column == difference.offset + 1)
        #expect(difference.before.hasSuffix("<amount>10") && difference.sent.hasPrefix("</amount><account>"))
        #expect(difference.received.hasPrefix("00</amount>"))
        #expect(difference.description.contains("in /s:Body/pay/amount"))
    }

    @Test func whatIsIntactIsTheSame() throws {
        let sent = try Envelope.text(Envelope.signed(method: .hmacSHA256))
        let received = sent.replacing("<amount>10", with: "<amount>11")
        let verification = try TestKeys.verifier(.hmacSHA256).examine(read(received).signature, against: .message(read(sent)))
        #expect(verification.failure?.code == .digestMismatch)
        #expect(verification.references.map { $0.comparison?.isSame } == [true, true, true, false])
        #expect(verification.references.dropLast().allSatisfy { $0.causes.isEmpty })
        #expect(try TestKeys.verifier(.hmacSHA256).examine(read(sent).signature).references[0].comparison == nil)
    }

    /// What canonical forms are for: quotes, order of attributes, tags of empty elements, where namespaces are declared.
    @Test func writingOtherwiseIsNoDifference() throws {
        let text = Envelope.text.replacing("<pay xmlns=", with: "<pay b=\"2\" a=\"1\" xmlns=").replacing(
            "<account>1</account>", with: "<account/>")
        let reference = try body(
            {
                $0.replacing("b=\"2\" a=\"1\"", with: "a='1'   b='2'").replacing("<account/>", with: "<account></account>")
                    .replacing("10</amount>", with: "<![CDATA[10]]></amount >")
            }, text: text)
        #expect(reference.isIntact && reference.comparison?.isSame == true)
    }

    @Test(arguments: [
        ("<amount>10", "\n  <amount>10", DifferenceCause.whitespace), ("<amount>10<", "<amount>10 <", .whitespace),
        ("<amount>10<", "<amount currency=\"EUR\">10<", .attribute("currency", at: "/s:Body/pay/amount")),
        ("<amount>10</amount>", "<amount>10</amount><amount>10</amount>", .element(at: "/s:Body/pay/amount[2]")),
        ("<account>1</account>", "", .element(at: "/s:Body/pay/account")),
        ("<pay xmlns=\"urn:bank\">", "<pay xmlns=\"urn:other\">", .element(at: "/s:Body/pay")),
    ])
    func kinds(_ before: String, _ after: String, _ cause: DifferenceCause) throws {
        #expect(try body { $0.replacing(before, with: after) }.causes == [cause])
    }

    @Test func whiteSpaceThatWasDropped() throws {
        let text = Envelope.text.replacing("<amount>", with: "\n   <amount>")
        #expect(try body({ $0.replacing("\n   <amount>", with: "<amount>") }, text: text).causes == [.whitespace])
        let ends = Envelope.text.replacing("10</amount>", with: "1&#xD;\n0</amount>")
        #expect(try body({ $0.replacing("&#xD;\n", with: "\n") }, text: ends).causes == [.lineEnds])
    }

    @Test func prefixesAndDeclarations() throws {
        let text = Envelope.text.replacing("<pay xmlns=\"urn:bank\">", with: "<p:pay xmlns:p=\"urn:bank\">")
            .replacing("</pay>", with: "</p:pay>")
        let renamed = try body({ $0.replacing("p:pay", with: "bank:pay").replacing("xmlns:p=", with: "xmlns:bank=") }, text: text)
        #expect(renamed.causes == [.prefix(sent: "p", received: "bank")])
        let inclusive = try body(
            { $0.replacing("<s:Envelope ", with: "<s:Envelope xmlns:gateway=\"urn:gateway\" ") }, form: Canonicalization(.inclusive10))
        #expect(inclusive.causes == [.namespaceDeclaration(prefix: "gateway", at: "/s:Body")])
        #expect(inclusive.comparison?.difference?.path == "/s:Body")
    }

    @Test func charactersThatWereMisread() throws {
        let text = Envelope.text.replacing("<amount>10", with: "<amount>Zoé 10 €")
        let windows = try body({ $0.replacing("Zoé", with: "ZoÃ©").replacing("€", with: "â‚¬") }, text: text)
        #expect(windows.causes == [.misreading("windows-1252")])
        let latin = try body({ $0.replacing("Zoé", with: "ZoÃ©") }, text: text.replacing(" €", with: ""))
        #expect(latin.causes == [.misreading("ISO-8859-1")])
        // It is found without the sender's version too.
        var verifier = try TestKeys.verifier(.hmacSHA256)
        verifier.isExplaining = true
        let signed = try Envelope.text(Envelope.signed(["body"], method: .hmacSHA256, text: text))
        let misread = try read(signed.replacing("Zoé", with: "ZoÃ©").replacing("€", with: "â‚¬")).signature
        #expect(verifier.examine(misread).references[0].causes == [.misreading("windows-1252")])
        let taken = try body({ $0.replacing("Zo\u{E9}", with: "Zoe\u{301}") }, text: text)
        #expect(taken.causes == [.characterComposition])
        // Both may look the same, so the number is shown.
        #expect(taken.comparison?.difference?.sent.hasPrefix("\\u{00E9}") == true)
    }

    @Test func times() throws {
        let sent = try Envelope.text(Envelope.signed(["time"], method: .hmacSHA256))
        for (time, seconds) in [("2026-01-01T00:05:00Z", 300), ("2025-12-31T23:00:00.000Z", -3600), ("2026-01-01T01:00:00.0+01:00", 0)] {
            let received = try read(sent.replacing("2026-01-01T00:00:00Z", with: time))
            let verifier = try TestKeys.verifier(.hmacSHA256)
            let compared = try verifier.examine(received.signature, against: .message(try read(sent))).references[0]
            #expect(compared.causes == [.clock(seconds: seconds)], "\(time)")
            // The usual ones are found without the sender's version.
            guard seconds == 300 else { continue }
            var explaining = verifier
            explaining.isExplaining = true
            #expect(try explaining.examine(received.signature).references[0].causes == [.clock(seconds: seconds)])
        }
    }

    @Test func versionsBeforeSigning() throws {
        let signed = try Envelope.text(Envelope.signed(method: .hmacSHA256)).replacing("urn:bank<", with: "urn:robber<")
        let verifier = try TestKeys.verifier(.hmacSHA256)
        let verification = verifier.examine(try read(signed).signature, against: .message(try read(Envelope.text)))
        #expect(verification.references[1].causes == [.text(at: "/a:To")])
        #expect(verification.references[1].comparison?.isWhatWasSigned == true)
        #expect(verification.signedComparison?.absence?.contains("no signature") == true)
        let nameless = Envelope.text.replacing(" u:Id=\"to\"", with: "")
        let without = verifier.examine(try read(signed).signature, against: .message(try read(nameless)))
        #expect(without.references[1].comparison?.absence?.contains("'to'") == true && without.references[1].causes.isEmpty)
    }

    /// The whole document with the signature in it: what the sender's own signature was taken out of is compared.
    @Test func envelopedSignatures() throws {
        let infoset = try read("<order Id=\"o\"><item>1</item></order>")
        let signer = XMLSigner(.hmacSHA256, key: .secret(TestKeys.secret))
        let signed = try signer.sign([.document()], in: infoset, at: .lastChild(of: infoset.root.range)).infoset
        let text = try Envelope.text(signed)
        for version in [text, "<order Id=\"o\"><item>1</item></order>"] {
            let verification = try TestKeys.verifier(.hmacSHA256).examine(
                read(text.replacing("<item>1", with: "<item>2")).signature, against: SenderVersion(reading: Bytes(version)))
            #expect(verification.references[0].causes == [.text(at: "/order/item")])
            #expect(verification.references[0].comparison?.difference?.sent.hasPrefix("1</item></order>") == true)
        }
    }
}
