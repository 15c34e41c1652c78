/// What a change of an infoset gave: a new infoset, and where known nodes are in it.
public struct InfosetSplice: Sendable {
    /// The changed document; the one it was made from is unchanged.
    public let infoset: Infoset
    /// The nodes put in; nil when nodes were only removed.
    public let inserted: NodeRange?
    /// For each range given to be tracked, where it is now; nil when it was replaced or removed, lay in what was, or
    /// was no range of the infoset.
    public let tracked: [NodeRange?]
}
