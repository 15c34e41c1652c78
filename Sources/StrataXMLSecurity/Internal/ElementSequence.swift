internal import StrataInfoset

/// Reads the children of an element in the order that a schema gives them, and refuses everything else.
struct ElementSequence {
    let parent: InfosetCursor
    private(set) var upcoming: InfosetCursor?

    /// - Throws: `malformed` when there is text between the children.
    init(_ parent: InfosetCursor) throws(XMLSecurityError) {
        guard !parent.hasNonWhitespaceText else {
            throw XMLSecurityError(.malformed, "\(parent.shownName) holds text beside its elements", at: parent.index)
        }
        self.parent = parent
        upcoming = parent.firstChild
    }

    mutating func optional(_ name: ExpandedName) -> InfosetCursor? {
        guard let element = upcoming, element.isNamed(name) else { return nil }
        upcoming = element.next
        return element
    }

    mutating func required(_ name: ExpandedName) throws(XMLSecurityError) -> InfosetCursor {
        guard let element = optional(name) else {
            let found = upcoming.map { "\($0.shownName) stands in its place" } ?? "nothing stands there"
            throw XMLSecurityError(.malformed, "\(parent.shownName) lacks \(name.localName); \(found)", at: parent.index)
        }
        return element
    }

    /// Any element.
    mutating func any() -> InfosetCursor? {
        guard let element = upcoming else { return nil }
        upcoming = element.next
        return element
    }

    func end() throws(XMLSecurityError) {
        guard let element = upcoming else { return }
        throw XMLSecurityError(
            .malformed, "\(parent.shownName) holds \(element.shownName), which does not belong there", at: element.index)
    }
}
