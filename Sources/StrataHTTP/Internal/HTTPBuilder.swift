internal import StrataCore
internal import StrataTLS

/// What both transports build.
enum HTTPBuilder {
    static func canMake(_ shape: ChannelShape) -> Bool { shape == .requestReply || shape == .oneWay }

    static func requestFactory(
        _ element: some TransportElement, _ configuration: HTTPTransport.Configuration, tls: TLSConfiguration?,
        _ context: borrowing BindingContext
    ) throws(BindingError) -> any ChannelFactory<any RequestChannel> {
        HTTPChannelFactory(try client(element, configuration, tls, context), context.capabilities(of: element)) { $0 as any RequestChannel }
    }

    static func outputFactory(
        _ element: some TransportElement, _ configuration: HTTPTransport.Configuration, tls: TLSConfiguration?,
        _ context: borrowing BindingContext
    ) throws(BindingError) -> any ChannelFactory<any OutputChannel> {
        HTTPChannelFactory(try client(element, configuration, tls, context), context.capabilities(of: element)) { $0 as any OutputChannel }
    }

    static func replyListener(
        _ element: some TransportElement, _ configuration: HTTPTransport.Configuration, tls: TLSConfiguration?,
        _ context: borrowing BindingContext
    ) throws(BindingError) -> any ChannelListener<any ReplyChannel> {
        HTTPReplyListener(try service(element, configuration, tls, context), context.capabilities(of: element))
    }

    static func inputListener(
        _ element: some TransportElement, _ configuration: HTTPTransport.Configuration, tls: TLSConfiguration?,
        _ context: borrowing BindingContext
    ) throws(BindingError) -> any ChannelListener<any InputChannel> {
        HTTPInputListener(try service(element, configuration, tls, context), context.capabilities(of: element))
    }

    private static func client(
        _ element: some TransportElement, _ configuration: HTTPTransport.Configuration, _ tls: TLSConfiguration?,
        _ context: borrowing BindingContext
    ) throws(BindingError) -> HTTPClientSettings {
        try check(configuration, element)
        if tls == nil { try checkPlain(element, context) }
        if let tls, tls.clientCertificates == .required, tls.identity == nil, tls.identitySource == nil {
            throw invalid(
                element, "the client is to show a certificate and has none: set `identity` of its TLS settings, or do not require one")
        }
        if configuration.authenticationScheme == .basic {
            guard let credentials = configuration.credentials else {
                throw invalid(
                    element, "authenticationScheme is Basic and there are no credentials: set `credentials` on the client's transport")
            }
            guard !credentials.userName.utf8.contains(UInt8(ascii: ":")) else {
                throw invalid(element, "a user name of HTTP Basic cannot have a colon (RFC 7617, 2)")
            }
        }
        if configuration.authenticationScheme == .digest, configuration.credentials == nil {
            throw invalid(
                element, "authenticationScheme is Digest and there are no credentials: set `credentials` on the client's transport")
        }
        let proxy: ProxyRoute?
        do throws(BindingError) {
            proxy = try configuration.proxy.map { (given) throws(BindingError) in
                try ProxyRoute(given, algorithms: configuration.digestAlgorithms)
            }
        } catch { throw invalid(element, error.message) }
        let secure = try tls.map { (settings) throws(BindingError) in try tlsContext(element, settings, .client) }
        return HTTPClientSettings(
            element.scheme, configuration, secure, try EncoderPool(context), context.timeouts, context.time, context.diagnostics,
            proxy: proxy, wantedFields: context.parameters[WantedTransportFields.self])
    }

