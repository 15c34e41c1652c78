extension OutputChannel {
    /// Sends within the binding's send timeout.
    public func send(_ message: Message) async throws {
        try await send(message, until: .after(timeouts.send, on: time))
    }
}

extension RequestChannel {
    /// Sends a request and returns its reply within the binding's send timeout.
    public func request(_ message: Message) async throws -> Message {
        try await request(message, until: .after(timeouts.send, on: time))
    }
}

extension InputChannel {
    /// The next message; `nil` at the end. In a session within the binding's receive timeout; a channel without one waits without end,
    /// for nobody tells it that no more will come.
    public func receive() async throws -> Message? {
        try await receive(until: session == nil ? .never : .after(timeouts.receive, on: time))
    }

    /// The messages to come, in a session each within the binding's receive timeout. One reader at a time.
    public var messages: ReceivedMessages { ReceivedMessages(channel: self) }
}

extension DuplexChannel {
    /// Ends this side of a session within the binding's close timeout; receiving goes on.
    public func closeOutput() async throws {
        try await closeOutput(until: .after(timeouts.close, on: time))
    }
}

/// What an input or duplex channel receives, as a sequence that ends with the session, or when the channel is closed.
public struct ReceivedMessages: AsyncSequence, Sendable {
    public typealias Element = Message
    public typealias Failure = any Error

    let channel: any InputChannel

    /// Asks the channel for one message after the other.
    public struct Iterator: AsyncIteratorProtocol {
        let channel: any InputChannel
        public mutating func next() async throws -> Message? { try await channel.receive() }
        public mutating func next(isolation actor: isolated (any Actor)?) async throws -> Message? { try await channel.receive() }
    }

    public func makeAsyncIterator() -> Iterator { Iterator(channel: channel) }
}
