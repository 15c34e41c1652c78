/// Message elements around an output channel.
final class PipelineOutputChannel: OutputChannel, ChannelWrapper {
    private let inner: any OutputChannel
    private let sender: PipelineSender
    private let top: StackTop?

    init(_ inner: any OutputChannel, _ pipeline: MessagePipeline, _ top: StackTop?) {
        self.inner = inner
        self.top = top
        sender = PipelineSender(inner, pipeline, top)
    }

    var wrapped: any CommunicationChannel { inner }
    var timeouts: Timeouts { top?.timeouts ?? inner.timeouts }
    var time: any TimeSource { top?.time ?? inner.time }
    var remoteAddress: EndpointAddress { inner.remoteAddress }

    func send(_ message: Message, until deadline: Deadline) async throws { try await sender.send(message, until: deadline) }
}
