import StrataCrypto
import StrataInfoset
import StrataXMLSecurity
import Testing

/// The eight ways of wrapping that are known by number (Somorovsky and others, "On Breaking SAML", 2012), on a response with an assertion that
/// carries its own signature.
@Suite struct AssertionWrappingTests {
    static let assertion = "<a:Assertion xmlns:a=\"urn:saml\" ID=\"good\"><a:Subject>alice</a:Subject></a:Assertion>"

    /// What is signed, enveloped in it: the response (the first two), or the assertion.
    enum Attack: Int, CaseIterable {
        case xsw1 = 1
        case xsw2, xsw3, xsw4, xsw5, xsw6, xsw7, xsw8
    }

    /// How it ends, where the forgery has an identifier of its own.
    static let outcomes: [Attack: XMLSecurityError.Code?] = [
        // The original lies directly in the signature, which no schema allows.
        .xsw1: .malformed, .xsw6: .malformed,
        // The signature is no longer in what it is to be taken out of.
        .xsw2: .invalidSubset, .xsw5: .invalidSubset, .xsw8: .invalidSubset,
        // The original is whole: the signature holds, and not for the forgery.
        .xsw3: nil, .xsw4: nil, .xsw7: nil,
    ]

    private struct Parts {
        /// The document as it was signed, the element that is signed in it, that without its signature, and the signature.
        let text, original, bare, signature: String
    }

    private func signed(_ attack: Attack) throws -> Parts {
        let isResponse = attack.rawValue <= 2
        let text =
            "<p:Response xmlns:p=\"urn:samlp\" ID=\"\(isResponse ? "good" : "response")\">"
            + (isResponse ? Self.assertion.replacing(" ID=\"good\"", with: " ID=\"assertion\"") : Self.assertion) + "</p:Response>"
        let infoset = try read(text)
        let element = try infoset.carrying("good")
        let signer = XMLSigner(.hmacSHA256, key: .secret(TestKeys.secret))
        let message = try Envelope.text(signer.sign([.element(element)], in: infoset, at: .firstChild(of: element.range)).infoset)
        let signature = String(try #require(message.firstMatch(of: /<ds:Signature.*<\/ds:Signature>/)).0)
        let original = isResponse ? message : String(try #require(message.firstMatch(of: /<a:Assertion.*<\/a:Assertion>/)).0)
        return Parts(text: message, original: original, bare: original.replacing(signature, with: ""), signature: signature)
    }

    /// The forged document: `identifier` is that of the forgery.
    private func forged(_ attack: Attack, _ parts: Parts, _ identifier: String) throws -> String {
        let evil = parts.bare.replacing("alice", with: "mallory").replacing("ID=\"good\"", with: "ID=\"\(identifier)\"")
            .replacing("ID=\"assertion\"", with: "ID=\"other\"")
        let end = try #require(evil.lastIndex(of: "<"))
        let start = evil.index(after: try #require(evil.firstIndex(of: ">")))
        let inSignature = parts.signature.replacing("</ds:Signature>", with: parts.bare + "</ds:Signature>")
        let inObject = parts.signature.replacing("</ds:Signature>", with: "<ds:Object>\(parts.bare)</ds:Object></ds:Signature>")
        let replaced: (String) -> String = { parts.text.replacing(parts.original, with: $0) }
        switch attack {
        case .xsw1: return evil[..<start] + inSignature + evil[start...]
        case .xsw2: return evil[..<start] + parts.bare + parts.signature + evil[start...]
        case .xsw3: return replaced(evil + parts.original)
        case .xsw4: return replaced(evil[..<end] + parts.original + evil[end...])
        case .xsw5: return replaced(evil[..<start] + parts.signature + evil[start...] + parts.bare)
        case .xsw6: return replaced(evil[..<start] + inSignature + evil[start...])
        case .xsw7: return replaced("<p:Extensions>\(evil)</p:Extensions>" + parts.original)
        case .xsw8: return replaced(evil[..<start] + inObject + evil[start...])
        }
    }

    @Test(arguments: Attack.allCases)
    func everyAttack(_ attack: Attack) throws {
        let parts = try signed(attack)
        let verifier = try TestKeys.verifier(.hmacSHA256)
        #expect(try refusal(parts.text, verifier) == nil)
        for identifier in ["evil", "good"] {
            let infoset = try read(forged(attack, parts, identifier))
            let verification = verifier.examine(try infoset.signature)
            let outcome: XMLSecurityError.Code? = try #require(Self.outcomes[attack])
            let expected = identifier == "good" && outcome != .malformed ? .duplicateIdentifier : outcome
            #expect(verification.failure?.code == expected, "\(identifier): \(String(describing: verification.failure))")
            guard verification.isValid else { continue }
            let content = try verification.content()
            let forgery = try #require(infoset.all { $0.attribute(ExpandedName("ID")) == "evil" }.first)
            #expect(content.element(forgery) == nil && !content.covers(forgery))
            let read = try #require(content.elements.first)
            #expect(try read.child(ExpandedName("Subject", namespace: "urn:saml"))?.string() == "alice")
        }
    }

    /// The signature is valid in each of its places; what a reader takes is what tells.
    @Test func aReaderThatTakesTheFirstTakesTheForgery() throws {
        let infoset = try read(forged(.xsw3, signed(.xsw3), "evil"))
        let first = try #require(infoset.root.firstChild)
        #expect(try first.firstChild?.string() == "mallory")
        #expect(try TestKeys.verifier(.hmacSHA256).verify(infoset.signature).elements.map(\.range) != [first.range])
    }
}
