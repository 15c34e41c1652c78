/// Message elements around a reply channel.
final class PipelineReplyChannel: ReplyChannel, ChannelWrapper {
    private let inner: any ReplyChannel
    private let pipeline: MessagePipeline
    private let top: StackTop?
    private let order: OrderKeeper?

    init(_ inner: any ReplyChannel, _ pipeline: MessagePipeline, _ top: StackTop?) {
        self.inner = inner
        self.pipeline = pipeline
        self.top = top
        order = pipeline.mayReorder && inner.session != nil ? OrderKeeper() : nil
    }

    var wrapped: any CommunicationChannel { inner }
    var timeouts: Timeouts { top?.timeouts ?? inner.timeouts }
    var time: any TimeSource { top?.time ?? inner.time }

    func serve(_ handler: @escaping RequestHandler) async throws {
        try await pass(top?.counted(handler) ?? handler)
    }

    private func pass(_ handler: @escaping RequestHandler) async throws {
        guard !pipeline.isEmpty else { return try await inner.serve(handler) }
        let (pipeline, order) = (pipeline, order)
        try await inner.serve { message in
            let ticket = order?.take()
            defer { if let ticket { order?.give(back: ticket) } }
            return try await pipeline.inbound(message, Exchange(role: .responder)) { message, exchange in
                let reply: Message?
                if let order, let ticket {
                    try await order.turn(of: ticket, until: .never)
                    reply = try await PipelineReplyChannel.started(handler, message) { order.give(back: ticket) }
                } else {
                    reply = try await handler(message)
                }
                guard let reply else { return nil }
                return try await pipeline.outbound(reply, exchange) { reply, _ in reply }
            }
        }
    }

    /// Starts the handler, tells when it has first suspended (or ended), and waits for its answer: the next request of the
    /// session starts after this one has started, not after it has ended.
    private static func started(
        _ handler: @escaping RequestHandler, _ message: Message, _ hasStarted: () -> Void
    ) async throws -> Message? {
        try await withThrowingTaskGroup(of: Message?.self) { group in
            group.addImmediateTask { try await handler(message) }
            hasStarted()
            return try await group.next() ?? nil
        }
    }
}
