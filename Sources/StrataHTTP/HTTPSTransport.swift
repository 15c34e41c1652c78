public import StrataCore
internal import StrataInfoset
public import StrataTLS

/// Messages over HTTP/1.1 inside TLS (RFC 9110, 4.2.2).
///
/// A service needs a certificate in `tls.identity`. Who called is in the message's `SecurityContext`: the client's certificate where one was
/// accepted, and the user name with HTTP Basic; a context without identity means an anonymous client on a protected connection.
public struct HTTPSTransport: TransportElement {
    /// The settings of an HTTPS transport: those of `HTTPTransport` and TLS.
    @dynamicMemberLookup
    public struct Configuration: Sendable {
        /// What it shares with plain HTTP; each of its settings can be used on this configuration directly.
        public var http = HTTPTransport.Configuration.defaults
        /// TLS of this end: certificate, whom to trust, whether clients need certificates. A `TLSSettings` element above may say it instead;
        /// both is an error when the binding is built.
        public var tls: TLSConfiguration {
            get { ownTLS ?? .defaults }
            set { ownTLS = newValue }
        }

        /// What was set here.
        private(set) var ownTLS: TLSConfiguration?

        /// The defaults.
        public init() {}
        /// The defaults with these TLS settings.
        public init(tls: TLSConfiguration) { ownTLS = tls }
        /// The defaults of both.
        public static var defaults: Configuration { Configuration() }

        /// A setting of `http`.
        public subscript<Value>(dynamicMember path: WritableKeyPath<HTTPTransport.Configuration, Value>) -> Value {
            get { http[keyPath: path] }
            set { http[keyPath: path] = newValue }
        }

        /// Whether a client must show a certificate; WCF's name for `tls.clientCertificates` being `.required`.
        public var requireClientCertificate: Bool {
            get { tls.clientCertificates == .required }
            set { tls.clientCertificates = newValue ? .required : .none }
        }
    }

    /// The settings.
    public var configuration: Configuration

    /// A transport with these settings.
    public init(_ configuration: Configuration = .defaults) { self.configuration = configuration }

    /// The defaults with these TLS settings.
    public init(tls: TLSConfiguration) { configuration = Configuration(tls: tls) }

    /// `https`.
    public var scheme: String { "https" }

    /// Request and reply, and one way, on both sides; neither has a session.
    public func canMake(_ shape: ChannelShape, side: ChannelSide, _ context: borrowing BindingContext) -> Bool {
        HTTPBuilder.canMake(shape)
    }

    /// Channels that send a message each and are told that it was taken (202).
    public func makeOutputFactory(session: Bool, _ context: inout BindingContext) throws(BindingError) -> any ChannelFactory<
        any OutputChannel
    > {
        guard !session else { throw context.unsupported(.oneWaySession, by: self) }
        return try HTTPBuilder.outputFactory(self, configuration.http, tls: checkedTLS(context), context)
    }

    /// Channels that send a request each and are given its reply.
    public func makeRequestFactory(session: Bool, _ context: inout BindingContext) throws(BindingError) -> any ChannelFactory<
        any RequestChannel
    > {
        guard !session else { throw context.unsupported(.requestReplySession, by: self) }
        return try HTTPBuilder.requestFactory(self, configuration.http, tls: checkedTLS(context), context)
    }

    /// A listener whose channel receives messages; each is acknowledged (202) when it is received.
    public func makeInputListener(session: Bool, _ context: inout BindingContext) throws(BindingError) -> any ChannelListener<
        any InputChannel
    > {
        guard !session else { throw context.unsupported(.oneWaySession, by: self) }
        return try HTTPBuilder.inputListener(self, configuration.http, tls: checkedTLS(context), context)
    }

    /// A listener whose channel answers requests.
    public func makeReplyListener(session: Bool, _ context: inout BindingContext) throws(BindingError) -> any ChannelListener<
        any ReplyChannel
    > {
        guard !session else { throw context.unsupported(.requestReplySession, by: self) }
        return try HTTPBuilder.replyListener(self, configuration.http, tls: checkedTLS(context), context)
    }

    /// The TLS settings in force: the transport's own, or those of an element above.
    private func tls(_ parameters: BindingParameters) -> TLSConfiguration {
        configuration.ownTLS ?? parameters[TLSParameters.self]
    }

    private func checkedTLS(_ context: borrowing BindingContext) throws(BindingError) -> TLSConfiguration {
        if configuration.ownTLS != nil, context.parameters.isSet(TLSParameters.self) {
            throw BindingError(
                .invalidConfiguration, element: elementName,
                "\(elementName) and \(context.parameters.source(of: TLSParameters.self) ?? "an element above") both have TLS settings: keep one"
            )
        }
        return tls(context.parameters)
    }

    /// What the transport's own settings give.
    public func adjust(_ capabilities: inout BindingCapabilities) { adjust(&capabilities, given: BindingParameters()) }

    /// What the settings give: protection of both directions and a service that is known by its certificate; who calls, with HTTP Basic or required
    /// client certificates.
    public func adjust(_ capabilities: inout BindingCapabilities, given parameters: BindingParameters) {
        capabilities.requestProtection = max(capabilities.requestProtection, .encryptAndSign)
        capabilities.responseProtection = max(capabilities.responseProtection, .encryptAndSign)
        capabilities.authenticatesService = true
        capabilities.streaming = configuration.transferMode != .buffered
        if [.basic, .digest].contains(configuration.authenticationScheme) || tls(parameters).clientCertificates == .required {
            capabilities.authenticatesClient = true
        }
    }

    /// Explains the settings, and what is protected and what is not.
    public func describe(to description: inout ElementDescription) {
        HTTPBuilder.describe(configuration.http, to: &description)
        let tls = tls(description.parameters)
        tls.describe(
            to: &description, prefix: "tls.",
            from: configuration.ownTLS == nil ? description.parameters.source(of: TLSParameters.self) : nil)
        description.wire.append("HTTP/1.1 inside TLS")
        description.protects.append("all octets between the two ends of the connection: encrypted and authenticated")
        description.protects.append("the client learns who the service is from its certificate")
        if tls.clientCertificates == .required {
            description.protects.append("the service learns who the client is from its certificate")
        }
        if [.basic, .digest].contains(configuration.authenticationScheme) {
            description.protects.append("the service learns who the client is by user name and password")
        }
        description.leavesOpen.append("messages beyond the end of the connection: intermediaries and stores see them in the clear")
    }
}
