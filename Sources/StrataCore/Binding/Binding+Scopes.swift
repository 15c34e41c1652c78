extension Binding {
    /// Opens an output channel for the duration of `body`, which runs in the caller's isolation. Cancellation aborts it.
    ///
    /// - Parameters:
    ///   - address: who the messages are for.
    ///   - via: where to connect when that is not the address itself.
    ///   - session: whether the messages belong to a session.
    ///   - body: gets the channel, open.
    public func withOutputChannel<Value>(
        to address: EndpointAddress, via: String? = nil, session: Bool = false,
        _ body: (any OutputChannel) async throws -> Value
    ) async throws -> Value {
        let factory = try makeOutputFactory(session: session)
        return try await factory.whileOpen {
            let channel = try factory.makeChannel(to: address, via: via)
            return try await channel.whileOpen { try await body(channel) }
        }
    }

    /// Opens a request channel for the duration of `body`, which runs in the caller's isolation. Cancellation aborts it.
    public func withRequestChannel<Value>(
        to address: EndpointAddress, via: String? = nil, session: Bool = false,
        _ body: (any RequestChannel) async throws -> Value
    ) async throws -> Value {
        let factory = try makeRequestFactory(session: session)
        return try await factory.whileOpen {
            let channel = try factory.makeChannel(to: address, via: via)
            return try await channel.whileOpen { try await body(channel) }
        }
    }

    /// Opens a duplex channel for the duration of `body`, which runs in the caller's isolation. Cancellation aborts it.
    public func withDuplexChannel<Value>(
        to address: EndpointAddress, via: String? = nil, session: Bool = true,
        _ body: (any DuplexChannel) async throws -> Value
    ) async throws -> Value {
        let factory = try makeDuplexFactory(session: session)
        return try await factory.whileOpen {
            let channel = try factory.makeChannel(to: address, via: via)
            return try await channel.whileOpen { try await body(channel) }
        }
    }
}
