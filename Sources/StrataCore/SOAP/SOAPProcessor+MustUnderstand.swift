import StrataInfoset

extension SOAPProcessor {
    /// Whether header blocks for that role are this node's to process (SOAP 1.2 part 1 §2.2; SOAP 1.1 §4.2.2).
    public func plays(_ role: String) -> Bool {
        let envelope = version.envelope
        if role.isEmpty || role == envelope.ultimateReceiverRole { return configuration.isUltimateReceiver }
        if role == envelope.noneRole { return false }
        return role == envelope.nextRole || configuration.roles.contains(role)
    }

    /// Whether the node processes that block, wherever it learnt to.
    func understands(_ header: MessageHeader, in request: Message) -> Bool {
        // Without addressing too: some peers mark the action that is their transport's, which is read and then not used.
        if version.addressing.names.headers.contains(header.name) { return true }
        return configuration.understoodHeaders.contains(header.name)
            || (request.properties[UnderstoodHeaders.self]?.contains { $0.covers(header) } ?? false)
    }

    /// How many blocks a fault names at most: a message of nothing but such headers may not make a larger answer.
    private static var mostNamed: Int { 32 }

    /// SOAP 1.2 part 1 §2.4 and §5.4.8: a block that must be understood and is not is named in a `NotUnderstood` header.
    func checkMustUnderstand(_ request: Message) throws(FaultError) {
        var missing: [ExpandedName] = []
        for header in request.headers
        where header.mustUnderstand && request.headers.isWritten(header) && plays(header.actor)
            && !understands(header, in: request) && !missing.contains(header.name)
        {
            missing.append(header.name)
            guard missing.count < Self.mostNamed else { break }
        }
        guard !missing.isEmpty else { return }
        var headers: [MessageHeader] = []
        if version.envelope == .soap12 {
            headers = missing.map { name in
                MessageHeader(SOAPNames.soap12.notUnderstood, prefix: "s") { builder in
                    builder.attribute(SOAPNames.qname, qualifiedName: name)
                }
            }
        }
        throw FaultError(.mustUnderstand(missing), headers: headers)
    }

    /// SOAP 1.2 part 1 §5.4.8 `DataEncodingUnknown`: for the blocks that this node processes and the elements of the body.
    func checkEncodingStyles(_ request: Message) throws(FaultError) {
        guard version.envelope == .soap12 else { return }
        let name = SOAPNames.soap12.encodingStyle
        func check(_ element: InfosetCursor) throws(FaultError) {
            guard let style = element.attribute(name)?.trimmingXMLWhitespace(), !style.isEmpty,
                !configuration.encodingStyles.contains(style)
            else { return }
            let reason = "The encoding style '\(style)' of '\(element.localName)' is not supported."
            throw FaultError(Fault(FaultCode(.dataEncodingUnknown), reason))
        }
        for header in request.headers where plays(header.actor) {
            if let element = header.element { try check(element) }
        }
        guard configuration.isUltimateReceiver else { return }
        var next = request.bodyContents
        while let element = next {
            try check(element)
            next = element.next
        }
    }
}