    private static func service(
        _ element: some TransportElement, _ configuration: HTTPTransport.Configuration, _ tls: TLSConfiguration?,
        _ context: borrowing BindingContext
    ) throws(BindingError) -> HTTPServiceSettings {
        try check(configuration, element)
        if tls == nil { try checkPlain(element, context) }
        if configuration.authenticationScheme == .basic, configuration.userNameValidator == nil {
            throw invalid(
                element,
                "authenticationScheme is Basic and nobody judges the user names: set `userNameValidator` on the service's transport")
        }
        if configuration.authenticationScheme == .digest, configuration.digestValidator == nil {
            throw invalid(
                element, "authenticationScheme is Digest and nobody knows the users: set `digestValidator` on the service's transport")
        }
        guard let address = context.listenAddress else {
            throw BindingError(.invalidAddress, element: element.elementName, "no address to listen at")
        }
        let secure = try tls.map { (settings) throws(BindingError) in try tlsContext(element, settings, .service) }
        let parsed = try HTTPAddress(address.uri, scheme: element.scheme)
        if configuration.hostNameComparisonMode == .exact, HTTPPorts.isAny(parsed.host) {
            throw invalid(
                element,
                "hostNameComparisonMode is Exact and '\(parsed.host)' names no host: write the name that clients use into the address")
        }
        return HTTPServiceSettings(
            address, parsed, configuration, secure, try EncoderPool(context), context.parameters[ResourcesParameter.self],
            context.diagnostics, wantedFields: context.parameters[WantedTransportFields.self])
    }

    private static func tlsContext(_ element: some TransportElement, _ settings: TLSConfiguration, _ side: ChannelSide) throws(BindingError)
        -> TLSContext
    {
        do { return try TLSContext(settings, side: side) } catch {
            throw invalid(element, "the TLS settings cannot be used: \(error)")
        }
    }

    /// TLS settings above a transport without TLS would protect nothing, without a word.
    private static func checkPlain(_ element: some TransportElement, _ context: borrowing BindingContext) throws(BindingError) {
        guard context.parameters.isSet(TLSParameters.self) else { return }
        throw invalid(
            element,
            "\(context.parameters.source(of: TLSParameters.self) ?? "an element above") has TLS settings and \(element.elementName) "
                + "does not use TLS: take HTTPSTransport, or remove them")
    }

    private static func invalid(_ element: some TransportElement, _ text: String) -> BindingError {
        BindingError(.invalidConfiguration, element: element.elementName, text)
    }

    private static func check(_ c: HTTPTransport.Configuration, _ element: some TransportElement) throws(BindingError) {
        guard [.anonymous, .basic, .digest].contains(c.authenticationScheme) else {
            throw invalid(element, "authentication scheme '\(c.authenticationScheme)' is not known here: anonymous, Basic and Digest are")
        }
        guard !c.digestAlgorithms.isEmpty else { throw invalid(element, "digestAlgorithms is empty: one at least is needed") }
        let counts: [(String, Int)] = [
            ("maxReceivedMessageSize", c.maxReceivedMessageSize), ("maxBufferSize", c.maxBufferSize), ("maxConnections", c.maxConnections),
            ("maxOutboundConnectionsPerEndpoint", c.maxOutboundConnectionsPerEndpoint), ("minimumBodyProgress", c.minimumBodyProgress),
            ("limits.maxStartLineLength", c.limits.maxStartLineLength), ("limits.maxFieldLineLength", c.limits.maxFieldLineLength),
            ("limits.maxFieldCount", c.limits.maxFieldCount), ("limits.maxFieldBytes", c.limits.maxFieldBytes),
            ("limits.maxChunkLineLength", c.limits.maxChunkLineLength), ("limits.maxInflationRatio", c.limits.maxInflationRatio),
        ]
        for (name, value) in counts where value < 1 { throw invalid(element, "\(name) is \(value) and must be at least 1") }
        let mayBeZero: [(String, Int)] = [
            ("limits.maxChunkOverhead", c.limits.maxChunkOverhead), ("limits.maxTrailerCount", c.limits.maxTrailerCount),
            ("limits.maxTrailerBytes", c.limits.maxTrailerBytes), ("limits.maxInterimResponses", c.limits.maxInterimResponses),
        ]
        for (name, value) in mayBeZero where value < 0 { throw invalid(element, "\(name) is \(value) and must not be negative") }
        let times: [(String, Duration)] = [
            ("idleTimeout", c.idleTimeout), ("requestInitializationTimeout", c.requestInitializationTimeout),
            ("bodyProgressTimeout", c.bodyProgressTimeout), ("digestNonceLifetime", c.digestNonceLifetime),
            ("connectionIdleTimeout", c.connectionIdleTimeout), ("connectionLeaseTimeout", c.connectionLeaseTimeout),
        ]
        for (name, value) in times where value <= .zero { throw invalid(element, "\(name) is \(value) and must be above zero") }
    }

