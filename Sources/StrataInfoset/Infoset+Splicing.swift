extension Infoset {
    /// Puts the document element of another infoset in, in place of nodes or beside them.
    ///
    /// Nodes that stay keep their octets, prefixes and scope. The element that comes keeps its own: where its scope and the scope at its
    /// new place differ in a prefix that it uses, the declaration is added to it.
    /// - Parameters:
    ///   - other: the document whose element is put in, without what stands around it.
    ///   - position: where.
    ///   - ranges: ranges of this infoset to find again in the new one.
    /// - Throws: `invalidRange` when a range is not exactly one node or element of this infoset, or the result would not be a document.
    public func splicing(_ other: Infoset, at position: InfosetPosition, tracking ranges: [NodeRange] = []) throws(InfosetError)
        -> InfosetSplice
    {
        let root = other.storage.rootIndex
        let source = Splicing.Source(storage: other.storage, lower: root, upper: Int(other.storage.nodes[root].a), isDocument: true)
        return try Splicing(host: storage, source: source).result(position, ranges)
    }

    /// Puts the nodes of a fragment in, in place of nodes or beside them; the fragment was read in the scope of its place.
    ///
    /// - Throws: as `splicing(_:at:tracking:)` for an infoset.
    public func splicing(_ fragment: InfosetFragment, at position: InfosetPosition, tracking ranges: [NodeRange] = [])
        throws(InfosetError) -> InfosetSplice
    {
        let source = Splicing.Source(storage: fragment.storage, lower: 1, upper: fragment.storage.nodeCount - 2, isDocument: false)
        return try Splicing(host: storage, source: source).result(position, ranges)
    }

    /// Replaces an element by the document element of another infoset.
    ///
    /// - Returns: the new infoset, and where each tracked range is in it (nil when it is gone).
    /// - Throws: as `splicing(_:at:tracking:)`.
    public func replacing(_ element: NodeRange, with other: Infoset, tracking ranges: [NodeRange] = []) throws(InfosetError) -> (
        Infoset, [NodeRange?]
    ) {
        let result = try splicing(other, at: .replacing(element), tracking: ranges)
        return (result.infoset, result.tracked)
    }

    /// Inserts the document element of another infoset.
    ///
    /// - Returns: the new infoset, and where each tracked range is in it.
    /// - Throws: as `splicing(_:at:tracking:)`.
    public func inserting(_ other: Infoset, at position: InfosetPosition, tracking ranges: [NodeRange] = []) throws(InfosetError) -> (
        Infoset, [NodeRange?]
    ) {
        let result = try splicing(other, at: position, tracking: ranges)
        return (result.infoset, result.tracked)
    }

    /// Removes a node or an element.
    ///
    /// - Returns: the new infoset, and where each tracked range is in it (nil when it is gone).
    /// - Throws: `invalidRange` for the document element and for anything that is not exactly one node.
    public func removing(_ range: NodeRange, tracking ranges: [NodeRange] = []) throws(InfosetError) -> (Infoset, [NodeRange?]) {
        let result = try Splicing(host: storage, source: nil).result(.replacing(range), ranges)
        return (result.infoset, result.tracked)
    }
}
