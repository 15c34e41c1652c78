internal import StrataCore

/// Runs one message's way as the span at hand.
private func trace<Value: Sendable>(
    _ span: any CallSpan, outcome: (Value) -> SpanRecord.Outcome, _ body: () async throws -> Value
) async throws -> Value {
    do {
        let value = try await span.run(body)
        span.end(outcome(value))
        return value
    } catch {
        span.end(TraceSpan.outcome(of: error))
        throw error
    }
}

/// A span for each message sent.
final class TracedOutputChannel: OutputChannel, ChannelWrapper {
    private let inner: any OutputChannel
    private let tracer: any CallTracer

    init(_ inner: any OutputChannel, _ tracer: any CallTracer) { (self.inner, self.tracer) = (inner, tracer) }

    var wrapped: any CommunicationChannel { inner }
    var remoteAddress: EndpointAddress { inner.remoteAddress }

    func send(_ message: Message, until deadline: Deadline) async throws {
        try await tracer.send(message, through: inner, until: deadline)
    }
}

/// A span for each request.
final class TracedRequestChannel: RequestChannel, ChannelWrapper {
    private let inner: any RequestChannel
    private let tracer: any CallTracer

    init(_ inner: any RequestChannel, _ tracer: any CallTracer) { (self.inner, self.tracer) = (inner, tracer) }

    var wrapped: any CommunicationChannel { inner }
    var remoteAddress: EndpointAddress { inner.remoteAddress }

    func send(_ message: Message, until deadline: Deadline) async throws {
        try await tracer.send(message, through: inner, until: deadline)
    }

    func request(_ message: Message, until deadline: Deadline) async throws -> Message {
        var message = message
        let span = tracer.sending(&message, .client, to: inner.remoteAddress)
        let sent = message
        return try await trace(span, outcome: { TraceSpan.outcome(of: $0) }) { try await inner.request(sent, until: deadline) }
    }
}

/// A span for each message sent; what comes in knows its caller.
final class TracedDuplexChannel: DuplexChannel, ChannelWrapper {
    private let inner: any DuplexChannel
    private let tracer: any CallTracer

    init(_ inner: any DuplexChannel, _ tracer: any CallTracer) { (self.inner, self.tracer) = (inner, tracer) }

    var wrapped: any CommunicationChannel { inner }
    var remoteAddress: EndpointAddress { inner.remoteAddress }
    func closeOutput(until deadline: Deadline) async throws { try await inner.closeOutput(until: deadline) }

    func send(_ message: Message, until deadline: Deadline) async throws {
        try await tracer.send(message, through: inner, until: deadline)
    }

    func receive(until deadline: Deadline) async throws -> Message? {
        try await inner.receive(until: deadline).map(tracer.marked)
    }

    func receive(until deadline: Deadline, admitting admit: @Sendable (Message) async throws -> Message) async throws -> Message? {
        try await inner.receive(until: deadline) { [tracer] message in try await admit(tracer.marked(message)) }
    }
}

/// What comes in knows its caller.
final class TracedInputChannel: InputChannel, ChannelWrapper {
    private let inner: any InputChannel
    private let tracer: any CallTracer

    init(_ inner: any InputChannel, _ tracer: any CallTracer) { (self.inner, self.tracer) = (inner, tracer) }

    var wrapped: any CommunicationChannel { inner }

    func receive(until deadline: Deadline) async throws -> Message? {
        try await inner.receive(until: deadline).map(tracer.marked)
    }

    func receive(until deadline: Deadline, admitting admit: @Sendable (Message) async throws -> Message) async throws -> Message? {
        try await inner.receive(until: deadline) { [tracer] message in try await admit(tracer.marked(message)) }
    }
}

/// A span for each request that is answered.
final class TracedReplyChannel: ReplyChannel, ChannelWrapper {
    private let inner: any ReplyChannel
    private let tracer: any CallTracer

    init(_ inner: any ReplyChannel, _ tracer: any CallTracer) { (self.inner, self.tracer) = (inner, tracer) }

    var wrapped: any CommunicationChannel { inner }

    func serve(_ handler: @escaping RequestHandler) async throws {
        try await inner.serve { [tracer] message in
            try await trace(tracer.received(message), outcome: { TraceSpan.outcome(of: $0) }) { try await handler(message) }
        }
    }
}

extension CallTracer {
    fileprivate func send(_ message: Message, through channel: any OutputChannel, until deadline: Deadline) async throws {
        var message = message
        let span = sending(&message, .producer, to: channel.remoteAddress)
        let sent = message
        try await trace(span, outcome: { _ in .ok }) { try await channel.send(sent, until: deadline) }
    }

    fileprivate func marked(_ message: Message) -> Message {
        var message = message
        mark(&message)
        return message
    }
}