    static func describe(_ c: HTTPTransport.Configuration, to d: inout ElementDescription) {
        let s = HTTPTransport.Configuration.defaults
        d.setting("maxReceivedMessageSize", c.maxReceivedMessageSize, default: s.maxReceivedMessageSize)
        d.setting("transferMode", c.transferMode, default: s.transferMode)
        d.setting("maxBufferSize", c.maxBufferSize, default: s.maxBufferSize)
        d.setting("keepAliveEnabled", c.keepAliveEnabled, default: s.keepAliveEnabled)
        d.setting("decompressionEnabled", c.decompressionEnabled, default: s.decompressionEnabled)
        d.setting("compression", c.compression, default: s.compression)
        d.setting("authenticationScheme", c.authenticationScheme, default: s.authenticationScheme)
        d.setting("realm", c.realm, default: s.realm)
        d.setting("userNameValidator", c.userNameValidator.map { "\(type(of: $0))" } ?? "none", default: "none")
        d.setting("digestValidator", c.digestValidator.map { "\(type(of: $0))" } ?? "none", default: "none")
        d.setting(
            "digestAlgorithms", c.digestAlgorithms.map(\.description).joined(separator: ", "),
            default: s.digestAlgorithms.map(\.description).joined(separator: ", "))
        d.setting("digestNonceLifetime", c.digestNonceLifetime, default: s.digestNonceLifetime)
        d.setting("credentials", c.credentials.map { "user '\($0.userName)'" } ?? "none", default: "none")
        d.setting("preauthenticate", c.preauthenticate, default: s.preauthenticate)
        d.setting("limits.maxStartLineLength", c.limits.maxStartLineLength, default: s.limits.maxStartLineLength)
        d.setting("limits.maxFieldLineLength", c.limits.maxFieldLineLength, default: s.limits.maxFieldLineLength)
        d.setting("limits.maxFieldCount", c.limits.maxFieldCount, default: s.limits.maxFieldCount)
        d.setting("limits.maxFieldBytes", c.limits.maxFieldBytes, default: s.limits.maxFieldBytes)
        d.setting("limits.maxChunkLineLength", c.limits.maxChunkLineLength, default: s.limits.maxChunkLineLength)
        d.setting("limits.maxChunkOverhead", c.limits.maxChunkOverhead, default: s.limits.maxChunkOverhead)
        d.setting("limits.maxTrailerCount", c.limits.maxTrailerCount, default: s.limits.maxTrailerCount)
        d.setting("limits.maxTrailerBytes", c.limits.maxTrailerBytes, default: s.limits.maxTrailerBytes)
        d.setting("limits.maxInterimResponses", c.limits.maxInterimResponses, default: s.limits.maxInterimResponses)
        d.setting("limits.maxInflationRatio", c.limits.maxInflationRatio, default: s.limits.maxInflationRatio)
        d.setting("maxOutboundConnectionsPerEndpoint", c.maxOutboundConnectionsPerEndpoint, default: s.maxOutboundConnectionsPerEndpoint)
        d.setting("connectionIdleTimeout", c.connectionIdleTimeout, default: s.connectionIdleTimeout)
        d.setting("connectionLeaseTimeout", c.connectionLeaseTimeout, default: s.connectionLeaseTimeout)
        d.setting("proxy", c.proxy.map { "\($0)" } ?? "none", default: "none")
        d.setting("allowCookies", c.allowCookies, default: s.allowCookies)
        d.setting("hostNameComparisonMode", c.hostNameComparisonMode, default: s.hostNameComparisonMode)
        d.setting("retriesLostConnections", c.retriesLostConnections, default: s.retriesLostConnections)
        d.setting("maxConnections", c.maxConnections, default: s.maxConnections)
        d.setting("idleTimeout", c.idleTimeout, default: s.idleTimeout)
        d.setting("requestInitializationTimeout", c.requestInitializationTimeout, default: s.requestInitializationTimeout)
        d.setting("bodyProgressTimeout", c.bodyProgressTimeout, default: s.bodyProgressTimeout)
        d.setting("minimumBodyProgress", c.minimumBodyProgress, default: s.minimumBodyProgress)
        if c.compression != .identity { d.wire.append("bodies compressed with \(c.compression); a service does so where it is accepted") }
        if c.authenticationScheme == .digest { d.wire.append("an Authorization field with a hash of user name, password and nonce") }
        if c.authenticationScheme == .basic { d.wire.append("an Authorization field with user name and password") }
    }
}
