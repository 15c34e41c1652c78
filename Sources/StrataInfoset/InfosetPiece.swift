/// A part of a document that is read or written piece by piece, in document order: what a body is made of that is never whole in memory.
///
/// Comments have no piece: a reader drops them.
public enum InfosetPiece: Sendable {
    /// An element begins; its content follows, up to its `end`.
    case start(InfosetStartTag)
    /// Characters, as UTF-8, whole ones: references are resolved and line ends are line feeds. One text may come in several pieces.
    case text(Bytes)
    /// Octets of a value: text XML writes them in base64. One value may come in several pieces of any size.
    case octets(Bytes)
    /// A whole element. For writers: no reader gives it.
    case element(InfosetCursor)
    /// The element that began last ends.
    case end
}

/// The beginning of an element.
public struct InfosetStartTag: Sendable {
    /// Its name.
    public var name: ExpandedName
    /// The prefix of the name; empty for none. A writer declares it where it is not bound to the name's namespace.
    public var prefix: String
    /// The attributes, without namespace declarations.
    public var attributes: [(name: ExpandedName, value: String)]
    /// Bindings of prefixes that hold from here on, for names in values too; the prefix is empty for the default namespace.
    public var declarations: [(prefix: String, namespace: String)]

    /// An element by name; a prefix, attributes and declarations where they are wanted.
    public init(
        _ name: ExpandedName, prefix: String = "", attributes: [(name: ExpandedName, value: String)] = [],
        declarations: [(prefix: String, namespace: String)] = []
    ) {
        self.name = name
        self.prefix = prefix
        self.attributes = attributes
        self.declarations = declarations
    }
}
