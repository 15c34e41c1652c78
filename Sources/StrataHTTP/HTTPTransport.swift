public import StrataCore
internal import StrataInfoset

/// Messages over HTTP/1.1 (SOAP 1.1, 6; SOAP 1.2 part 2, 7; RFC 9110, RFC 9112): request and reply, and one way.
///
/// A service: all endpoints of the process with one port share its listener; a request goes to the endpoint of its path, else to the one
/// with the longest address above it. A client: connections are kept and used again, one request at a time on each.
public struct HTTPTransport: TransportElement {
    /// The settings.
    public var configuration: Configuration

    /// A transport with these settings.
    public init(_ configuration: Configuration = .defaults) { self.configuration = configuration }

    /// `http`.
    public var scheme: String { "http" }

    /// Request and reply, and one way, on both sides; neither has a session.
    public func canMake(_ shape: ChannelShape, side: ChannelSide, _ context: borrowing BindingContext) -> Bool {
        HTTPBuilder.canMake(shape)
    }

    /// Channels that send a message each and are told that it was taken (202).
    public func makeOutputFactory(session: Bool, _ context: inout BindingContext) throws(BindingError) -> any ChannelFactory<
        any OutputChannel
    > {
        guard !session else { throw context.unsupported(.oneWaySession, by: self) }
        return try HTTPBuilder.outputFactory(self, configuration, tls: nil, context)
    }

    /// Channels that send a request each and are given its reply.
    public func makeRequestFactory(session: Bool, _ context: inout BindingContext) throws(BindingError) -> any ChannelFactory<
        any RequestChannel
    > {
        guard !session else { throw context.unsupported(.requestReplySession, by: self) }
        return try HTTPBuilder.requestFactory(self, configuration, tls: nil, context)
    }

    /// A listener whose channel receives messages; each is acknowledged (202) when it is received.
    public func makeInputListener(session: Bool, _ context: inout BindingContext) throws(BindingError) -> any ChannelListener<
        any InputChannel
    > {
        guard !session else { throw context.unsupported(.oneWaySession, by: self) }
        return try HTTPBuilder.inputListener(self, configuration, tls: nil, context)
    }

    /// A listener whose channel answers requests.
    public func makeReplyListener(session: Bool, _ context: inout BindingContext) throws(BindingError) -> any ChannelListener<
        any ReplyChannel
    > {
        guard !session else { throw context.unsupported(.requestReplySession, by: self) }
        return try HTTPBuilder.replyListener(self, configuration, tls: nil, context)
    }

    /// What the settings give: who calls, with HTTP Basic or Digest, and whether bodies stream.
    public func adjust(_ capabilities: inout BindingCapabilities) {
        capabilities.streaming = configuration.transferMode != .buffered
        if [.basic, .digest].contains(configuration.authenticationScheme) { capabilities.authenticatesClient = true }
    }

    /// Explains the settings, and what is protected and what is not.
    public func describe(to description: inout ElementDescription) {
        HTTPBuilder.describe(configuration, to: &description)
        description.wire.append("HTTP/1.1 in the clear")
        description.leavesOpen.append("anyone on the way can read and change the messages")
        if configuration.authenticationScheme == .basic {
            description.leavesOpen.append("anyone on the way can read the user name and the password")
        }
        if configuration.authenticationScheme == .digest {
            description.leavesOpen.append("anyone on the way can read the user name, and guess the password until it fits")
        }
    }
}
