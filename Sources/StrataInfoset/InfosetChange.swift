/// One of several changes of an infoset that are made together, with `Infoset.splicing(_:tracking:within:)`.
public struct InfosetChange: Sendable {
    /// Where nodes are put in, or which ones go.
    public let position: InfosetPosition
    let source: Splicing.Source?

    /// Puts the document element of another infoset in, without what stands around it.
    public init(_ position: InfosetPosition, _ other: Infoset) {
        self.position = position
        source = Splicing.Source(other)
    }

    /// Puts the nodes of a fragment in, which was read in the scope of its place.
    public init(_ position: InfosetPosition, _ fragment: InfosetFragment) {
        self.position = position
        source = Splicing.Source(fragment)
    }

    /// Takes a node or an element out.
    public init(removing range: NodeRange) {
        position = .replacing(range)
        source = nil
    }
}
