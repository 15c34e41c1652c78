/// Message elements around a request channel.
final class PipelineRequestChannel: RequestChannel, ChannelWrapper {
    private let inner: any RequestChannel
    private let pipeline: MessagePipeline
    private let sender: PipelineSender
    private let top: StackTop?

    init(_ inner: any RequestChannel, _ pipeline: MessagePipeline, _ top: StackTop?) {
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

    func request(_ message: Message, until deadline: Deadline) async throws -> Message {
        guard top != nil else { return try await pass(message, until: deadline) }
        var message = message
        message.completeAddressing(to: inner.remoteAddress, expectsReply: true)
        return try await requestFromPool(message, until: deadline)
    }

    /// At the top of a stack: neither encoding nor decoding is done on the caller's actor.
    @concurrent
    private func requestFromPool(_ message: Message, until deadline: Deadline) async throws -> Message {
        guard let top, let counting = top.counting else { return try await pass(message, until: deadline) }
        let reply = try await StackTop.count(counting, .client, on: top.time) { try await pass(message, until: deadline) }
        guard let reply else { throw CommunicationError(.noReply, "no reply") }
        return reply
    }

    private func pass(_ message: Message, until deadline: Deadline) async throws -> Message {
        if pipeline.isEmpty { return try await inner.request(message, until: deadline) }
        let (inner, pipeline) = (inner, pipeline)
        return try await pipeline.outbound(message, Exchange(role: .initiator)) { message, exchange in
            let reply = try await inner.request(message, until: deadline)
            return try await pipeline.inbound(reply, exchange) { reply, _ in reply }
        }
    }
}
