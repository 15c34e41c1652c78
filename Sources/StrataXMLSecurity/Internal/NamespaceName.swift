internal import StrataInfoset

/// What a namespace name must be to have a canonical form.
enum NamespaceName {
    /// Whether it is empty or begins with a scheme (RFC 3986, section 3.1).
    static func isAbsolute(_ name: UnsafeRawBufferPointer) -> Bool {
        if name.isEmpty { return true }
        for (i, octet) in name.enumerated() {
            switch octet {
            case 0x61...0x7A, 0x41...0x5A: continue
            case 0x30...0x39, 0x2B, 0x2D, 0x2E: if i == 0 { return false }
            case 0x3A: return i > 0
            default: return false
            }
        }
        return false
    }

    /// Whether it is empty or an absolute URI of which every character may stand in one, those beyond ASCII included (RFC 3986 and 3987).
    static func isAbsoluteURI(_ name: UnsafeRawBufferPointer) -> Bool {
        guard isAbsolute(name) else { return false }
        for (i, octet) in name.enumerated() {
            switch octet {
            case 0x25:
                let digits = name[min(i + 1, name.count)..<min(i + 3, name.count)]
                guard digits.count == 2, digits.allSatisfy({ Unicode.Scalar($0).properties.isASCIIHexDigit }) else { return false }
            // Controls, space and " < > \\ ^ ` { | }.
            case 0...0x20, 0x22, 0x3C, 0x3E, 0x5C, 0x5E, 0x60, 0x7B...0x7D, 0x7F: return false
            default: continue
            }
        }
        return true
    }

    /// Looks at every declaration of a document: one that has a relative namespace name anywhere has no canonical form (Canonical XML 1.0,
    /// section 1.3), and other implementations refuse it whatever part of it is signed.
    ///
    /// - Throws: `relativeNamespace`.
    static func requireAbsolute(in infoset: Infoset) throws(XMLSecurityError) {
        let storage = infoset.storage
        var start = 0
        var last = StringID.empty
        for i in 0..<storage.nodeCount {
            let node = storage.nodes[i]
            if node.kind == NodeKind.start { start = i }
            guard node.kind == NodeKind.namespace, node.a != last else { continue }
            last = node.a
            guard !isAbsoluteURI(storage.stringOctets(node.a)) else { continue }
            throw NamespaceName.relative(storage.string(node.a), at: start)
        }
    }

    static func relative(_ name: String, at start: Int) -> XMLSecurityError {
        XMLSecurityError(
            .relativeNamespace,
            "the namespace name \(quoted(name)) is no absolute URI, and acceptsRelativeNamespaceNames is false", at: start)
    }
}
