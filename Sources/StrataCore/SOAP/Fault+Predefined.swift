public import StrataInfoset

/// The faults of SOAP and WS-Addressing, and the one of an error that is nobody else's business.
extension Fault {
    /// The message was wrong.
    public static func sender(_ reason: String) -> Fault { Fault(FaultCode(.sender), reason) }

    /// Processing failed.
    public static func receiver(_ reason: String) -> Fault { Fault(FaultCode(.receiver), reason) }

    /// The envelope is of another version (SOAP 1.2 part 1 §5.4.7).
    public static func versionMismatch(_ reason: String) -> Fault { Fault(FaultCode(.versionMismatch), reason) }

    /// Header blocks that must be understood were not.
    public static func mustUnderstand(_ names: [ExpandedName]) -> Fault {
        let list = names.map { "'\($0.localName)' of namespace '\($0.namespace)'" }.joined(separator: ", ")
        return Fault(FaultCode(.mustUnderstand), "The message has headers that must be understood and are not: \(list).")
    }

    /// An error inside the service. The code is the one that .NET services use, so that .NET clients know it; nothing else is said.
    public static var internalError: Fault {
        Fault(
            .receiver(DispatcherFault.internalServiceFault),
            "The server could not process the request because of an internal error. What happened is recorded on the server.")
    }

    /// An error inside the service, with what it says of itself: only for development, or for clients that may know.
    public static func internalError(revealing error: any Error) -> Fault {
        Fault(.receiver(DispatcherFault.internalServiceFault), "\(error)")
    }

    /// The address is not served here (WS-Addressing 1.0 SOAP binding §6.4.4).
    public static func destinationUnreachable(to address: String, _ version: AddressingVersion) -> Fault {
        Fault(
            .sender(AddressingFault.destinationUnreachable(version)),
            "No endpoint listens for messages to '\(address)'. An address or action that is wrong is the usual cause.",
            detail: version == .addressing10 ? AddressingFault.problemIRI(address, version) : nil)
    }

    /// The action is not served here (§6.4.5).
    public static func actionNotSupported(_ action: String, _ version: AddressingVersion) -> Fault {
        Fault(
            .sender(AddressingFault.actionNotSupported(version)),
            "A message with the action '\(action)' cannot be processed here. Sender and receiver must have the same contract and binding.",
            detail: version == .addressing10 ? AddressingFault.problemAction(action, version) : nil)
    }

    /// The endpoint cannot process the message now (§6.4.6).
    ///
    /// - Parameters:
    ///   - retryAfter: when to try again, in whole milliseconds on the wire.
    ///   - version: of addressing; says the namespace of code and detail.
    public static func endpointUnavailable(retryAfter: Duration? = nil, _ version: AddressingVersion) -> Fault {
        Fault(
            FaultCode(.receiver, subcodes: [AddressingFault.endpointUnavailable(version)]),
            "The endpoint cannot process the message at this time.",
            detail: retryAfter.map { AddressingFault.retryAfter($0, version) })
    }

    /// An addressing header is not valid (§6.4.1).
    ///
    /// - Parameters:
    ///   - header: the header at fault.
    ///   - problem: what is wrong with it, more precisely; 1.0 only has these.
    ///   - version: of addressing; says the namespace of code and detail.
    ///   - reason: the text; by default one that names the header.
    public static func invalidAddressingHeader(
        _ header: ExpandedName, _ problem: AddressingProblem, _ version: AddressingVersion, _ reason: String? = nil
    ) -> Fault {
        Fault(
            FaultCode(.sender, subcodes: AddressingFault.invalidHeader(problem, version)),
            (reason ?? "The addressing header '\(header.localName)' is not valid and the message cannot be processed.") + " (\(problem))",
            detail: AddressingFault.problemHeader(header, version))
    }

    /// An addressing header that is needed is not there (§6.4.2).
    public static func addressingHeaderRequired(_ header: ExpandedName, _ version: AddressingVersion) -> Fault {
        Fault(
            .sender(AddressingFault.headerRequired(version)),
            "The required addressing header '\(header.localName)' is not present.",
            detail: AddressingFault.problemHeader(header, version))
    }

    /// The action of a message that carries this fault and names no other.
    public func defaultAction(_ version: AddressingVersion) -> String {
        if code.subcodes.first?.namespace == version.namespace { return version.faultAction }
        if code.contains(DispatcherFault.internalServiceFault) { return DispatcherFault.action }
        return version.soapFaultAction
    }
}

/// What is wrong with an addressing header: the codes beneath InvalidAddressingHeader (WS-Addressing 1.0 SOAP binding §6.4.1).
public enum AddressingProblem: String, Sendable, Hashable, CaseIterable, CustomStringConvertible {
    /// An address is no URI, or not one that can be used here.
    case invalidAddress = "InvalidAddress"
    /// An endpoint reference is malformed.
    case invalidEndpointReference = "InvalidEPR"
    /// A header is there more often than it may be.
    case invalidCardinality = "InvalidCardinality"
    /// An endpoint reference has no address.
    case missingAddress = "MissingAddressInEPR"
    /// A message of that id was received before.
    case duplicateMessageID = "DuplicateMessageID"
    /// The action of the transport and the one of the message differ.
    case actionMismatch = "ActionMismatch"
    /// Replies and faults go back on the connection only.
    case onlyAnonymousAddressSupported = "OnlyAnonymousAddressSupported"
    /// Replies and faults go to another address only.
    case onlyNonAnonymousAddressSupported = "OnlyNonAnonymousAddressSupported"

    /// The local name of the code.
    public var description: String { rawValue }
}
