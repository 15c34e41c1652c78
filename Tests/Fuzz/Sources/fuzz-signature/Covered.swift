import Fuzzing
import FuzzingSecurity
import StrataInfoset
import StrataXMLSecurity

/// What is covered is what can be read, cannot be changed, and stays covered on its way.
enum Covered {
    static func check(_ content: VerifiedContent, _ settings: Settings, _ input: inout FuzzInput) {
        let infoset = content.signature.infoset
        let elements = Documents.elements(infoset)
        let covered = elements.filter { content.covers($0) }
        for element in elements {
            let isInside = content.ranges.contains { $0.contains(element.range) }
            require(!content.covers(element) || isInside, "covered, and in no range")
            require(content.element(element) == nil || content.ranges.contains { $0.contains(element.index) }, "readable, and in no range")
        }
        for element in content.elements { read(element, content) }
        guard !covered.isEmpty else { return }
        let element = input.choice(of: covered)
        let change = Documents.fixed(input.choice() & 1 == 0 ? "<changed/>" : "<changed xmlns='urn:c'>text</changed>")
        let changed = Fixed.made {
            try infoset.splicing(change, at: .lastChild(of: element.range), tracking: [content.signature.range])
        }
        // Within the signature it may no longer be one.
        if let place = changed.tracked[0], let signature = changed.infoset.element(at: place.lowerBound) {
            require(!settings.verifier.examine(signature).isValid, "what is covered was changed")
        }
        for encoding in [XMLCharacterEncoding.utf8, .utf16BigEndian] { send(content, settings, encoding) }
    }

    private static func read(_ element: VerifiedElement, _ content: VerifiedContent) {
        require(content.ranges.contains { $0.contains(element.range.lowerBound) }, "handed out, and in no range")
        if let whole = element.wholeElement { require(content.covers(whole), "whole, and not covered") }
        for attribute in element.attributes { _ = element.attribute(attribute.name) }
        _ = try? element.string()
        _ = try? element.base64()
        _ = try? element.qualifiedNameValue()
        for prefix in ["", "a", "s", "xml", "nope"] {
            let bound = element.namespace(forPrefix: prefix)
            require(
                bound == nil || bound == content.signature.infoset.element(at: element.range.lowerBound)?.namespace(forPrefix: prefix), "")
        }
        for child in element.children { read(child, content) }
    }

    /// Written and read again the document says the same, so the signature holds and covers the same.
    private static func send(_ content: VerifiedContent, _ settings: Settings, _ encoding: XMLCharacterEncoding) {
        let infoset = Documents.sent(content.signature.infoset, encoding)
        guard let signature = infoset.element(at: content.signature.index) else { broken("the signature is elsewhere when it was sent") }
        let again: VerifiedContent
        do throws(XMLSecurityError) {
            again = try settings.verifier.verify(signature)
        } catch {
            broken("it holds, and no longer when it was sent: \(error)")
        }
        require(again.ranges == content.ranges, "it covers something else when it was sent")
        for (part, other) in zip(content.parts, again.parts) {
            let octets = Fixed.made { try part.canonicalization.octets(of: part.subset) }
            require(octets == Fixed.made { try other.canonicalization.octets(of: other.subset) }, "its octets are others when it was sent")
        }
    }
}
