internal import StrataInfoset

/// Values as signatures hold them: plain, and not read before it is known how long they are.
extension InfosetCursor {
    /// An attribute; nil when it is not there.
    func attribute(_ name: ExpandedName, _ limits: SignatureLimits) throws(XMLSecurityError) -> String? {
        let storage = self.storage
        let node = storage.nodes[index]
        for i in index + 1..<index + 1 + Int(node.extra) {
            let item = storage.nodes[i]
            guard item.kind == NodeKind.attribute, storage.isNamed(item.name, name) else { continue }
            guard Int(item.b) <= limits.attributeLength else {
                throw XMLSecurityError(
                    .limitExceeded,
                    "\(name.localName) of \(shownName) has \(item.b) octets; limits.attributeLength is \(limits.attributeLength)", at: index
                )
            }
            return String(decoding: storage.attributeOctets(item), as: UTF8.self)
        }
        return nil
    }

    /// An attribute that must be there.
    func requiredAttribute(_ name: ExpandedName, _ limits: SignatureLimits) throws(XMLSecurityError) -> String {
        guard let value = try attribute(name, limits) else {
            throw XMLSecurityError(.malformed, "\(shownName) has no attribute \(name.localName)", at: index)
        }
        return value
    }

    /// Octets in base64: white space is the only thing that may stand between the characters, and is not longer than they are.
    func plainBase64(limit: Int, _ limitName: String) throws(XMLSecurityError) -> Bytes {
        try requirePlain()
        try requireBase64Length(limit, limitName)
        // The reader's limit on values is about those that an application reads.
        let octets = try XMLSecurityError.reading(self) { () throws(InfosetError) in try base64(limit: .max, limitName) }
        guard octets.count <= limit else { throw tooLong(octets.count, limit, limitName) }
        return octets
    }

    /// Text without white space around it, and nothing else within.
    func plainText(limit: Int, _ limitName: String) throws(XMLSecurityError) -> String {
        try requirePlain()
        try requireLength(limit, limit, limitName)
        let text = try XMLSecurityError.reading(self) { () throws(InfosetError) in try string() }
        let isSpace: (Unicode.Scalar) -> Bool = { $0 == " " || $0 == "\n" || $0 == "\t" || $0 == "\r" }
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !isSpace($0) }), let last = scalars.lastIndex(where: { !isSpace($0) }) else {
            return ""
        }
        return String(scalars[first...last])
    }

    /// - Throws: `limitExceeded` when the text in the element, that of elements within too, is longer than allowed.
    func requireLength(_ allowed: Int, _ limit: Int, _ limitName: String) throws(XMLSecurityError) {
        var length = 0
        for i in range.lowerBound...range.upperBound {
            let node = storage.nodes[i]
            switch node.kind {
            case NodeKind.text: length += Int(node.b)
            case NodeKind.typed: length += node.extra == UInt16(TypedKind.bytes) ? (Int(node.b) + 2) / 3 * 4 : 24
            default: break
            }
        }
        guard length <= allowed else { throw tooLong(length, limit, limitName) }
    }

    /// Room for base64 with line ends and indentation.
    func requireBase64Length(_ limit: Int, _ limitName: String) throws(XMLSecurityError) {
        try requireLength(limit > (.max - 256) / 2 ? .max : 2 * limit + 256, limit, limitName)
    }

    private func requirePlain() throws(XMLSecurityError) {
        guard !containsComments, !containsProcessingInstructions else {
            throw XMLSecurityError(.malformed, "\(shownName) holds a comment or an instruction within its value", at: index)
        }
    }

    private func tooLong(_ length: Int, _ limit: Int, _ limitName: String) -> XMLSecurityError {
        XMLSecurityError(.limitExceeded, "\(shownName) has \(length) octets; \(limitName) is \(limit)", at: index)
    }
}
