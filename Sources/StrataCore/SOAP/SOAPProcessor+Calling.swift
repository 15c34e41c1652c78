extension SOAPProcessor {
    /// Sends a request and returns the reply that answers it, judged (`acceptReply`).
    ///
    /// The request's addressing is made complete first, so that the reply can be told from any other. Throws `FaultError` for a reply
    /// that carries a fault, `MessageCodingError` `.malformed` for a fault that cannot be read, `CommunicationError`
    /// `.protocolViolation` for a reply that does not answer the request, and what the channel throws.
    ///
    /// - Parameters:
    ///   - request: the message to send; what its headers say already stays.
    ///   - channel: where to.
    ///   - deadline: by when the reply must be there.
    public func call(_ request: Message, over channel: any RequestChannel, until deadline: Deadline) async throws -> Message {
        var request = request
        request.completeAddressing(to: channel.remoteAddress, expectsReply: true)
        let reply = try await channel.request(request, until: deadline)
        try acceptReply(reply, to: request)
        if let fault = try reply.fault() { throw FaultError(fault, action: reply.headers.action) }
        return reply
    }

    /// The same within the binding's send timeout.
    public func call(_ request: Message, over channel: any RequestChannel) async throws -> Message {
        try await call(request, over: channel, until: .after(channel.timeouts.send, on: channel.time))
    }
}
