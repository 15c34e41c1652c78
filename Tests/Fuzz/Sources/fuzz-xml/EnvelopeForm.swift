import Fuzzing
import StrataInfoset

/// Read as an envelope, a document is refused, or its body holds what it holds as a whole.
enum EnvelopeForm {
    static func check(_ pieces: [ArraySlice<UInt8>], _ whole: Result<Infoset, InfosetError>, _ reading: Reading) {
        var head: Infoset?
        var outline = Outline(keepsAll: false)
        do throws(InfosetError) {
            try StreamedForm.read(reading.stream(.envelope), pieces) { piece throws(InfosetError) in
                outline.add(piece: piece)
            } head: { infoset in
                require(head == nil, "a second head")
                head = infoset
            }
        } catch {
            if case .success(let infoset) = whole { require(mayBeRefused(infoset), "only as a whole it is read: \(error)") }
            return
        }
        guard let head else { broken("no head, and no error") }
        guard case .success(let infoset) = whole else { broken("only as an envelope it is read") }
        guard let body = body(of: infoset) else {
            require(Outline(head, keepsAll: false) == Outline(infoset, keepsAll: false), "without a body it is something else")
            return
        }
        // White space around the elements of a body is no piece.
        var elements = Outline(keepsAll: false)
        for element in body.children { elements.add(.element(element)) }
        require(outline == elements, "the body is something else")
        require(self.body(of: head)?.isEmpty == true, "the head has another body")
    }

    private static func body(of infoset: Infoset) -> InfosetCursor? { infoset.root.children.first { $0.localName == "Body" } }

    /// Beside the elements of a body there is white space only, and nothing stands behind the body.
    private static func mayBeRefused(_ infoset: Infoset) -> Bool {
        guard let body = body(of: infoset) else { return false }
        if body.next != nil { return true }
        var isBehind = false
        for node in infoset.root.nodes {
            switch node {
            case .element(let element) where element == body: isBehind = true
            case .text where isBehind: return true
            default: break
            }
        }
        return body.nodes.contains { if case .text = $0 { true } else { false } }
    }
}
