internal import StrataInfoset

/// Reads the children of an element in the order that a schema gives them, and refuses everything else.
struct ElementSequence {
    let parent: InfosetCursor
    private(set) var upcoming: InfosetCursor?

    /// - Throws: `malformed` when there is text between the children.
    init(_ parent: InfosetCursor) throws(XMLSecurityError) {
        guard !parent.hasNonWhitespaceText else {
            throw XMLSecurityError(.malformed, "\(parent.qualifiedName) holds text beside its elements", at: parent.index)
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
            let found = upcoming.map { "\($0.qualifiedName) stands in its place" } ?? "nothing stands there"
            throw XMLSecurityError(.malformed, "\(parent.qualifiedName) lacks \(name.localName); \(found)", at: parent.index)
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
            .malformed, "\(parent.qualifiedName) holds \(element.qualifiedName), which does not belong there", at: element.index)
    }
}

extension InfosetCursor {
    /// An attribute that must be there.
    func requiredAttribute(_ name: ExpandedName) throws(XMLSecurityError) -> String {
        guard let value = attribute(name) else {
            throw XMLSecurityError(.malformed, "\(qualifiedName) has no attribute \(name.localName)", at: index)
        }
        return value
    }

    /// Octets in base64: white space is the only thing that may stand between the characters.
    func plainBase64(limit: Int, _ limitName: String) throws(XMLSecurityError) -> Bytes {
        guard !containsComments, !containsProcessingInstructions else {
            throw XMLSecurityError(.malformed, "\(qualifiedName) holds a comment or an instruction within its value", at: index)
        }
        let octets = try XMLSecurityError.reading(self) { () throws(InfosetError) in try base64() }
        guard octets.count <= limit else {
            throw XMLSecurityError(.limitExceeded, "\(qualifiedName) has \(octets.count) octets; \(limitName) is \(limit)", at: index)
        }
        return octets
    }

    /// Text without white space around it, and nothing else within.
    func plainText(limit: Int, _ limitName: String) throws(XMLSecurityError) -> String {
        guard !containsComments, !containsProcessingInstructions else {
            throw XMLSecurityError(.malformed, "\(qualifiedName) holds a comment or an instruction within its value", at: index)
        }
        let text = try XMLSecurityError.reading(self) { () throws(InfosetError) in try string() }
        guard text.utf8.count <= limit else {
            throw XMLSecurityError(.limitExceeded, "\(qualifiedName) has \(text.utf8.count) octets; \(limitName) is \(limit)", at: index)
        }
        let isSpace: (Unicode.Scalar) -> Bool = { $0 == " " || $0 == "\n" || $0 == "\t" || $0 == "\r" }
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !isSpace($0) }), let last = scalars.lastIndex(where: { !isSpace($0) }) else {
            return ""
        }
        return String(scalars[first...last])
    }
}
