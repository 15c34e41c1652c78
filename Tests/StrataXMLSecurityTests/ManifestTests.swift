import StrataCrypto
import StrataInfoset
import StrataXMLSecurity
import Testing

/// Manifests are reported to people, and never trusted.
@Suite struct ManifestTests {
    private static let type = "http://www.w3.org/2000/09/xmldsig#Manifest"

    private func reference(_ uri: String, transform: String = "", digest: DigestAlgorithm = .sha256) -> String {
        """
        <ds:Reference URI="\(uri)">\(transform)<ds:DigestMethod Algorithm="\(digest.identifier)"/>\
        <ds:DigestValue>\(base64([UInt8](repeating: 0, count: digest.length)))</ds:DigestValue></ds:Reference>
        """
    }

    /// A message with a signature over manifests with these contents, each referred to so many times.
    private func signed(_ manifests: [String], times: Int = 1) throws -> Infoset {
        var text = ""
        for (i, content) in manifests.enumerated() {
            text += "<ds:Manifest xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" Id=\"m\(i)\">\(content)</ds:Manifest>"
        }
        let infoset = try read(Envelope.text.replacing("</s:Header>", with: text + "</s:Header>"))
        var targets: [SignatureTarget] = []
        for i in manifests.indices {
            var target = SignatureTarget.element(try infoset.carrying("m\(i)"))
            target.type = Self.type
            targets += [SignatureTarget](repeating: target, count: times)
        }
        let signer = XMLSigner(.hmacSHA256, key: .secret(TestKeys.secret))
        let place = try infoset.first(local: "Security").range
        return try signer.sign(targets, in: infoset, at: .lastChild(of: place)).infoset
    }

    private func explained(_ infoset: Infoset, _ change: (inout SignaturePolicy) -> Void = { _ in }) throws -> Verification {
        var verifier = try TestKeys.verifier(.hmacSHA256)
        change(&verifier.policy)
        verifier.isExplaining = true
        return verifier.examine(try infoset.signature)
    }

    @Test func everythingThatIsListedIsReported() throws {
        let xpath = "<ds:Transforms><ds:Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xpath-19991116\"/></ds:Transforms>"
        let content =
            reference("#action") + reference("http://example.org/far") + reference("#body", transform: xpath)
            + reference("#body", digest: .md5) + reference("#nothing") + reference("#to").replacing(" URI=\"#to\"", with: "")
        let signed = try signed([content])
        let verification = try explained(signed)
        #expect(verification.isValid)
        let entries = try #require(verification.manifests.first).entries
        #expect(entries.map(\.uri) == ["#action", "http://example.org/far", "#body", "#body", "#nothing", nil])
        #expect(
            entries.map { $0.failure?.code } == [
                nil, .unresolvedReference, .unsupportedAlgorithm, .forbiddenAlgorithm, .unresolvedReference, .unresolvedReference,
            ])
        #expect(entries[0].reference?.actual != nil && entries[0].reference?.isIntact == false)
        #expect(entries[1].reference != nil && entries[1].reference?.actual == nil && entries[2].reference == nil)
        // What it lists is not covered, and not digested for a service.
        #expect(try !verification.content().covers(signed.first(local: "Action")))
        #expect(try TestKeys.verifier(.hmacSHA256).examine(signed.signature).manifests.isEmpty)
    }

    @Test func eachOnceAndToALimitOverAll() throws {
        let three = reference("#body") + reference("#body") + reference("#body")
        let signed = try signed([three, three], times: 5)
        #expect(try explained(signed).manifests.map(\.entries.count) == [3, 3])
        #expect(try explained(signed) { $0.limits.manifestReferences = 4 }.manifests.map(\.entries.count) == [3, 1])
    }

    /// One budget for what is signed and for what is listed.
    @Test func digestsDrawOnTheBudgetOfTheSignature() throws {
        let signed = try signed([reference("#body") + reference("#action")])
        let form = Canonicalization(.exclusive10)
        let length =
            try form.octets(of: DocumentSubset(signed.carrying("m0"))).count
            + form.octets(of: DocumentSubset(signed.carrying("body"))).count
        let verification = try explained(signed) {
            $0.limits.canonicalLength = length + 200
            $0.limits.canonicalFactor = 0
        }
        #expect(verification.isValid)
        #expect(verification.manifests.first?.entries.map { $0.failure?.code } == [nil, .limitExceeded])
    }
}
