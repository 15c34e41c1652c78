/// One of the six things a stack can make, with the way to ask each kind of element for it and to put a pipeline around it.
struct ShapeMaker<Made>: Sendable {
    let shape: ChannelShape
    let side: ChannelSide
    let fromElement: @Sendable (any ChannelElement, inout BindingContext) throws(BindingError) -> Made
    let fromTransport: @Sendable (any TransportElement, inout BindingContext) throws(BindingError) -> Made
    let wrap: @Sendable (Made, MessagePipeline, StackTop?) -> Made
    let capabilities: @Sendable (Made) -> BindingCapabilities
    /// Whether a pipeline without elements does something too: it makes answers of faults that are thrown above it.
    var answersFaults = false
}

extension ShapeMaker where Made == any ChannelFactory<any OutputChannel> {
    static func output(_ session: Bool) -> Self {
        ShapeMaker(
            shape: ChannelShape(.oneWay, session: session), side: .client,
            fromElement: { element, context throws(BindingError) in try element.makeOutputFactory(session: session, &context) },
            fromTransport: { element, context throws(BindingError) in try element.makeOutputFactory(session: session, &context) },
            wrap: { made, pipeline, top in
                WrappingFactory(made, adjusting: pipeline.adjust, top: top) { PipelineOutputChannel($0, pipeline, top) }
            },
            capabilities: { $0.capabilities })
    }
}

extension ShapeMaker where Made == any ChannelFactory<any RequestChannel> {
    static func request(_ session: Bool) -> Self {
        ShapeMaker(
            shape: ChannelShape(.requestReply, session: session), side: .client,
            fromElement: { element, context throws(BindingError) in try element.makeRequestFactory(session: session, &context) },
            fromTransport: { element, context throws(BindingError) in try element.makeRequestFactory(session: session, &context) },
            wrap: { made, pipeline, top in
                WrappingFactory(made, adjusting: pipeline.adjust, top: top) { PipelineRequestChannel($0, pipeline, top) }
            },
            capabilities: { $0.capabilities })
    }
}

extension ShapeMaker where Made == any ChannelFactory<any DuplexChannel> {
    static func duplex(_ session: Bool) -> Self {
        ShapeMaker(
            shape: ChannelShape(.duplex, session: session), side: .client,
            fromElement: { element, context throws(BindingError) in try element.makeDuplexFactory(session: session, &context) },
            fromTransport: { element, context throws(BindingError) in try element.makeDuplexFactory(session: session, &context) },
            wrap: { made, pipeline, top in
                WrappingFactory(made, adjusting: pipeline.adjust, top: top) { PipelineDuplexChannel($0, pipeline, top) }
            },
            capabilities: { $0.capabilities })
    }
}

extension ShapeMaker where Made == any ChannelListener<any InputChannel> {
    static func input(_ session: Bool) -> Self {
        ShapeMaker(
            shape: ChannelShape(.oneWay, session: session), side: .service,
            fromElement: { element, context throws(BindingError) in try element.makeInputListener(session: session, &context) },
            fromTransport: { element, context throws(BindingError) in try element.makeInputListener(session: session, &context) },
            wrap: { made, pipeline, top in
                WrappingListener(made, adjusting: pipeline.adjust, top: top) { PipelineInputChannel($0, pipeline, top) }
            },
            capabilities: { $0.capabilities })
    }
}

extension ShapeMaker where Made == any ChannelListener<any ReplyChannel> {
    static func reply(_ session: Bool) -> Self {
        ShapeMaker(
            shape: ChannelShape(.requestReply, session: session), side: .service,
            fromElement: { element, context throws(BindingError) in try element.makeReplyListener(session: session, &context) },
            fromTransport: { element, context throws(BindingError) in try element.makeReplyListener(session: session, &context) },
            wrap: { made, pipeline, top in
                WrappingListener(made, adjusting: pipeline.adjust, top: top) { PipelineReplyChannel($0, pipeline, top) }
            },
            capabilities: { $0.capabilities }, answersFaults: true)
    }
}

extension ShapeMaker where Made == any ChannelListener<any DuplexChannel> {
    static func duplexListener(_ session: Bool) -> Self {
        ShapeMaker(
            shape: ChannelShape(.duplex, session: session), side: .service,
            fromElement: { element, context throws(BindingError) in try element.makeDuplexListener(session: session, &context) },
            fromTransport: { element, context throws(BindingError) in try element.makeDuplexListener(session: session, &context) },
            wrap: { made, pipeline, top in
                WrappingListener(made, adjusting: pipeline.adjust, top: top) { PipelineDuplexChannel($0, pipeline, top) }
            },
            capabilities: { $0.capabilities })
    }
}
