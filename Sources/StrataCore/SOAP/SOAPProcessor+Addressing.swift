import StrataInfoset

extension SOAPProcessor {
    private var names: AddressingNames { version.addressing.names }

    /// The addressing headers that are for this node.
    private struct Properties {
        var blocks: [MessageHeader] = []
        var isEmpty = true

        subscript(name: ExpandedName) -> MessageHeader? { blocks.first { $0.name == name } }
    }

    /// The action that the message has for this node, and where answers go.
    typealias Addressing = (action: String, destination: ReplyDestination)

    func checkAddressing(_ request: inout Message, transport action: String?) throws(FaultError) -> Addressing {
        guard version.addressing != .none else {
            // The transport's action is the message's; nothing else says what it means.
            let own = request.headers.action
            if let action, own == nil { request.headers.action = action }
            return (own ?? action ?? "", ReplyDestination())
        }
        let properties = try collect(request)
        if properties.isEmpty, !configuration.requiresAddressing {
            if let action, !action.isEmpty { request.headers.action = action }
            return (action ?? "", ReplyDestination())
        }
        let wsaAction = try text(properties, names.action) ?? actionInstead(&request, action)
        guard let wsaAction else { throw FaultError(.addressingHeaderRequired(names.action, version.addressing)) }
        guard !wsaAction.isEmpty else { throw invalid(names.action, .invalidAddress) }
        if let action, !action.isEmpty, action != wsaAction {
            throw invalid(names.action, .actionMismatch, "The action of the transport is not the action of the message.")
        }
        if let to = try text(properties, names.to) {
            guard !to.isEmpty, !to.hasSpacesOrControls else { throw invalid(names.to, .invalidAddress) }
            guard to == version.addressing.anonymousAddress || configuration.addressFilter.matches(to, request.properties) else {
                throw FaultError(.destinationUnreachable(to: to, version.addressing))
            }
        }
        _ = try endpoint(properties, names.from)
        let destination = try replyDestination(properties)
        if let id = try text(properties, names.messageID) {
            guard !id.isEmpty else { throw invalid(names.messageID, .invalidAddress) }
            if let history = configuration.messageIDHistory, !history.insert(id) { throw invalid(names.messageID, .duplicateMessageID) }
        }
        return (wsaAction, destination)
    }

    /// The action of the transport in place of a header that is missing, where that is taken.
    private func actionInstead(_ request: inout Message, _ action: String?) -> String? {
        guard configuration.takesActionOfTransport, version.envelope == .soap11, let action, !action.isEmpty else { return nil }
        request.headers.action = action
        return action
    }

    /// Finds the headers and refuses a second one of those that may be there once (core §3.2, "each … MUST NOT appear more than once").
    private func collect(_ message: Message) throws(FaultError) -> Properties {
        var found = Properties()
        for header in message.headers where header.name.namespace == names.namespace && isOurs(header.actor, message) {
            found.isEmpty = false
            guard names.single.contains(header.name) else { continue }
            guard found[header.name] == nil else {
                throw invalid(header.name, .invalidCardinality, "The addressing header '\(header.name.localName)' is there more than once.")
            }
            found.blocks.append(header)
        }
        return found
    }

    /// Refuses what has an addressing header twice, on the side that asked too.
    func checkCardinality(_ message: Message) throws(FaultError) {
        if version.addressing != .none { _ = try collect(message) }
    }

    /// Addressing headers count for one role only; by default that of the ultimate receiver, which is the next node as well.
    private func isOurs(_ actor: String, _ message: Message) -> Bool {
        configuration.addressingRole.isEmpty ? message.headers.isForReceiver(actor) : actor == configuration.addressingRole
    }

    /// The block of that name if the message has exactly one for this node.
    func single(_ name: ExpandedName, of message: Message) -> MessageHeader? {
        var found: MessageHeader?
        for header in message.headers where header.name == name && isOurs(header.actor, message) {
            guard found == nil else { return nil }
            found = header
        }
        return found
    }

