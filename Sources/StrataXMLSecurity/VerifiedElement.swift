public import StrataInfoset

/// An element as far as a signature covers it: what was taken out is not there, and there is no way up.
public struct VerifiedElement: Sendable {
    let cursor: InfosetCursor
    private let part: VerifiedContent.Part
    /// Everything that the signature covers: a prefix may be vouched for by another part than the one the element is read from.
    private let parts: [VerifiedContent.Part]

    init(_ cursor: InfosetCursor, _ part: VerifiedContent.Part, _ parts: [VerifiedContent.Part]) {
        self.cursor = cursor
        self.part = part
        self.parts = parts
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

    /// The attributes in document order, without namespace declarations.
    public var attributes: [(name: ExpandedName, value: String)] { cursor.attributes }

    /// The child elements that are covered.
    public var children: [VerifiedElement] {
        cursor.children.filter { part.subset.contains(start: $0) }.map { VerifiedElement($0, part, parts) }
    }

    /// The first child element of a name that is covered.
    public func child(_ name: ExpandedName) -> VerifiedElement? {
        cursor.children.first { $0.isNamed(name) && part.subset.contains(start: $0) }.map { VerifiedElement($0, part, parts) }
    }

    /// The namespace that a prefix in a value is bound to, as far as the signature vouches for it; nil for one that it does not.
    ///
    /// A prefix in a value (`xsi:type`, a qualified name) is not a name of an element. The exclusive form declares it only where a name uses it,
    /// so that a declaration can be changed, added between, or dropped and none of it is noticed. It is vouched for when the element's own
    /// name, or that of an attribute of it, has the prefix; when the form lists it; and in the inclusive forms always.
    public func namespace(forPrefix prefix: String) -> String? {
        let isVouchedFor =
            cursor.isUsing(prefix: prefix) || prefix.utf8.elementsEqual("xml".utf8)
            || parts.contains { $0.declares(prefix: prefix, at: cursor) }
        return isVouchedFor ? cursor.namespace(forPrefix: prefix) : nil
    }

    /// The element itself, for a reader that takes cursors, when the whole of it is covered; nil when something in it was taken out.
    ///
    /// Names, attributes and text beneath the cursor are covered. Comments are not, nor are its parents and siblings, nor, in the exclusive
    /// form, what prefixes in values mean: `InfosetCursor.qualifiedNameValue()` believes any declaration, and
    /// `VerifiedElement.qualifiedNameValue()` only those that were digested.
    public var wholeElement: InfosetCursor? { part.subset.covers(cursor) ? cursor : nil }
}

extension InfosetCursor {
    /// Whether the names of the element or of one of its attributes have a prefix, so that every canonical form declares it there.
    fileprivate func isUsing(prefix: String) -> Bool {
        let storage = self.storage
        let isPrefix: (UInt32) -> Bool = { storage.stringOctets(storage.qnames[Int($0)].prefix).elementsEqual(prefix.utf8) }
        let node = storage.nodes[index]
        if isPrefix(node.name) { return true }
        guard !prefix.isEmpty else { return false }
        return (index + 1..<index + 1 + Int(node.extra)).contains { i in
            storage.nodes[i].kind == NodeKind.attribute && isPrefix(storage.nodes[i].name)
        }
    }
}
