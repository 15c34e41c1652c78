public import StrataInfoset

/// A document or one element of it, without some of the elements inside: what a reference of a signature covers.
///
/// The nodes of XPath that belong to it are those of the whole elements: with their attributes and the namespaces in scope.
public struct DocumentSubset: Sendable {
    /// The document.
    public let infoset: Infoset
    /// The element that it is; nil for the whole document, with the comments and instructions around its element.
    public let element: InfosetCursor?
    /// The elements that are left out, in document order; none lies in another.
    public private(set) var holes: [NodeRange] = []
    /// Whether comments are part of it; where they are not, no canonicalization brings them back.
    public var includesComments: Bool

    /// All of a document.
    public init(document infoset: Infoset, includesComments: Bool = true) {
        self.infoset = infoset
        element = nil
        self.includesComments = includesComments
    }

    /// An element with everything in it.
    public init(_ element: InfosetCursor, includesComments: Bool = true) {
        infoset = element.infoset
        self.element = element
        self.includesComments = includesComments
    }

    /// The records from the first to the last, those of the holes included; of the whole document, those of its element.
    public var range: NodeRange { (element ?? infoset.root).range }

    /// The same without an element.
    ///
    /// - Throws: `invalidSubset` for an element that is no part of this one, `emptySubset` for one that is all of it.
    public func excluding(_ hole: InfosetCursor) throws(XMLSecurityError) -> DocumentSubset {
        let range = hole.range
        guard hole.infoset.isIdentical(to: infoset), self.range.contains(range), !holes.contains(where: { $0.contains(range) }) else {
            throw XMLSecurityError(.invalidSubset, "\(hole.shownName) is no part of what it is taken out of", at: hole.index)
        }
        guard range != self.range else {
            throw XMLSecurityError(.emptySubset, "without \(hole.shownName) nothing is left", at: hole.index)
        }
        var subset = self
        subset.holes.removeAll { range.contains($0) }
        subset.holes.insert(range, at: subset.holes.firstIndex { $0.lowerBound > range.upperBound } ?? subset.holes.count)
        return subset
    }

    /// Whether the whole of an element is part of it.
    public func covers(_ element: InfosetCursor) -> Bool {
        let range = element.range
        return element.infoset.isIdentical(to: infoset) && self.range.contains(range)
            && !holes.contains { $0.contains(range) || range.contains($0) }
    }
}
