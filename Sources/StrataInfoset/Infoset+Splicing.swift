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
        try spliced(InfosetChange(position, other), ranges)
    }

    /// Puts the nodes of a fragment in, in place of nodes or beside them; the fragment was read in the scope of its place.
    ///
    /// - Throws: as `splicing(_:at:tracking:)` for an infoset.
    public func splicing(_ fragment: InfosetFragment, at position: InfosetPosition, tracking ranges: [NodeRange] = [])
        throws(InfosetError) -> InfosetSplice
    {
        try spliced(InfosetChange(position, fragment), ranges)
    }

    /// Makes several changes at once, for what one of them costs: each record of this infoset and of what is put in is written once. For
    /// each place, the declarations in scope there are looked at too.
    ///
    /// - Parameters:
    ///   - changes: in any order. What is put in at one place keeps the order of the changes.
    ///   - ranges: ranges of this infoset to find again in the new one; of a run of nodes that begins or ends with what was replaced, what
    ///     came belongs to it.
    ///   - quotas: the limits of the new infoset, of which the number of nodes and names is checked; nil for the limits that this one has,
    ///     of which nothing is checked.
    /// - Throws: `invalidRange` as for one change, and when one stands within what another replaces; `quotaExceeded`.
    public func splicing(
        _ changes: [InfosetChange], tracking ranges: [NodeRange?] = [], within quotas: XMLQuotas? = nil
    ) throws(InfosetError) -> InfosetSplices {
        try Splicing(host: storage).result(changes, ranges, quotas)
    }

    private func spliced(_ change: InfosetChange, _ ranges: [NodeRange]) throws(InfosetError) -> InfosetSplice {
        let result = try Splicing(host: storage).result([change], ranges, nil)
        return InfosetSplice(infoset: result.infoset, inserted: result.inserted[0], tracked: result.tracked)
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
        let result = try spliced(InfosetChange(removing: range), ranges)
        return (result.infoset, result.tracked)
    }
}
