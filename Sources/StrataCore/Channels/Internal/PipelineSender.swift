/// The sending half of a channel with message elements around it; keeps the order of a session's messages.
final class PipelineSender: Sendable {
    private let inner: any OutputChannel
    private let pipeline: MessagePipeline
    /// Set at the top of a stack: encoding and signing are not done on the caller's actor, and addressing is made complete before any
    /// element sees the message.
    private let top: StackTop?
    private let order: OrderKeeper?

    init(_ inner: any OutputChannel, _ pipeline: MessagePipeline, _ top: StackTop?) {
        self.inner = inner
        self.pipeline = pipeline
        self.top = top
        order = pipeline.mayReorder && inner.session != nil ? OrderKeeper() : nil
    }

    func send(_ message: Message, until deadline: Deadline) async throws {
        if top != nil {
            var message = message
            message.completeAddressing(to: inner.remoteAddress, expectsReply: false)
            try await sendFromPool(message, order?.take(), until: deadline)
        } else {
            try await pass(message, order?.take(), until: deadline)
        }
    }

    @concurrent
    private func sendFromPool(_ message: Message, _ ticket: OrderKeeper.Ticket?, until deadline: Deadline) async throws {
        guard let top, let counting = top.counting else { return try await pass(message, ticket, until: deadline) }
        _ = try await StackTop.count(counting, .client, on: top.time) {
            try await pass(message, ticket, until: deadline)
            return nil
        }
    }

    private func pass(_ message: Message, _ ticket: OrderKeeper.Ticket?, until deadline: Deadline) async throws {
        let (inner, order) = (inner, order)
        defer { if let ticket { order?.give(back: ticket) } }
        try await pipeline.outbound(message, Exchange(role: .initiator)) { message, _ in
            if let ticket { try await order?.turn(of: ticket, until: deadline) }
            try await inner.send(message, until: deadline)
        }
    }
}
