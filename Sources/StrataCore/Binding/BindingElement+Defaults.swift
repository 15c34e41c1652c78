extension TransportElement {
    public var requiresEncoding: Bool { true }
    public var performedUpgrades: Set<String> { [] }
    public var messageVersion: MessageVersion? { nil }

    public func makeOutputFactory(session: Bool, _ context: inout BindingContext) throws(BindingError) -> any ChannelFactory<
        any OutputChannel
    > {
        throw context.unsupported(ChannelShape(.oneWay, session: session), by: self)
    }
    public func makeRequestFactory(session: Bool, _ context: inout BindingContext) throws(BindingError) -> any ChannelFactory<
        any RequestChannel
    > {
        throw context.unsupported(ChannelShape(.requestReply, session: session), by: self)
    }
    public func makeDuplexFactory(session: Bool, _ context: inout BindingContext) throws(BindingError) -> any ChannelFactory<
        any DuplexChannel
    > {
        throw context.unsupported(ChannelShape(.duplex, session: session), by: self)
    }
    public func makeInputListener(session: Bool, _ context: inout BindingContext) throws(BindingError) -> any ChannelListener<
        any InputChannel
    > {
        throw context.unsupported(ChannelShape(.oneWay, session: session), by: self)
    }
    public func makeReplyListener(session: Bool, _ context: inout BindingContext) throws(BindingError) -> any ChannelListener<
        any ReplyChannel
    > {
        throw context.unsupported(ChannelShape(.requestReply, session: session), by: self)
    }
    public func makeDuplexListener(session: Bool, _ context: inout BindingContext) throws(BindingError) -> any ChannelListener<
        any DuplexChannel
    > {
        throw context.unsupported(ChannelShape(.duplex, session: session), by: self)
    }
}

extension ChannelElement {
    public func makeOutputFactory(session: Bool, _ next: inout BindingContext) throws(BindingError) -> any ChannelFactory<any OutputChannel>
    {
        throw next.unsupported(ChannelShape(.oneWay, session: session), by: self)
    }
    public func makeRequestFactory(session: Bool, _ next: inout BindingContext) throws(BindingError) -> any ChannelFactory<
        any RequestChannel
    > {
        throw next.unsupported(ChannelShape(.requestReply, session: session), by: self)
    }
    public func makeDuplexFactory(session: Bool, _ next: inout BindingContext) throws(BindingError) -> any ChannelFactory<any DuplexChannel>
    {
        throw next.unsupported(ChannelShape(.duplex, session: session), by: self)
    }
    public func makeInputListener(session: Bool, _ next: inout BindingContext) throws(BindingError) -> any ChannelListener<any InputChannel>
    {
        throw next.unsupported(ChannelShape(.oneWay, session: session), by: self)
    }
    public func makeReplyListener(session: Bool, _ next: inout BindingContext) throws(BindingError) -> any ChannelListener<any ReplyChannel>
    {
        throw next.unsupported(ChannelShape(.requestReply, session: session), by: self)
    }
    public func makeDuplexListener(session: Bool, _ next: inout BindingContext) throws(BindingError) -> any ChannelListener<
        any DuplexChannel
    > {
        throw next.unsupported(ChannelShape(.duplex, session: session), by: self)
    }
}
