extension BindingContext {
    /// Whether the elements beneath can make `shape`. Builds nothing.
    public func canMake(_ shape: ChannelShape, side: ChannelSide) -> Bool {
        var rest = remaining
        while let element = rest.popFirst() {
            switch element {
            case let element as any ChannelElement: return element.canMake(shape, side: side, over: withRemaining(rest))
            case let element as any TransportElement: return element.canMake(shape, side: side, withRemaining(rest))
            default: continue
            }
        }
        return false
    }

    /// A factory of what the elements beneath make.
    public mutating func nextOutputFactory(session: Bool = false) throws(BindingError) -> any ChannelFactory<any OutputChannel> {
        try next(ShapeMaker.output(session))
    }

    /// A factory of what the elements beneath make.
    public mutating func nextRequestFactory(session: Bool = false) throws(BindingError) -> any ChannelFactory<any RequestChannel> {
        try next(ShapeMaker.request(session))
    }

    /// A factory of what the elements beneath make.
    public mutating func nextDuplexFactory(session: Bool = false) throws(BindingError) -> any ChannelFactory<any DuplexChannel> {
        try next(ShapeMaker.duplex(session))
    }

    /// A listener of what the elements beneath make.
    public mutating func nextInputListener(session: Bool = false) throws(BindingError) -> any ChannelListener<any InputChannel> {
        try next(ShapeMaker.input(session))
    }

    /// A listener of what the elements beneath make.
    public mutating func nextReplyListener(session: Bool = false) throws(BindingError) -> any ChannelListener<any ReplyChannel> {
        try next(ShapeMaker.reply(session))
    }

    /// A listener of what the elements beneath make.
    public mutating func nextDuplexListener(session: Bool = false) throws(BindingError) -> any ChannelListener<any DuplexChannel> {
        try next(ShapeMaker.duplexListener(session))
    }

    /// Builds what is beneath; after a failure the context is as it was before.
    mutating func next<Made>(_ maker: ShapeMaker<Made>) throws(BindingError) -> Made {
        let before = remaining
        do {
            return try descend(maker)
        } catch {
            remaining = before
            throw error
        }
    }

    private mutating func descend<Made>(_ maker: ShapeMaker<Made>) throws(BindingError) -> Made {
        let pipeline = try takePipeline()
        let made = try makeUnfused(maker)
        return pipeline.isEmpty && !maker.answersFaults ? made : maker.wrap(made, pipeline, nil)
    }

    /// Builds the next channel element or the transport.
    mutating func makeUnfused<Made>(_ maker: ShapeMaker<Made>) throws(BindingError) -> Made {
        while let element = remaining.popFirst() {
            switch element {
            case let element as any ChannelElement:
                guard element.canMake(maker.shape, side: maker.side, over: self) else { throw unsupported(maker.shape, by: element) }
                return try maker.fromElement(element, &self)
            case let element as any TransportElement:
                guard element.canMake(maker.shape, side: maker.side, self) else { throw unsupported(maker.shape, by: element) }
                return try maker.fromTransport(element, &self)
            default: continue  // settings, encoding and upgrades take part through the context
            }
        }
        throw BindingError(.missingTransport, "binding '\(bindingName)' has no transport element: end the stack with one")
    }

    /// Takes the message elements down to the next channel element or the transport, as one pipeline.
    mutating func takePipeline() throws(BindingError) -> MessagePipeline {
        var steps: [MessagePipeline.Step] = []
        var rest = remaining
        while let element = rest.first {
            if element is any ChannelElement || element is any TransportElement { break }
            rest.removeFirst()
            let beneath = withRemaining(rest)
            switch element {
            case let element as any MessageElement: steps.append(.inPlace(try element.makeTransform(beneath)))
            case let element as any AsyncMessageElement: steps.append(.suspending(try element.makeTransform(beneath)))
            default: continue
            }
        }
        remaining = rest
        return MessagePipeline(steps, diagnostics)
    }
}
