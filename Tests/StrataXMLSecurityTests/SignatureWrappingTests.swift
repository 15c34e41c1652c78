import Foundation
import StrataCrypto
import StrataInfoset
import StrataXMLSecurity
import Testing

/// Signature wrapping (XSW): the signed element is moved away, where its digest still fits, and another one is put where a reader looks.
///
/// A message is safe when whatever a reader takes is either refused with the message or known not to be covered.
@Suite struct SignatureWrappingTests {
    /// Where the signed element goes.
    enum Place: CaseIterable {
        case rootSibling, wrapperInHeader, wrapperInSecurity, objectOfSignature, behindSignature, insideForgery, besideForgery, endOfBody
    }

    static let parts = ["action", "to", "time", "body"]

    @Test(arguments: Place.allCases, parts)
    func forgedPart(_ place: Place, _ identifier: String) throws {
        let text = try Envelope.text(Envelope.signed(method: .hmacSHA256))
        let original = try text.element(carrying: identifier)
        // The forgery keeps the identifier, has another one, or has none.
        for forged in ["u:Id=\"\(identifier)\"", "u:Id=\"other\"", ""] {
            let forgery = original.replacing("u:Id=\"\(identifier)\"", with: forged).replacing("10", with: "1000").replacing(
                "urn:", with: "urn:evil:")
            let message = try wrapped(text, original, forgery, place)
            let infoset: Infoset
            do throws(InfosetError) { infoset = try XMLTextReader.read(Bytes(message)) } catch { continue }
            let verification = try TestKeys.verifier(.hmacSHA256).examine(infoset.signature)
            guard verification.isValid else { continue }
            let content = try verification.content()
            // The signature holds: then what stands where the part belongs is not the part, and is known not to be.
            let taken = try #require(reader(infoset, identifier), "\(place) \(identifier)")
            #expect(!content.covers(taken) && content.element(taken) == nil, "\(place) \(identifier) \(forged)")
            #expect(content.elements.contains { $0.attribute(ExpandedName("Id", namespace: Envelope.utility)) == identifier })
        }
    }

    /// What a reader takes for a part: by its path from the top, as a dispatcher does.
    private func reader(_ infoset: Infoset, _ identifier: String) -> InfosetCursor? {
        guard let header = infoset.root.child(Envelope.header) else { return nil }
        switch identifier {
        case "body": return infoset.root.child(Envelope.body)
        case "action": return header.children.first { $0.localName == "Action" }
        case "to": return header.children.first { $0.localName == "To" }
        default: return header.children.first { $0.localName == "Security" }?.children.first { $0.localName == "Timestamp" }
        }
    }

    private func wrapped(_ text: String, _ original: String, _ forgery: String, _ place: Place) throws -> String {
        let moved = "<w xmlns:u=\"\(Envelope.utility)\">\(original)</w>"
        let replaced = text.replacing(original, with: forgery, maxReplacements: 1)
        switch place {
        case .rootSibling: return replaced.replacing("</s:Envelope>", with: "\(moved)</s:Envelope>")
        case .wrapperInHeader: return replaced.replacing("</s:Header>", with: "\(moved)</s:Header>")
        case .wrapperInSecurity: return replaced.replacing("<ds:Signature", with: "\(moved)<ds:Signature", maxReplacements: 1)
        case .objectOfSignature: return replaced.replacing("</ds:Signature>", with: "<ds:Object>\(moved)</ds:Object></ds:Signature>")
        case .behindSignature: return replaced.replacing("</ds:Signature>", with: "</ds:Signature>\(moved)")
        case .insideForgery:
            let end = try #require(forgery.lastIndex(of: "<"))
            return text.replacing(original, with: forgery[..<end] + moved + forgery[end...], maxReplacements: 1)
        case .besideForgery: return text.replacing(original, with: forgery + original, maxReplacements: 1)
        case .endOfBody: return replaced.replacing("</s:Body>", with: "\(moved)</s:Body>")
        }
    }

    @Test func anUntouchedMessageIsCovered() throws {
        let infoset = try read(Envelope.text(Envelope.signed(method: .hmacSHA256)))
        let content = try TestKeys.verifier(.hmacSHA256).verify(infoset.signature)
        for part in Self.parts {
            let taken = try #require(reader(infoset, part))
            #expect(content.covers(taken))
        }
    }

    /// Prefixes in values are no names: the exclusive form leaves their declarations outside.
    @Test func namespacesThatASignatureDoesNotVouchFor() throws {
        let text = """
            <r xmlns:p="urn:good" xmlns:q="urn:good"><p:a Id="a" xmlns:own="urn:own"><v type="q:T p:T"/></p:a></r>
            """
        for (prefixes, isListed) in [([], false), (["q"], true)] as [([String], Bool)] {
            let infoset = try read(text)
            let form = Canonicalization(.exclusive10, inclusivePrefixes: prefixes)
            let signer = XMLSigner(.hmacSHA256, key: .secret(TestKeys.secret))
            let place = InfosetPosition.lastChild(of: infoset.root.range)
            let signed = try Envelope.text(signer.sign([.element(infoset.first("p:a"), form)], in: infoset, at: place).infoset)
            let changed = try read(signed.replacing("xmlns:q=\"urn:good\"", with: "xmlns:q=\"urn:evil\""))
            let verification = try TestKeys.verifier(.hmacSHA256).examine(changed.signature)
            #expect(verification.isValid == !isListed)
            let intact = try read(signed)
            let element = try #require(try TestKeys.verifier(.hmacSHA256).verify(intact.signature).element(intact.first("v")))
            #expect(element.namespace(forPrefix: "q") == (isListed ? "urn:good" : nil))
            #expect(element.namespace(forPrefix: "own") == "urn:own")
            // Declared outside, and used by a name around the value.
            #expect(element.namespace(forPrefix: "p") == "urn:good")
            #expect(element.namespace(forPrefix: "xml") == "http://www.w3.org/XML/1998/namespace")
            let outer = try #require(try TestKeys.verifier(.hmacSHA256).verify(intact.signature).element(intact.first("p:a")))
            #expect(outer.namespace(forPrefix: "p") == "urn:good")
        }
    }

    /// Comments are in no digest, so that a value is what is left without them.
    @Test func commentsWithinValues() throws {
        let signed = try Envelope.text(Envelope.signed(method: .hmacSHA256))
        let infoset = try read(signed.replacing("urn:bank<", with: "urn:bank<!-- -->.evil<"))
        #expect(try !TestKeys.verifier(.hmacSHA256).examine(infoset.signature).isValid)
        let split = try read(signed.replacing("<account>1<", with: "<account><!-- a -->1<!-- b --><"))
        let content = try TestKeys.verifier(.hmacSHA256).verify(split.signature)
        #expect(try content.element(split.first("account"))?.string() == "1")
    }
}

extension String {
    /// The text of the element that carries an identifier; none of them holds one of its own name.
    func element(carrying identifier: String) throws -> String {
        guard let attribute = range(of: "u:Id=\"\(identifier)\""), let start = self[..<attribute.lowerBound].lastIndex(of: "<") else {
            throw NotThere(name: identifier)
        }
        let name = self[index(after: start)...].prefix { $0 != " " && $0 != ">" }
        guard let end = self[start...].range(of: "</\(name)>") else { throw NotThere(name: identifier) }
        return String(self[start..<end.upperBound])
    }
}
