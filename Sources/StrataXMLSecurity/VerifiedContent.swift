public import StrataInfoset

/// What a signature vouches for: which elements of the document, under which key. Read through it what must not have been changed.
///
/// The elements that it hands out are the records that were digested, found by their place and not looked up a second time. That closes the
/// gap in which signature wrapping lives: an element of the same name or identifier elsewhere is not covered.
public struct VerifiedContent: Sendable {
    /// What one reference covers.
    public struct Part: Sendable {
        /// The reference as written.
        public let uri: String
        /// What it covers.
        public let subset: DocumentSubset
        /// The canonical form that was digested.
        public let canonicalization: Canonicalization
    }

    /// The `Signature` element.
    public let signature: InfosetCursor
    /// What the references cover, in their order.
    public let parts: [Part]
    /// How the signature was made.
    public let method: SignatureMethod
    /// The key that it verifies with.
    public let key: VerificationKey
    /// What it says of its key.
    public let keyInfo: KeyInfo

    /// The records that are covered: those of the parts, without what is taken out of them.
    ///
    /// Of these, comments are in no digest, and neither are, in the exclusive form, declarations of namespaces that no name uses.
    public var ranges: [NodeRange] {
        parts.flatMap { part in
            var ranges: [NodeRange] = []
            var lower = part.subset.range.lowerBound
            for hole in part.subset.holes {
                if hole.lowerBound > lower { ranges.append(NodeRange(lowerBound: lower, upperBound: hole.lowerBound - 1)) }
                lower = hole.upperBound + 1
            }
            if lower <= part.subset.range.upperBound {
                ranges.append(NodeRange(lowerBound: lower, upperBound: part.subset.range.upperBound))
            }
            return ranges
        }
    }

    /// Whether the whole of an element is covered, by one reference.
    public func covers(_ element: InfosetCursor) -> Bool { part(covering: element) != nil }

    /// The element as one that can be read only as far as it is covered; nil when the whole of it is not, but for what was taken out of it.
    ///
    /// Where several references cover it, it is read as the one that leaves least out of it does.
    public func element(_ element: InfosetCursor) -> VerifiedElement? {
        guard let part = part(covering: element) ?? parts.first(where: { $0.subset.contains(start: element) }) else { return nil }
        return VerifiedElement(element, part, parts)
    }

    /// The outermost elements that are covered, in the order of the references.
    public var elements: [VerifiedElement] {
        parts.map { part in VerifiedElement(part.subset.element ?? part.subset.infoset.root, part, parts) }
    }

    private func part(covering element: InfosetCursor) -> Part? {
        parts.first { $0.subset.covers(element) }
    }
}

extension DocumentSubset {
    /// Whether an element is part of it, perhaps without something inside.
    func contains(start element: InfosetCursor) -> Bool {
        element.infoset.isIdentical(to: infoset) && range.contains(element.range) && !holes.contains { $0.contains(element.range) }
    }
}

extension VerifiedContent.Part {
    /// Whether the digest says what a prefix is bound to at an element, wherever it is declared and whatever uses it.
    func declares(prefix: String, at element: InfosetCursor) -> Bool {
        guard subset.contains(start: element) else { return false }
        return canonicalization.method != .exclusive10
            || canonicalization.inclusivePrefixes.contains { $0.utf8.elementsEqual(prefix.utf8) }
    }
}
