/// A place in an infoset where nodes are put in, or nodes that others take the place of.
public enum InfosetPosition: Sendable, Hashable {
    /// In place of a node or an element.
    case replacing(NodeRange)
    /// In place of all that stands between the tags of an element.
    case replacingContent(of: NodeRange)
    /// Before a node or element.
    case before(NodeRange)
    /// Behind a node or element.
    case after(NodeRange)
    /// Before all other content of an element.
    case firstChild(of: NodeRange)
    /// Behind all other content of an element.
    case lastChild(of: NodeRange)
}
