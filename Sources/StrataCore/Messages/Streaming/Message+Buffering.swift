internal import StrataInfoset

extension Message {
    /// Reads a streamed body into memory: from then on this message and the copies made of it are like one that was never streamed, and
    /// `bodyContents` is there. Every other message is so anyway.
    ///
    /// Throws `CommunicationError` `.quotaExceeded` for more than `limit` octets and `.invalidOperation` when somebody has read the
    /// stream, and what the stream throws. A body that could not be read whole is lost.
    public mutating func buffer(upTo limit: Int) async throws {
        guard case .streamed(let stream, let head) = body.content else { return }
        let pieces = try await stream.collect(upTo: limit)
        let infoset = try layOut(attributesOf: head) { builder in for piece in pieces { builder.write(piece) } }
        guard let names = version.envelope.names else {
            body = MessageBody(infoset.root)
            return keep(infoset)
        }
        guard let element = infoset.root.child(names.body) else { return }
        body = MessageBody(content: .received(element))
        keep(infoset)
    }
}

extension InfosetBuilder {
    /// A piece of a stream, in its place.
    mutating func write(_ piece: InfosetPiece) {
        switch piece {
        case .start(let tag):
            startElement(tag.name, prefix: tag.prefix)
            for declaration in tag.declarations where declaration.prefix != tag.prefix {
                declare(prefix: declaration.prefix, namespace: declaration.namespace)
            }
            for attribute in tag.attributes { self.attribute(attribute.name, attribute.value) }
        case .text(let text): self.text(String(text))
        case .octets(let octets): bytes(octets)
        case .element(let element): copy(element)
        case .end: endElement()
        }
    }
}
