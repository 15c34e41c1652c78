import StrataCrypto
import StrataInfoset
import StrataXMLSecurity
import Testing

/// What a verification says to the person who wants to know why a signature does not hold.
@Suite struct ExplanationTests {
    private func explained(_ text: String, key: VerificationKey = .secret(TestKeys.secret)) throws -> Verification {
        var verifier = SignatureVerifier(policy: .legacy, keys: KnownKeys(key))
        verifier.isExplaining = true
        return verifier.examine(try read(text).signature)
    }

    /// A message whose digest of the body was made in another form than the one it names.
    private func misnamed(_ form: Canonicalization, _ text: String = Envelope.text) throws -> String {
        let infoset = try read(text)
        let right = try Envelope.text(Envelope.signed(["body"], method: .hmacSHA256, text: text))
        let wrong = try form.digest(of: DocumentSubset(infoset.carrying("body"), includesComments: false), .sha256)
        return right.replacing(/<ds:DigestValue>[^<]*</, with: "<ds:DigestValue>\(base64(Array(wrong)))<")
    }

    @Test func everythingIsSaid() throws {
        let text = try Envelope.text(Envelope.signed(method: .hmacSHA256)).replacing("<amount>10", with: "<amount>11")
        let verification = try explained(text)
        #expect(verification.failure?.code == .digestMismatch)
        #expect(verification.references.map(\.isIntact) == [true, true, true, false])
        let body = verification.references[3]
        #expect(body.octets.map { String($0) }?.contains("<amount>11</amount>") == true)
        #expect(body.octets.flatMap { try? DigestAlgorithm.sha256.digest($0) } == body.actual)
        #expect(body.expected != body.actual && body.causes.isEmpty)
        #expect(verification.signedOctets.map { String($0) }?.hasPrefix("<ds:SignedInfo") == true)
        #expect(verification.key != nil)
    }

    @Test func theFormIsAnotherOne() throws {
        let body = try explained(misnamed(Canonicalization(.inclusive10))).references[0]
        #expect(body.causes == [.canonicalization(Canonicalization(.inclusive10))])
        // With a prefix in scope that neither uses, the inclusive form is another one than that of the list.
        let wide = Envelope.text.replacing("<s:Envelope ", with: "<s:Envelope xmlns:x=\"urn:x\" ")
        let list = try explained(misnamed(Canonicalization(.exclusive10, inclusivePrefixes: ["a"]), wide)).references[0]
        #expect(list.causes == [.inclusivePrefixes(["a"])])
        #expect(list.causes.first?.description.contains("prefix list 'a'") == true)
    }

    /// One prefix at a time is tried for the first 32 in scope, in the order of their names; that takes a digest each.
    @Test func prefixesAreTriedUpToACount() throws {
        let prefixes = (10..<50).map { "b\($0)" }
        let wide = Envelope.text.replacing(
            "<s:Envelope ", with: "<s:Envelope " + prefixes.map { "xmlns:\($0)=\"urn:\($0)\" " }.joined())
        let found = try prefixes.filter { prefix in
            let causes = try explained(misnamed(Canonicalization(.exclusive10, inclusivePrefixes: [prefix]), wide)).references[0].causes
            #expect(causes.isEmpty || causes == [.inclusivePrefixes([prefix])])
            return !causes.isEmpty
        }
        // The prefix `a` of the message comes before them.
        #expect(found == Array(prefixes.prefix(31)))
    }

    @Test func theTextWasIndented() throws {
        let text = try Envelope.text(Envelope.signed(method: .hmacSHA256))
        let indented = text.replacing("<amount>", with: "\n    <amount>").replacing("<account>", with: "\n  <account>")
        #expect(try explained(indented).references[3].causes == [.whitespace])
        let pretty = text.replacing("<ds:Reference ", with: "\n  <ds:Reference ")
        #expect(try explained(pretty).causes == [.whitespace])
    }

    @Test func lineEndsAndDigests() throws {
        let text = Envelope.text.replacing("<amount>10", with: "<note>one\ntwo</note><amount>10")
        let infoset = try read(text)
        let right = try Envelope.text(Envelope.signed(["body"], method: .hmacSHA256, text: text))
        let form = Canonicalization(.exclusive10)
        let octets = try form.octets(of: DocumentSubset(infoset.carrying("body"), includesComments: false))
        let windows = Bytes(String(octets).replacing("\n", with: "\r\n"))
        for (wrong, cause) in [
            (try DigestAlgorithm.sha256.digest(windows), DifferenceCause.lineEnds),
            (try DigestAlgorithm.sha3_256.digest(octets), .digest("SHA3-256")),
            (
                try DigestAlgorithm.sha256.digest(Bytes(String(octets).utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] })),
                .encoding("UTF-16")
            ),
        ] {
            let message = right.replacing(/<ds:DigestValue>[^<]*</, with: "<ds:DigestValue>\(base64(Array(wrong)))<")
            #expect(try explained(message).references[0].causes == [cause])
        }
    }

    @Test func theKeyIsAnotherOne() throws {
        let text = try Envelope.text(Envelope.signed())
        let other = VerificationKey.publicKey(try TestKeys.otherRSA.get().publicKey())
        let verification = try explained(text, key: other)
        #expect(verification.failure?.code == .signatureMismatch && verification.causes == [.otherKey])
        #expect(verification.references.allSatisfy { $0.isIntact })
        // A part that was changed as well is said too.
        let both = try explained(text.replacing("<amount>10", with: "<amount>11"), key: other)
        #expect(both.failure?.code == .signatureMismatch && both.references.last?.isIntact == false)
        // One bit of the value is no sign of another key, and is not called one.
        #expect(DifferenceCause.otherKey.description.contains("SignedInfo or the signature's value was changed"))
    }

    /// Two numbers side by side, or the DER of both: what begins like DER is not taken for it.
    @Test func theValueIsDER() throws {
        let (signing, key) = try TestKeys.pair(.ecdsaSHA256)
        let text = try Envelope.text(Envelope.signed(["body"], method: .ecdsaSHA256, key: signing))
        let value = try #require(text.firstMatch(of: /<ds:SignatureValue>([^<]*)</)).1
        let raw = Array(try read("<v>\(value)</v>").root.base64())
        func integer(_ octets: ArraySlice<UInt8>) -> [UInt8] {
            var octets = Array(octets.drop { $0 == 0 })
            if let first = octets.first, first >= 0x80 { octets.insert(0, at: 0) }
            return [2, UInt8(octets.count)] + octets
        }
        let numbers = integer(raw[..<32]) + integer(raw[32...])
        let der = text.replacing(value, with: base64([0x30, UInt8(numbers.count)] + numbers))
        #expect(try explained(der, key: key).causes == [.derSignature])
        let looksLike = text.replacing(value, with: base64([0x30] + raw.dropFirst()))
        #expect(try explained(looksLike, key: key).causes == [.otherKey])
        let other = VerificationKey.publicKey(try PrivateKey.generate(.p256).publicKey())
        #expect(try explained(der, key: other).causes == [.otherKey])
    }

    @Test func nothingIsKeptUnlessAskedFor() throws {
        let text = try Envelope.text(Envelope.signed(method: .hmacSHA256)).replacing("<amount>10", with: "<amount>11")
        let verification = try TestKeys.verifier(.hmacSHA256).examine(read(text).signature)
        #expect(verification.references.allSatisfy { $0.octets == nil && $0.causes.isEmpty } && verification.signedOctets == nil)
        #expect(throws: XMLSecurityError.self) { try verification.content() }
    }
}
