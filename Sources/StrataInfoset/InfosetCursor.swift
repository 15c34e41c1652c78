/// An element of an infoset, which it keeps alive.
///
/// Copies cost a reference; going to a sibling costs one load however large the element is.
public struct InfosetCursor: Sendable {
    package let storage: InfosetStorage
    /// The index of the start record.
    public let index: Int

    package init(storage: InfosetStorage, index: Int) {
        self.storage = storage
        self.index = index
    }

    var node: NodeRecord { storage.nodes[index] }
    /// The index behind the start record, its declarations and its attributes.
    var contentIndex: Int { index &+ 1 &+ Int(node.extra) }
    var endIndex: Int { Int(node.a) }

    /// The infoset.
    public var infoset: Infoset { Infoset(storage: storage) }
    /// The records of the element.
    public var range: NodeRange { NodeRange(lowerBound: index, upperBound: endIndex) }

    /// The records between the tags; nil when there are none.
    public var contentRange: NodeRange? {
        contentIndex < endIndex ? NodeRange(lowerBound: contentIndex, upperBound: endIndex &- 1) : nil
    }

    // MARK: Names

    /// The expanded name.
    public var name: ExpandedName { storage.expandedName(node.name) }
    /// The local name.
    public var localName: String { storage.string(storage.qnames[Int(node.name)].local) }
    /// The namespace name, or empty.
    public var namespace: String { storage.string(storage.qnames[Int(node.name)].namespace) }
    /// The prefix, or empty.
    public var prefix: String { storage.string(storage.qnames[Int(node.name)].prefix) }
    /// The name as written: prefix, colon and local name.
    public var qualifiedName: String { String(decoding: storage.qnameOctets(node.name), as: UTF8.self) }

    /// Whether the element has this name; one comparison of integers for a well-known name.
    public func isNamed(_ name: ExpandedName) -> Bool { storage.isNamed(node.name, name) }

    // MARK: Neighbours

    /// The first child element.
    public var firstChild: InfosetCursor? { element(from: contentIndex) }
    /// The next sibling element.
    public var next: InfosetCursor? { element(from: endIndex &+ 1) }
    /// The element around this one; nil for the document element.
    public var parent: InfosetCursor? {
        let parent = Int(node.b)
        return parent == 0 ? nil : InfosetCursor(storage: storage, index: parent)
    }

    private func element(from start: Int) -> InfosetCursor? {
        var i = start
        // The end record of the document stops the scan behind the document element.
        while i < storage.nodeCount {
            let kind = storage.nodes[i].kind
            if kind == NodeKind.start { return InfosetCursor(storage: storage, index: i) }
            if kind == NodeKind.end { return nil }
            i &+= 1
        }
        return nil
    }

    /// The child elements.
    public var children: InfosetChildren { InfosetChildren(upcoming: firstChild) }
    /// All child nodes.
    public var nodes: InfosetNodes { InfosetNodes(storage: storage, index: contentIndex) }

    /// The first child element of a name.
    public func child(_ name: ExpandedName) -> InfosetCursor? {
        var child = firstChild
        while let element = child {
            if element.isNamed(name) { return element }
            child = element.next
        }
        return nil
    }

    /// How deep the element stands; the document element is at depth 1.
    public var depth: Int {
        var depth = 1
        var start = Int(node.b)
        while start != 0 {
            depth += 1
            start = Int(storage.nodes[start].b)
        }
        return depth
    }

    // MARK: Attributes and namespaces

    /// Whether the start tag has attributes or declarations.
    @usableFromInline package var hasAttributes: Bool { node.extra > 0 }

    /// The value of an attribute; nil when there is none.
    ///
    /// The value is not limited by `maxStringContentLength`, because `maxBytesPerRead` bounds the start tag.
    public func attribute(_ name: ExpandedName) -> String? {
        var i = index &+ 1
        let stop = contentIndex
        while i < stop {
            let node = storage.nodes[i]
            if node.kind == NodeKind.attribute, storage.isNamed(node.name, name) {
                return String(decoding: storage.attributeOctets(node), as: UTF8.self)
            }
            i &+= 1
        }
        return nil
    }

    /// The attributes in document order, without namespace declarations.
    public var attributes: [(name: ExpandedName, value: String)] {
        var result: [(name: ExpandedName, value: String)] = []
        for i in index + 1..<contentIndex where storage.nodes[i].kind == NodeKind.attribute {
            let node = storage.nodes[i]
            result.append((storage.expandedName(node.name), String(decoding: storage.attributeOctets(node), as: UTF8.self)))
        }
        return result
    }

    /// The namespace declarations that stand on this element itself, in document order; the prefix is empty for the default one.
    public var namespaceDeclarations: [(prefix: String, namespace: String)] {
        var result: [(prefix: String, namespace: String)] = []
        for i in index + 1..<contentIndex where storage.nodes[i].kind == NodeKind.namespace {
            result.append((storage.string(storage.nodes[i].name), storage.string(storage.nodes[i].a)))
        }
        return result
    }

    /// The namespace a prefix is bound to here; empty for the empty prefix without a default, nil for a prefix not declared.
    public func namespace(forPrefix prefix: String) -> String? {
        var element = index
        while element != 0 {
            var i = element + 1
            while storage.nodes[i].kind == NodeKind.namespace {
                if storage.equals(storage.nodes[i].name, prefix) { return storage.string(storage.nodes[i].a) }
                i += 1
            }
            element = Int(storage.nodes[element].b)
        }
        if prefix.isEmpty { return "" }
        return prefix == "xml" ? WellKnownNames.xmlNamespace : nil
    }

    // MARK: Content

    /// Whether there is a child element.
    public var hasElementChildren: Bool { firstChild != nil }

    /// Whether there is text other than white space directly in the element; a typed value counts as such.
    public var hasNonWhitespaceText: Bool {
        var i = contentIndex
        let stop = endIndex
        while i < stop {
            let node = storage.nodes[i]
            switch node.kind {
            case NodeKind.start:
                i = Int(node.a)
            case NodeKind.typed:
                if TypedKind.bytes != UInt8(truncatingIfNeeded: node.extra) || node.b > 0 { return true }
            case NodeKind.text:
                if node.flags & NodeFlag.whitespaceOnly == 0,
                    storage.octets(of: node).contains(where: { $0 > 0x20 })
                {
                    return true
                }
            default:
                break
            }
            i &+= 1
        }
        return false
    }

    /// Whether a comment stands anywhere in the element.
    public var containsComments: Bool { contains(NodeKind.comment) }
    /// Whether a processing instruction stands anywhere in the element.
    public var containsProcessingInstructions: Bool { contains(NodeKind.instruction) }

    private func contains(_ kind: UInt8) -> Bool {
        (index...endIndex).contains { storage.nodes[$0].kind == kind }
    }

    /// Whether the element has no content at all.
    public var isEmpty: Bool { contentIndex == endIndex }
}

extension InfosetCursor: Equatable {
    /// Whether both are the same element of the same infoset in memory.
    public static func == (lhs: InfosetCursor, rhs: InfosetCursor) -> Bool {
        lhs.storage === rhs.storage && lhs.index == rhs.index
    }
}

/// The child elements of an element, in document order.
public struct InfosetChildren: Sequence, IteratorProtocol, Sendable {
    var upcoming: InfosetCursor?

    /// The next child element, or nil at the end.
    public mutating func next() -> InfosetCursor? {
        guard let current = upcoming else { return nil }
        upcoming = current.next
        return current
    }
}
