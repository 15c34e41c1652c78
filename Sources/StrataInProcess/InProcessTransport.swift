public import StrataCore

/// Every channel shape without a network, between the two ends of an `InProcessHub`: a test bed, and a way to put services into one process.
///
/// Addresses have the scheme `inproc`. Messages are encoded by the stack's encoding as on a wire unless the configuration says
/// otherwise. Mailboxes are bounded: a receiver that does not keep up makes its senders wait. Messages arrive in order; nothing is
/// lost short of an abort.
public struct InProcessTransport: TransportElement {
    /// The settings of the transport.
    public struct Configuration: Sendable, Hashable {
        /// Whether messages are encoded and decoded on their way. Unencoded ones need no encoding in the stack.
        public var encodes = true
        /// The version of unencoded messages, in a stack without encoding.
        public var messageVersion: MessageVersion = .default
        /// How many messages wait in one direction before a sender has to.
        public var mailboxCapacity = 16
        /// How many sessions wait to be accepted before one that opens has to.
        public var maxPendingSessions = 16
        /// How many requests a reply channel handles at once.
        public var maxConcurrentRequests = 16

        /// The defaults.
        public init() {}
        /// Each setting as it stands at its property.
        public static var defaults: Configuration { Configuration() }
    }

    /// The settings.
    public var configuration: Configuration
    /// Where its channels meet.
    public let hub: InProcessHub

    /// A transport whose channels meet in `hub`.
    public init(hub: InProcessHub = .shared, _ configuration: Configuration = .defaults) {
        self.hub = hub
        self.configuration = configuration
    }

    public var scheme: String { "inproc" }
    public var requiresEncoding: Bool { configuration.encodes }
    public var messageVersion: MessageVersion? { configuration.encodes ? nil : configuration.messageVersion }

    public func adjust(_ capabilities: inout BindingCapabilities) { capabilities.ordered = true }

    public func describe(to description: inout ElementDescription) {
        let standard = Configuration.defaults
        description.setting("scheme", scheme, default: scheme)
        description.setting("hub", hub.name, default: InProcessHub.shared.name)
        description.setting("encodes", configuration.encodes, default: standard.encodes)
        description.setting("messageVersion", configuration.messageVersion, default: standard.messageVersion)
        description.setting("mailboxCapacity", configuration.mailboxCapacity, default: standard.mailboxCapacity)
        description.setting("maxPendingSessions", configuration.maxPendingSessions, default: standard.maxPendingSessions)
        description.setting("maxConcurrentRequests", configuration.maxConcurrentRequests, default: standard.maxConcurrentRequests)
        description.wire.append("nothing leaves the process: " + (configuration.encodes ? "octets in memory" : "messages in memory"))
        description.leavesOpen.append("other code of the process that has the hub can listen and call")
    }

    public func canMake(_ shape: ChannelShape, side: ChannelSide, _ context: borrowing BindingContext) -> Bool { true }

    public func makeOutputFactory(
        session: Bool, _ context: inout BindingContext
    ) throws(BindingError) -> any ChannelFactory<any OutputChannel> {
        let parts = try Parts(self, .oneWay, session, context)
        return InProcessFactory(parts) {
            let channel = InProcessOutputChannel(Line(parts, to: $0, via: $1), try parts.makeCodec())
            return (channel, channel)
        }
    }

    public func makeRequestFactory(
        session: Bool, _ context: inout BindingContext
    ) throws(BindingError) -> any ChannelFactory<any RequestChannel> {
        let parts = try Parts(self, .requestReply, session, context)
        return InProcessFactory(parts) {
            let channel = InProcessRequestChannel(Line(parts, to: $0, via: $1), try parts.makeCodec())
            return (channel, channel)
        }
    }

    public func makeDuplexFactory(
        session: Bool, _ context: inout BindingContext
    ) throws(BindingError) -> any ChannelFactory<any DuplexChannel> {
        let parts = try Parts(self, .duplex, session, context)
        return InProcessFactory(parts) { address, via in
            let line = Line(parts, to: address, via: via)
            if session {
                let channel = InProcessDuplexChannel(client: line, try parts.makeCodec())
                return (channel, channel)
            }
            let channel = InProcessDatagramChannel(client: line, try parts.makeCodec())
            return (channel, channel)
        }
    }

    public func makeInputListener(
        session: Bool, _ context: inout BindingContext
    ) throws(BindingError) -> any ChannelListener<any InputChannel> {
        let parts = try Parts(self, .oneWay, session, context)
        return InProcessListener(parts, at: try parts.listenAddress()) { InProcessInputChannel($0, try parts.makeCodec()) }
    }

    public func makeReplyListener(
        session: Bool, _ context: inout BindingContext
    ) throws(BindingError) -> any ChannelListener<any ReplyChannel> {
        let parts = try Parts(self, .requestReply, session, context)
        return InProcessListener(parts, at: try parts.listenAddress()) { InProcessReplyChannel($0, try parts.makeCodec(), parts) }
    }

    public func makeDuplexListener(
        session: Bool, _ context: inout BindingContext
    ) throws(BindingError) -> any ChannelListener<any DuplexChannel> {
        let parts = try Parts(self, .duplex, session, context)
        let address = try parts.listenAddress()
        return InProcessListener(parts, at: address) { source in
            switch source {
            case .link(let link): InProcessDuplexChannel(service: link, at: address, try parts.makeCodec())
            case .inbox(let inbox): InProcessDatagramChannel(service: inbox, hub: parts.hub, at: address, try parts.makeCodec())
            }
        }
    }
}
