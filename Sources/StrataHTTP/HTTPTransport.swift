public import StrataCore
internal import StrataInfoset

/// Messages over HTTP/1.1 (SOAP 1.1, 6; SOAP 1.2 part 2, 7; RFC 9110, RFC 9112): request and reply, and one way.
///
/// A service: all endpoints of the process with one port share its listener; a request goes to the endpoint of its path, else to the one
/// with the longest address above it. A client: connections are kept and used again, one request at a time on each.
public struct HTTPTransport: TransportElement {
    public var configuration: Configuration

    public init(_ configuration: Configuration = .defaults) { self.configuration = configuration }

    public var scheme: String { "http" }

    public func canMake(_ shape: ChannelShape, side: ChannelSide, _ context: borrowing BindingContext) -> Bool {
        HTTPBuilder.canMake(shape)
    }

    public func makeOutputFactory(session: Bool, _ context: inout BindingContext) throws(BindingError) -> any ChannelFactory<
        any OutputChannel
    > {
        guard !session else { throw context.unsupported(.oneWaySession, by: self) }
        return try HTTPBuilder.outputFactory(self, configuration, tls: nil, context)
    }

    public func makeRequestFactory(session: Bool, _ context: inout BindingContext) throws(BindingError) -> any ChannelFactory<
        any RequestChannel
    > {
        guard !session else { throw context.unsupported(.requestReplySession, by: self) }
        return try HTTPBuilder.requestFactory(self, configuration, tls: nil, context)
    }

    public func makeInputListener(session: Bool, _ context: inout BindingContext) throws(BindingError) -> any ChannelListener<
        any InputChannel
    > {
        guard !session else { throw context.unsupported(.oneWaySession, by: self) }
        return try HTTPBuilder.inputListener(self, configuration, tls: nil, context)
    }

    public func makeReplyListener(session: Bool, _ context: inout BindingContext) throws(BindingError) -> any ChannelListener<
        any ReplyChannel
    > {
        guard !session else { throw context.unsupported(.requestReplySession, by: self) }
        return try HTTPBuilder.replyListener(self, configuration, tls: nil, context)
    }

    public func adjust(_ capabilities: inout BindingCapabilities) {
        if configuration.authenticationScheme == .basic { capabilities.authenticatesClient = true }
    }

    public func describe(to description: inout ElementDescription) {
        HTTPBuilder.describe(configuration, to: &description)
        description.wire.append("HTTP/1.1 in the clear")
        description.leavesOpen.append("anyone on the way can read and change the messages")
        if configuration.authenticationScheme == .basic {
            description.leavesOpen.append("anyone on the way can read the user name and the password")
        }
    }
}
