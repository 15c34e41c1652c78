/// Message elements around a duplex channel.
final class PipelineDuplexChannel: DuplexChannel, ChannelWrapper {
    private let inner: any DuplexChannel
    private let pipeline: MessagePipeline
    private let sender: PipelineSender
    private let top: StackTop?

    init(_ inner: any DuplexChannel, _ pipeline: MessagePipeline, _ top: StackTop?) {
        self.inner = inner
        self.pipeline = pipeline
        self.top = top
        sender = PipelineSender(inner, pipeline, top)
    }

    var wrapped: any CommunicationChannel { inner }
    var timeouts: Timeouts { top?.timeouts ?? inner.timeouts }
    var time: any TimeSource { top?.time ?? inner.time }
    var remoteAddress: EndpointAddress { inner.remoteAddress }

    func send(_ message: Message, until deadline: Deadline) async throws { try await sender.send(message, until: deadline) }

    func receive(until deadline: Deadline) async throws -> Message? {
        try await pipeline.receive(from: inner, under: top, until: deadline)
    }

    func receive(until deadline: Deadline, admitting admit: @Sendable (Message) async throws -> Message) async throws -> Message? {
        try await pipeline.receive(from: inner, until: deadline, admitting: admit)
    }

    func closeOutput(until deadline: Deadline) async throws { try await inner.closeOutput(until: deadline) }
}
