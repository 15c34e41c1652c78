/// A document: the one form a message has in memory. Immutable; one reference wide.
///
/// Records of 16 octets in document order over one buffer of octets, with names interned. Every change makes a new infoset.
public struct Infoset: Sendable {
    package let storage: InfosetStorage

    package init(storage: InfosetStorage) { self.storage = storage }

    /// The document element.
    public var root: InfosetCursor { InfosetCursor(storage: storage, index: storage.rootIndex) }
    /// The number of records, those of the document itself included.
    public var nodeCount: Int { storage.nodeCount }
    /// The octets that the text, values and names take, without external values.
    public var byteCount: Int { storage.byteCount }
    /// The limits that apply when values are read.
    public var quotas: XMLQuotas { storage.quotas }

    /// The nodes of the document: the document element and comments and instructions before and behind it.
    public var nodes: InfosetNodes { InfosetNodes(storage: storage, index: 1) }

    /// Whether the document contains a processing instruction anywhere.
    public var containsProcessingInstructions: Bool {
        (0..<storage.nodeCount).contains { storage.nodes[$0].kind == NodeKind.instruction }
    }

    /// The element whose start record has this index, if there is one.
    public func element(at index: Int) -> InfosetCursor? {
        guard index > 0, index < storage.nodeCount, storage.nodes[index].kind == NodeKind.start else { return nil }
        return InfosetCursor(storage: storage, index: index)
    }

    /// Whether both are the same object in memory, not merely equal.
    public func isIdentical(to other: Infoset) -> Bool { storage === other.storage }
}
