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
            let infoset = try XMLTextReader.read(Bytes(wrapped(text, original, forgery, place)))
            let verification = try TestKeys.verifier(.hmacSHA256).examine(infoset.signature)
            guard !forged.contains("\"\(identifier)\"") else {
                #expect(verification.failure?.code == .duplicateIdentifier, "\(place) \(identifier)")
                continue
            }
            if place == .endOfBody, identifier != "body" {
                // The body is signed too.
                #expect(verification.failure?.code == .digestMismatch, "\(identifier)")
                continue
            }
            // The signature holds: then what stands where the part belongs is not the part, and is known not to be.
            #expect(verification.failure == nil, "\(place) \(identifier) \(forged)")
            let content = try verification.content()
            let taken = try #require(reader(infoset, identifier), "\(place) \(identifier)")
            #expect(taken.attribute(ExpandedName("Id", namespace: Envelope.utility)) != identifier)
            #expect(!content.covers(taken) && content.element(taken) == nil, "\(place) \(identifier) \(forged)")
            let covered = content.elements.first { $0.attribute(ExpandedName("Id", namespace: Envelope.utility)) == identifier }
            #expect(covered?.qualifiedName == taken.qualifiedName)
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

    /// Comments are in no digest, so that a value is what is left without them: a reader of the first text only would read another one.
    @Test func commentsWithinValues() throws {
        let signed = try Envelope.text(Envelope.signed(method: .hmacSHA256))
        for (whole, split) in [("urn:bank<", "urn:<!-- -->bank<"), ("urn:bank<", "<!-- -->urn:bank<"), (">1<", "><!-- a -->1<!-- b --><")] {
            let infoset = try read(signed.replacing(whole, with: split))
            let content = try TestKeys.verifier(.hmacSHA256).verify(infoset.signature)
            #expect(try content.element(infoset.first("a:To"))?.string() == "urn:bank")
            #expect(try content.element(infoset.first("account"))?.string() == "1")
        }
        // Instructions are digested.
        let instruction = try read(signed.replacing("urn:bank<", with: "urn:bank<?p?><"))
        #expect(try TestKeys.verifier(.hmacSHA256).examine(instruction.signature).failure?.code == .digestMismatch)
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