    /// Where an answer goes as the request says it, read without judging: `nil` where it says nothing that can be used.
    func target(ofFault isFault: Bool, _ request: Message) -> EndpointAddress? {
        func address(_ name: ExpandedName) -> EndpointAddress? {
            guard let header = single(name, of: request) else { return nil }
            return (try? endpoint(header)) ?? nil
        }
        return (isFault ? address(names.faultTo) : nil) ?? address(names.replyTo)
    }

    /// Where the fault of a request goes that was refused: only back on the connection, with reference parameters that may be there.
    func harmlessTarget(_ request: Message) -> EndpointAddress? {
        guard let target = target(ofFault: true, request), target.uri == version.addressing.anonymousAddress,
            (try? checkReferenceParameters(of: target, names.faultTo)) != nil
        else { return nil }
        return target
    }

    private func text(_ properties: Properties, _ name: ExpandedName) throws(FaultError) -> String? {
        guard let header = properties[name] else { return nil }
        guard let text = header.text else { throw invalid(name, .invalidAddress, "'\(name.localName)' has elements in it.") }
        return text
    }

    private func endpoint(_ properties: Properties, _ name: ExpandedName) throws(FaultError) -> EndpointAddress? {
        guard let header = properties[name] else { return nil }
        return try endpoint(header)
    }

    private func endpoint(_ header: MessageHeader) throws(FaultError) -> EndpointAddress? {
        let name = header.name
        if case .endpoint(let address) = header.content { return address }
        guard let element = header.element else { return nil }
        do {
            return try EndpointAddress(element, version: version.addressing)
        } catch {
            let problem: AddressingProblem =
                switch error.code {
                case .missingAddress: .missingAddress
                case .invalidAddress: .invalidAddress
                case .malformed: .invalidEndpointReference
                }
            throw invalid(name, problem)
        }
    }

    /// Where reply and fault go (core §3.4, SOAP binding §5).
    private func replyDestination(_ properties: Properties) throws(FaultError) -> ReplyDestination {
        let reply = try endpoint(properties, names.replyTo)
        let fault = try endpoint(properties, names.faultTo)
        for (address, name) in [(reply, names.replyTo), (fault, names.faultTo)] {
            guard let address, !isNone(address) else { continue }
            try checkReferenceParameters(of: address, name)
            let isAnonymous = address.uri == version.addressing.anonymousAddress
            switch configuration.replyAddresses {
            case .anonymous where !isAnonymous: throw invalid(name, .onlyAnonymousAddressSupported)
            case .nonAnonymous where isAnonymous: throw invalid(name, .onlyNonAnonymousAddressSupported)
            default: break
            }
        }
        var destination = ReplyDestination()
        destination.wantsReply = !(reply.map(isNone) ?? false)
        destination.wantsFault = !((fault ?? reply).map(isNone) ?? false)
        return destination
    }

    /// A reference parameter becomes a header of the answer: whoever asks may not write there what only this node may say, nor
    /// what is no header block at all.
    private func checkReferenceParameters(of address: EndpointAddress, _ name: ExpandedName) throws(FaultError) {
        let reserved = [version.addressing.namespace, EnvelopeVersion.soap11.namespace, EnvelopeVersion.soap12.namespace]
        for parameter in address.referenceHeaders where parameter.namespace.isEmpty || reserved.contains(parameter.namespace) {
            throw invalid(
                name, .invalidEndpointReference,
                "The reference parameter '\(parameter.localName)' of '\(name.localName)' cannot be a header of the answer.")
        }
    }

    func isNone(_ address: EndpointAddress) -> Bool {
        version.addressing.noneAddress.map { address.uri == $0 } ?? false
    }

    private func invalid(_ name: ExpandedName, _ problem: AddressingProblem, _ reason: String? = nil) -> FaultError {
        FaultError(.invalidAddressingHeader(name, problem, version.addressing, reason))
    }
}
