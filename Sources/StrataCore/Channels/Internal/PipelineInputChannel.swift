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
}

extension MessagePipeline {
    /// Receives a message and passes it up. One consumer at a time, so the order is the channel's.
    func receive(from inner: any InputChannel, under top: StackTop?, until deadline: Deadline) async throws -> Message? {
        guard let top else { return try await receive(from: inner, until: deadline) }
        let message = try await receiveOnPool(from: inner, until: deadline)
        if message != nil { top.countDelivered() }
        return message
    }

    @concurrent
    private func receiveOnPool(from inner: any InputChannel, until deadline: Deadline) async throws -> Message? {
        try await receive(from: inner, until: deadline)
    }

    private func receive(from inner: any InputChannel, until deadline: Deadline) async throws -> Message? {
        guard let message = try await inner.receive(until: deadline) else { return nil }
        return isEmpty ? message : try await inbound(message, Exchange(role: .responder)) { message, _ in message }
    }
}
