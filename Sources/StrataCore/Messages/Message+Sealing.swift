public import StrataInfoset

extension Message {
    /// Lays the message out into one infoset: what an encoder writes and a signature digests. Sealing twice gives the same infoset.
    ///
    /// Addressing must be complete before (`completeAddressing`). Of a streamed message only the headers are sealed, with an empty
    /// body. Throws `.notEncodable` when something could not write itself.
    @discardableResult
    public mutating func seal() throws(MessageCodingError) -> Infoset {
        if let sealed { return sealed }
        let infoset = try layOut()
        keep(infoset)
        return infoset
    }

    private func layOut() throws(MessageCodingError) -> Infoset {
        let head: InfosetCursor?
        switch body.content {
        case .received(let body): head = body
        case .streamed(_, let received): head = received
        default: head = nil
        }
        return try layOut(attributesOf: head) { builder in try body.write(to: &builder, version: version) }
    }

    /// - Parameters:
    ///   - received: the `Body` element of the envelope that the message came in, where it did.
    ///   - contents: writes what stands in the body.
    func layOut(
        attributesOf received: InfosetCursor?, contents: (inout InfosetBuilder) throws -> Void
    ) throws(MessageCodingError) -> Infoset {
        do {
            var builder = InfosetBuilder()
            try write(to: &builder, attributesOf: received, contents)
            return try builder.finish()
        } catch let error as MessageCodingError {
            throw error
        } catch {
            throw MessageCodingError(.notEncodable, "the message could not be written: \(error)", cause: error)
        }
    }

    private func write(
        to builder: inout InfosetBuilder, attributesOf received: InfosetCursor?, _ contents: (inout InfosetBuilder) throws -> Void
    ) throws {
        let version = version
        guard let names = version.envelope.names else { return try contents(&builder) }
        builder.startElement(names.envelope, prefix: "s")
        if version.addressing != .none { builder.declare(prefix: "a", namespace: version.addressing.namespace) }
        // What else stood on a received envelope stays: identifiers that a signature refers to, a language.
        if let root = received?.parent { copyAttributes(of: root, to: &builder) }
        let headers = self.headers
        if headers.contains(where: headers.isWritten) {
            builder.startElement(names.header, prefix: "s")
            if let old = received?.parent?.firstChild, old.localName == "Header" { copyAttributes(of: old, to: &builder) }
            builder.declareBindings(for: headers.compactMap { headers.isWritten($0) ? $0.element : nil })
            for header in headers where headers.isWritten(header) { try header.write(to: &builder, version: version) }
            builder.endElement()
        }
        builder.startElement(names.body, prefix: "s")
        if let received { copyAttributes(of: received, to: &builder) }
        try contents(&builder)
        builder.endElement()
        builder.endElement()
    }

    /// From an envelope of another version only what has a namespace that is not SOAP's: SOAP 1.2 allows nothing else.
    private func copyAttributes(of element: InfosetCursor, to builder: inout InfosetBuilder) {
        let isSame = element.namespace == version.envelope.namespace
        builder.copyAttributes(of: element) { isSame || (!$0.namespace.isEmpty && $0.namespace != element.namespace) }
    }

    /// Makes the addressing of a request complete, as WCF's channels do: `To` where absent, and, where an answer is expected and
    /// addressing is on, a new `MessageID` and an anonymous `ReplyTo` where absent. The reference parameters of the address become headers.
    ///
    /// A channel calls it before it sends; what the caller has set stays. Without addressing only `to` is set, for the transport.
    public mutating func completeAddressing(to address: EndpointAddress, expectsReply: Bool) {
        let addressing = version.addressing
        if addressing != .none, expectsReply {
            if headers.messageID == nil { headers.messageID = MessageID.make() }
            if headers.replyTo == nil { headers.replyTo = .anonymous(addressing) }
        }
        guard headers.to == nil else { return }
        headers.to = address.uri
        guard addressing != .none else { return }
        for parameter in address.referenceHeaders { headers.add(MessageHeader(referenceParameter: parameter, version: version)) }
    }

    /// Gives the message a new identifier where addressing is on and it has none.
    public mutating func completeMessageID() {
        if version.addressing != .none, headers.messageID == nil { headers.messageID = MessageID.make() }
    }
}

extension MessageHeader {
    init(referenceParameter element: InfosetCursor, version: MessageVersion) {
        let own = MessageHeader(element, envelope: version.envelope)
        self.init(
            own.name, .referenceParameter(element), mustUnderstand: own.mustUnderstand, actor: own.actor, relay: own.relay)
    }
}
