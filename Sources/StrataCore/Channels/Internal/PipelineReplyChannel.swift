/// Message elements around a reply channel. Whatever the transport is, it gets a message for each fault that is thrown above it.
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
        let (pipeline, order) = (pipeline, order)
        guard !pipeline.isEmpty else {
            return try await inner.serve { request in
                do { return try await handler(request) } catch let error as FaultError { return try error.reply(to: request) }
            }
        }
        try await inner.serve { request in
            let ticket = order?.take()
            defer { if let ticket { order?.give(back: ticket) } }
            do {
                return try await pipeline.inbound(request, Exchange(role: .responder)) { message, exchange in
                    let reply: Message?
                    do {
                        if let order, let ticket {
                            try await order.turn(of: ticket, until: .never)
                            reply = try await PipelineReplyChannel.started(handler, message) { order.give(back: ticket) }
                        } else {
                            reply = try await handler(message)
                        }
                    } catch let error as FaultError {
                        reply = try error.reply(to: message)
                    }
                    guard let reply else { return nil }
                    return try await pipeline.outbound(reply, exchange) { reply, _ in reply }
                }
            } catch let refused as StepFault {
                return try await pipeline.answer(refused, to: request)
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
