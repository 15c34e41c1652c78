/// A node among the children of an element or of the document.
public enum InfosetNode: Sendable {
    /// An element.
    case element(InfosetCursor)
    /// Text, from character data or a CDATA section; adjacent texts may come as several nodes.
    case text(String)
    /// A comment's content.
    case comment(String)
    /// A processing instruction.
    case processingInstruction(target: String, data: String)
}

/// The nodes among the children of an element, in document order.
public struct InfosetNodes: Sequence, IteratorProtocol, Sendable {
    let storage: InfosetStorage
    var index: Int

    /// The next node, or nil at the end.
    public mutating func next() -> InfosetNode? {
        guard index < storage.nodeCount else { return nil }
        let node = storage.nodes[index]
        switch node.kind {
        case NodeKind.start:
            defer { index = Int(node.a) + 1 }
            return .element(InfosetCursor(storage: storage, index: index))
        case NodeKind.text, NodeKind.typed:
            index += 1
            return .text(storage.lexicalText(node))
        case NodeKind.comment:
            index += 1
            return .comment(String(decoding: storage.octets(of: node), as: UTF8.self))
        case NodeKind.instruction:
            index += 1
            return .processingInstruction(
                target: storage.string(node.name), data: String(decoding: storage.octets(segment: 0, node.a, node.b), as: UTF8.self))
        default:
            return nil
        }
    }
}
