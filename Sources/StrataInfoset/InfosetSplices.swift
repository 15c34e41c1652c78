/// What several changes of an infoset gave: a new infoset, and where known nodes are in it.
public struct InfosetSplices: Sendable {
    /// The changed document; the one it was made from is unchanged.
    public let infoset: Infoset
    /// For each change, in the order in which they were given, the nodes put in; nil when nodes were only removed.
    public let inserted: [NodeRange?]
    /// For each range given to be tracked, where it is now; nil when it was nil, was replaced or removed, lay in what was, or
    /// was no range of the infoset.
    public let tracked: [NodeRange?]
    let map: SpliceMap

    /// Where a run of nodes is now; what was put in place of some of them, or of all, counts as they did.
    ///
    /// - Parameter range: one or several nodes beside each other in the infoset before the changes.
    /// - Returns: nil when nothing is left of it, or for what was no range of the infoset.
    public func range(following range: NodeRange) -> NodeRange? { map.following(range) }
}
