public import Fuzzing
public import StrataInfoset

/// Changes of a document element by element, as the choices of an input say: what wraps signatures moves elements, and does not flip bits.
public enum Edits {
    /// A document with up to three changes; without choices it is the same one.
    public static func apply(_ infoset: Infoset, _ input: inout FuzzInput) -> Infoset {
        var infoset = infoset
        for _ in 0..<(input.choice() & 3) {
            let elements = Documents.elements(infoset)
            let element = input.choice(of: elements)
            let other = input.choice(of: elements)
            let kind = input.choice()
            // One that cannot be done is left out.
            infoset = (try? change(infoset, element, other, kind)) ?? infoset
        }
        return infoset
    }

    private static func change(
        _ infoset: Infoset, _ element: InfosetCursor, _ other: InfosetCursor, _ kind: Int
    ) throws(InfosetError) -> Infoset {
        let copy = Documents.standalone(element)
        let place: InfosetPosition =
            switch kind >> 3 & 3 {
            case 0: .firstChild(of: other.range)
            case 1: .lastChild(of: other.range)
            case 2: .before(other.range)
            default: .after(other.range)
            }
        switch kind & 7 {
        case 0: return try infoset.removing(element.range).0
        case 1, 2: return try infoset.splicing(copy, at: place).infoset
        case 3, 4:
            let moved = try infoset.splicing(copy, at: place, tracking: [element.range])
            guard let old = moved.tracked[0] else { return infoset }
            return try moved.infoset.removing(old).0
        case 5: return try infoset.splicing(copy, at: .replacing(other.range)).infoset
        case 6:
            let wrapper = try Documents.fixed("<w xmlns='urn:w'/>").splicing(
                copy, at: .firstChild(of: NodeRange(lowerBound: 1, upperBound: 2)))
            return try infoset.splicing(wrapper.infoset, at: .replacing(element.range)).infoset
        default: return try infoset.splicing(Documents.fixed("<n xmlns='urn:n' Id='n'>new</n>"), at: place).infoset
        }
    }
}
