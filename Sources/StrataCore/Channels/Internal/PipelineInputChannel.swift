/// Message elements around an input channel.
final class PipelineInputChannel: InputChannel, ChannelWrapper {
    private let inner: any InputChannel
    private let pipeline: MessagePipeline
    private let top: StackTop?

    init(_ inner: any InputChannel, _ pipeline: MessagePipeline, _ top: StackTop?) {
        self.inner = inner
        self.pipeline = pipeline
        self.top = top
    }

    var wrapped: any CommunicationChannel { inner }
    var timeouts: Timeouts { top?.timeouts ?? inner.timeouts }
    var time: any TimeSource { top?.time ?? inner.time }

    func receive(until deadline: Deadline) async throws -> Message? {
        try await pipeline.receive(from: inner, under: top, until: deadline)
    }

    func receive(until deadline: Deadline, admitting admit: @Sendable (Message) async throws -> Message) async throws -> Message? {
        try await pipeline.receive(from: inner, until: deadline, admitting: admit)
    }
}
