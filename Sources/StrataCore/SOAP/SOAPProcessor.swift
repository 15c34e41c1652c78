public import StrataInfoset

/// The SOAP processing node: decides what is to be done with a message before any application code sees it, and what is answered.
///
/// It follows SOAP 1.1 §4, SOAP 1.2 part 1 §2 and §5.4, and WS-Addressing 1.0 (core, SOAP binding) or its submission of August 2004.
/// In this order: header blocks for its roles that must be understood; addressing headers (how many, well formed, required);
/// `To`; the action against the transport's and against those that are served; where the reply may go. Then the handler runs,
/// and its reply, or the fault of what it threw, is addressed.
public struct SOAPProcessor: Sendable {
    /// What the node is.
    public struct Configuration: Sendable {
        /// The roles it plays besides that of the next node, which every node plays.
        public var roles: Set<String> = []
        /// Whether it is the ultimate receiver, for which headers without a role are.
        public var isUltimateReceiver = true
        /// The header blocks that the application understands, besides addressing's and those in `UnderstoodHeaders`.
        public var understoodHeaders: Set<ExpandedName> = []
        /// Which `To` is this node's: any, for a service behind a proxy or under several names does not know what its callers call it. WCF's
        /// default is its own address, exactly; `.exact(…)` or `.via()` give that, and a service that trusts signatures wants one of them, lest it
        /// takes what was signed for another. A message without `To`, or to the anonymous address, always is this node's.
        public var addressFilter = AddressFilter.any
        /// The actions that are served; any other is ActionNotSupported. `nil` leaves it to the handler.
        public var actions: Set<String>?
        /// Whether a message without any addressing header is refused where the version has addressing.
        public var requiresAddressing = true
        /// Whether a SOAP 1.1 message with addressing headers but no `Action` among them means what its `SOAPAction` says.
        /// Against the letter of WS-Addressing 1.0 (core §3.2), for senders that know no better; never with signed headers.
        public var takesActionOfTransport = false
        /// The role whose addressing headers count; empty for the ultimate receiver's.
        public var addressingRole = ""
        /// Which addresses a reply may be wanted at.
        public var replyAddresses = ReplyAddresses.anonymous
        /// Refuses a message whose identifier was seen already; `nil` takes every one.
        public var messageIDHistory: MessageIDHistory?
        /// Encoding styles of SOAP 1.2 that header blocks and body may have; another one is DataEncodingUnknown.
        public var encodingStyles: Set<String> = [
            "http://www.w3.org/2003/05/soap-encoding", "http://www.w3.org/2003/05/soap-envelope/encoding/none",
            "http://schemas.xmlsoap.org/soap/encoding/",
        ]
        /// Whether the fault of an unexpected error says what the error was. For development only.
        public var revealsErrors = false
        /// Told of every error that a fault hides.
        public var onHiddenError: (@Sendable (any Error) -> Void)?

        /// The defaults.
        public init() {}
        /// The defaults: an ultimate receiver that takes every address and action.
        public static var defaults: Configuration { Configuration() }
    }

    /// Where replies can be sent.
    public enum ReplyAddresses: Sendable, Hashable {
        /// Only back on the connection, or nowhere: request and reply.
        case anonymous
        /// Only elsewhere, or nowhere: there is no way back on the connection.
        case nonAnonymous
        /// Anywhere; whoever sends the reply looks at its `To`.
        case any
    }

    /// The version of the messages it takes and answers with.
    public let version: MessageVersion
    /// What the node is.
    public var configuration: Configuration { _read { yield settings.configuration } }

    /// One reference, for a node is handed on with every message.
    private let settings: Settings

    private final class Settings: Sendable {
        let configuration: Configuration
        init(_ configuration: Configuration) { self.configuration = configuration }
    }

    /// A node for messages of one version.
    public init(version: MessageVersion, configuration: Configuration = .defaults) {
        self.version = version
        settings = Settings(configuration)
    }

    /// Processes one message: judges it, has `handler` do what it asks for, and gives back what to answer.
    ///
    /// - Parameters:
    ///   - request: the message as it was received.
    ///   - action: the action as the transport carried it; by default what `properties.transportAction` says.
    ///   - handler: the application. It may throw `FaultError`; any other error is answered with a fault that hides it.
    /// - Returns: the reply or fault, addressed; `nil` when nothing is to be sent.
    public func process(_ request: Message, transport action: String? = nil, handler: RequestHandler) async -> Message? {
        let given = action ?? request.properties.transportAction
        var request = request
        let destination: ReplyDestination
        do {
            destination = try accept(&request, transport: given)
        } catch {
            return refusal(of: request, error)
        }
        do {
            guard let reply = try await handler(request) else { return nil }
            return (reply.isFault ? destination.wantsFault : destination.wantsReply) ? addressed(reply, to: request) : nil
        } catch {
            guard destination.wantsFault else {
                hide(error)
                return nil
            }
            return addressed(faultMessage(for: error), to: request)
        }
    }

    /// Whoever wants no faults gets none, of a refusal neither.
    func refusal(of request: Message, _ error: FaultError) -> Message? {
        if let target = target(ofFault: true, request), isNone(target) { return nil }
        return addressed(error.message(version: version), to: request, refused: true)
    }

    /// Judges a message as `process` does and runs nothing: throws the fault to answer with. Sets `headers.action` from the
    /// transport where the version has no addressing.
    ///
    /// - Returns: whether the sender wants a reply, and a fault.
    @discardableResult
    public func accept(_ request: inout Message, transport action: String? = nil) throws(FaultError) -> ReplyDestination {
        if request.version != version {
            guard request.version.envelope == version.envelope else {
                throw FaultError(
                    .versionMismatch("\(request.version) was received, \(version) is spoken here."), headers: [upgradeHeader])
            }
            request = request.reinterpreted(as: version)
        }
        try checkMustUnderstand(request)
        try checkEncodingStyles(request)
        let addressing = try checkAddressing(&request, transport: action ?? request.properties.transportAction)
        if let actions = configuration.actions, !actions.contains(addressing.action) {
            throw FaultError(.actionNotSupported(addressing.action, version.addressing))
        }
        return addressing.destination
    }

    /// The message that answers an error: the fault of a `FaultError`, a uniform one for anything else.
    public func faultMessage(for error: any Error) -> Message {
        if let error = error as? FaultError { return error.message(version: version) }
        hide(error)
        let fault = configuration.revealsErrors ? Fault.internalError(revealing: error) : .internalError
        return Message(version: version, fault: fault)
    }

    private func hide(_ error: any Error) {
        if !(error is FaultError) { configuration.onHiddenError?(error) }
    }
}

/// Whether anybody waits for an answer.
public struct ReplyDestination: Sendable, Hashable {
    /// Whether a reply is to be sent; not when `ReplyTo` is the none address.
    public var wantsReply = true
    /// Whether a fault is to be sent; not when `FaultTo`, or without it `ReplyTo`, is the none address.
    public var wantsFault = true

    /// Somebody waits for both.
    public init() {}
}
