import StrataInfoset

/// Finds the parts of an envelope and refuses what SOAP does not allow around them.
struct EnvelopeShape {
    var header: InfosetCursor?
    let body: InfosetCursor

    init(_ root: InfosetCursor, names: SOAPNames, envelope: EnvelopeVersion) throws(MessageCodingError) {
        var header: InfosetCursor?
        var body: InfosetCursor?
        try Self.checkAttributes(of: root, names, envelope)
        guard !root.hasNonWhitespaceText else { throw Self.malformed("there is text between the parts of the envelope") }
        var next = root.firstChild
        while let child = next {
            next = child.next
            if child.isNamed(names.body) {
                guard body == nil else { throw Self.malformed("the envelope has two bodies") }
                body = child
            } else if child.isNamed(names.header) {
                guard body == nil else { throw Self.malformed("the header stands behind the body") }
                guard header == nil else { throw Self.malformed("the envelope has two headers") }
                header = child
            } else {
                throw Self.malformed("the envelope has a child '\(child.qualifiedName)' that is neither Header nor Body")
            }
        }
        guard let body else { throw Self.malformed("the envelope has no body") }
        if let header {
            try Self.checkAttributes(of: header, names, envelope)
            guard !header.hasNonWhitespaceText else { throw Self.malformed("there is text between the header blocks") }
        }
        try Self.checkAttributes(of: body, names, envelope)
        guard !body.hasNonWhitespaceText else { throw Self.malformed("there is text beside the elements of the body") }
        self.header = header
        self.body = body
    }

    /// SOAP 1.2 part 1 §5.1 to 5.3: attributes with a namespace only, and `encodingStyle` not here but on what is inside.
    private static func checkAttributes(
        of element: InfosetCursor, _ names: SOAPNames, _ envelope: EnvelopeVersion
    ) throws(MessageCodingError) {
        guard envelope == .soap12 else { return }
        for (name, _) in element.attributes {
            guard !name.namespace.isEmpty else {
                throw malformed("'\(element.localName)' has an attribute '\(name.localName)' without a namespace")
            }
            guard name != names.encodingStyle else {
                throw malformed("'\(element.localName)' has an encodingStyle, which belongs on what is inside it")
            }
        }
    }

    static func check(
        block: InfosetCursor, names: SOAPNames, envelope: EnvelopeVersion
    ) throws(MessageCodingError) {
        guard !block.namespace.isEmpty else { throw malformed("the header block '\(block.localName)' has no namespace") }
        func isBoolean(_ name: ExpandedName) -> Bool {
            guard let value = block.attribute(name) else { return true }
            return XMLBoolean(value.trimmingXMLWhitespace()) != nil
        }
        guard isBoolean(names.mustUnderstand) else {
            throw malformed("mustUnderstand of the header block '\(block.qualifiedName)' is no boolean")
        }
        guard envelope != .soap12 || isBoolean(names.relay) else {
            throw malformed("relay of the header block '\(block.qualifiedName)' is no boolean")
        }
    }

    /// The document element is not the envelope that is spoken here.
    static func mismatch(_ root: InfosetCursor, expected: EnvelopeVersion) -> MessageCodingError {
        let found = EnvelopeVersion.allCases.first { $0.names.map { root.isNamed($0.envelope) } ?? false }
        // SOAP 1.1 §4.4.1 calls it a mismatch when the namespace is another one, SOAP 1.2 part 1 §5.4.6 any other element.
        guard expected == .soap12 || root.localName == "Envelope" else {
            return malformed("the document element is '\(root.qualifiedName)' and no SOAP envelope")
        }
        return MessageCodingError(
            .versionMismatch,
            "the document element is '\(root.localName)' of namespace '\(root.namespace)'; \(expected) is spoken here",
            cause: EnvelopeMismatch(expected: expected, found: found))
    }

    private static func malformed(_ reason: String) -> MessageCodingError { MessageCodingError(.malformed, reason) }
}
