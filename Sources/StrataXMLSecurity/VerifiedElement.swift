public import StrataInfoset

/// An element as far as a signature covers it: what was taken out is not there, and there is no way up.
public struct VerifiedElement: Sendable {
    private let cursor: InfosetCursor
    private let part: VerifiedContent.Part

    init(_ cursor: InfosetCursor, _ part: VerifiedContent.Part) {
        self.cursor = cursor
        self.part = part
    }

    /// The expanded name.
    public var name: ExpandedName { cursor.name }
    /// The name as written.
    public var qualifiedName: String { cursor.qualifiedName }
    /// The records of the element.
    public var range: NodeRange { cursor.range }

    /// Whether the element has this name.
    public func isNamed(_ name: ExpandedName) -> Bool { cursor.isNamed(name) }

    /// The value of an attribute; nil when there is none.
    public func attribute(_ name: ExpandedName) -> String? { cursor.attribute(name) }

    /// The child elements that are covered.
    public var children: [VerifiedElement] {
        cursor.children.filter { part.subset.contains(start: $0) }.map { VerifiedElement($0, part) }
    }

    /// The first child element of a name that is covered.
    public func child(_ name: ExpandedName) -> VerifiedElement? {
        cursor.children.first { $0.isNamed(name) && part.subset.contains(start: $0) }.map { VerifiedElement($0, part) }
    }

    /// The text of the element, joined around comments.
    ///
    /// - Throws: `invalidValue` when there is a child element.
    public func string() throws(InfosetError) -> String { try cursor.string() }

    /// The octets that the text stands for in base64.
    ///
    /// - Throws: as `InfosetCursor.base64()`.
    public func base64() throws(InfosetError) -> Bytes { try cursor.base64() }

    /// The namespace that a prefix is bound to, as far as the signature vouches for it; nil for one that it does not.
    ///
    /// A prefix in a value (`xsi:type`, a qualified name) is not a name of an element, so that an exclusive canonical form leaves its
    /// declaration out when it stands outside, unless the signature lists the prefix: whoever changed it there would not be noticed.
    public func namespace(forPrefix prefix: String) -> String? {
        var element: InfosetCursor? = cursor
        let outermost = part.subset.range
        while let current = element, outermost.contains(current.range) {
            if let declaration = current.namespaceDeclarations.first(where: { $0.prefix == prefix }) { return declaration.namespace }
            // A name that uses it has its declaration in every form, for all that stands within.
            if current.isUsing(prefix: prefix) { return cursor.namespace(forPrefix: prefix) }
            element = current.parent
        }
        let isVouchedFor = part.subset.element == nil || part.bringsAlong(prefix: prefix) || prefix == "xml"
        return isVouchedFor ? cursor.namespace(forPrefix: prefix) : nil
    }

    /// The element itself, for a reader that takes cursors, when the whole of it is covered; nil when something in it was taken out.
    ///
    /// What lies beneath the cursor is covered; its parents and siblings are not.
    public var wholeElement: InfosetCursor? { part.subset.covers(cursor) ? cursor : nil }
}

extension InfosetCursor {
    /// Whether the names of the element or of one of its attributes have a prefix, so that every canonical form declares it.
    func isUsing(prefix: String) -> Bool {
        if self.prefix == prefix { return true }
        guard !prefix.isEmpty else { return false }
        let storage = self.storage
        var i = index + 1
        while storage.nodes[i].kind == NodeKind.namespace || storage.nodes[i].kind == NodeKind.attribute {
            let node = storage.nodes[i]
            if node.kind == NodeKind.attribute, storage.string(storage.qnames[Int(node.name)].prefix) == prefix { return true }
            i += 1
        }
        return false
    }
}
