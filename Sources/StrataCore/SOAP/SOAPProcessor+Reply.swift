import StrataInfoset

extension SOAPProcessor {
    /// Addresses an answer (WS-Addressing 1.0 core §3.4): `RelatesTo`, `To`, the reference parameters of where it goes, an action.
    ///
    /// As WCF does, `To` is left out when the answer goes back on the connection and the version is 1.0; August 2004 requires it.
    ///
    /// - Parameters:
    ///   - reply: the answer, with or without headers of its own.
    ///   - request: what it answers.
    ///   - refused: the request was not accepted; what its headers say is then used only where it is harmless.
    public func addressed(_ reply: Message, to request: Message, refused: Bool = false) -> Message {
        var reply = reply.version == version ? reply : reply.converted(to: version)
        let addressing = version.addressing
        guard addressing != .none else { return reply }
        let isFault = reply.isFault
        if reply.headers.action == nil {
            if isFault {
                let fault = (try? reply.fault()) ?? nil
                reply.headers.action = fault?.defaultAction(addressing) ?? addressing.soapFaultAction
            } else if let action = single(addressing.names.action, of: request)?.text ?? request.headers.action {
                reply.headers.action = action + "Response"
            }
        }
        if reply.headers.relatesTo == nil, let id = single(addressing.names.messageID, of: request)?.text, !id.isEmpty {
            reply.headers.relatesTo = id
        }
        if isFault, version.envelope == .soap11 { addFaultDetail(&reply) }
        guard reply.headers.to == nil else { return reply }
        let target = refused ? harmlessTarget(request) : target(ofFault: isFault, request)
        if let target, !target.isAnonymous, !target.isNone {
            reply.headers.to = target.uri
        } else if addressing == .august2004 {
            reply.headers.to = addressing.anonymousAddress
        }
        for parameter in target?.referenceHeaders ?? [] {
            reply.headers.add(MessageHeader(referenceParameter: parameter, version: version))
        }
        return reply
    }

    /// SOAP 1.1 has a detail for errors of the body only: that of an addressing fault goes into a header (SOAP binding §6.2).
    private func addFaultDetail(_ reply: inout Message) {
        guard version.addressing == .addressing10, case .fault(var fault) = reply.body.content,
            fault.code.subcodes.first?.namespace == version.addressing.namespace, let detail = fault.detail
        else { return }
        fault.detail = nil
        reply.body = MessageBody(fault)
        reply.headers.add(MessageHeader(version.addressing.names.faultDetail, prefix: "a") { try detail.write(to: &$0) })
    }

    /// Judges a reply on the side that asked: what must be understood, that no addressing header is there twice, and that it
    /// answers this request and no other. Throws `CommunicationError` `.protocolViolation`.
    ///
    /// - Parameters:
    ///   - reply: the message as it was received.
    ///   - request: the message that was sent.
    ///   - requiresRelation: whether a reply must name its request. `false` where the connection has correlated the two already,
    ///     `true` where anybody could have put the reply there, as on a duplex channel.
    public func acceptReply(_ reply: Message, to request: Message, requiresRelation: Bool = false) throws(CommunicationError) {
        guard reply.version.envelope == version.envelope else {
            throw CommunicationError(.protocolViolation, "the reply is \(reply.version), \(version) was asked")
        }
        do {
            try checkMustUnderstand(reply)
            try checkCardinality(reply)
        } catch {
            let fault = ((try? reply.fault()) ?? nil).map { "; it is the fault '\($0.reason.excerpt)'" } ?? ""
            throw CommunicationError(
                .protocolViolation, "the reply cannot be processed: \(error.fault.reason.excerpt)\(fault)", cause: error)
        }
        guard version.addressing != .none, let id = request.headers.messageID else { return }
        let relations = reply.headers.repliesTo
        guard !relations.isEmpty else {
            guard requiresRelation else { return }
            throw CommunicationError(.protocolViolation, "the reply does not say which message it answers")
        }
        let unspecified = "http://www.w3.org/2005/08/addressing/unspecified"
        // Of several, each has to be right: whoever reads another one would take the reply for that request's.
        for related in relations where related != id && !(related == unspecified && reply.isFault) {
            throw CommunicationError(.protocolViolation, "the reply answers message '\(related.excerpt)', not '\(id)' that was sent")
        }
    }
}
