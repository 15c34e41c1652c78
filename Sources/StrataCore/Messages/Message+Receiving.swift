public import StrataInfoset

extension Message {
    /// A message as it came, sealed from the start.
    ///
    /// Checks the form of the envelope (SOAP 1.1 §4, SOAP 1.2 part 1 §5): the root element, at most one `Header`, before the one
    /// `Body`, nothing else, no text between them; no processing instruction; header blocks with a namespace; booleans that are booleans. Throws
    /// `.versionMismatch` (its cause is an `EnvelopeMismatch`) or `.malformed`. What a header means is not looked at: that is the
    /// processing node's.
    public init(received infoset: Infoset, version: MessageVersion) throws(MessageCodingError) {
        var headers = MessageHeaders(version: version)
        let root = infoset.root
        guard let names = version.envelope.names else {
            self.init(headers, MessageBody(root))
            keep(infoset)
            return
        }
        guard !infoset.containsProcessingInstructions else {
            throw MessageCodingError(.malformed, "the message has a processing instruction in it, which SOAP forbids")
        }
        guard root.isNamed(names.envelope) else { throw EnvelopeShape.mismatch(root, expected: version.envelope) }
        let shape = try EnvelopeShape(root, names: names, envelope: version.envelope)
        if let header = shape.header {
            var next = header.firstChild
            while let block = next {
                next = block.next
                try EnvelopeShape.check(block: block, names: names, envelope: version.envelope)
                headers.append(received: MessageHeader(block, envelope: version.envelope))
            }
        }
        self.init(headers, MessageBody(content: .received(shape.body)))
        keep(infoset)
    }

    /// The first element in the body of a sealed or received message, or of one whose body is an element; `nil` for an empty
    /// body and for one that has yet to write itself (`seal()` first).
    public var bodyContents: InfosetCursor? {
        switch body.content {
        case .received(let element): return element.firstChild
        case .element(let element): return element
        case .empty, .streamed: return nil
        // Without an envelope the document element is what the body holds.
        case .writer, .fault: return version.envelope == .none ? bodyElement : bodyElement?.firstChild
        }
    }

    /// The `Body` element of the sealed form; the root itself where there is no envelope.
    public var bodyElement: InfosetCursor? {
        guard let sealed else { return nil }
        guard let names = version.envelope.names else { return sealed.root }
        return sealed.root.child(names.body)
    }

    /// Whether the body has nothing in it.
    public var isEmpty: Bool {
        switch body.content {
        case .empty: true
        case .received(let element): element.firstChild == nil
        case .element, .fault, .streamed: false
        case .writer: sealed != nil && bodyContents == nil
        }
    }

    /// Whether the body is a SOAP fault.
    public var isFault: Bool {
        switch body.content {
        case .fault: return true
        case .empty, .streamed: return false
        case .received, .element, .writer:
            guard let names = version.envelope.names, let contents = bodyContents else { return false }
            return contents.isNamed(names.fault)
        }
    }

    /// The fault that the message carries; `nil` for one that carries none. Throws `.malformed` when it cannot be read as one.
    ///
    /// Of an addressing fault in SOAP 1.1 the detail stands in a header (WS-Addressing 1.0 SOAP binding §6.2), and is taken from there.
    public func fault() throws(MessageCodingError) -> Fault? {
        if case .fault(let fault) = body.content { return fault }
        guard isFault, let contents = bodyContents else { return nil }
        var fault = try Fault(contents, envelope: version.envelope)
        if version.envelope == .soap11, version.addressing != .none, fault.detail == nil,
            let detail = headers.first(version.addressing.names.faultDetail)?.element
        {
            fault.detail = FaultDetail(received: detail)
        }
        return fault
    }
}
