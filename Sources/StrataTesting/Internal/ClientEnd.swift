internal import StrataCore

/// A client's channel, used the same way whatever its shape.
struct ClientEnd: Sendable {
    let shape: ChannelShape
    let channel: any CommunicationChannel
    /// Sends a message, or a request whose reply is returned.
    let call: @Sendable (Message, Deadline?) async throws -> Message?
    /// On duplex channels.
    let duplex: (any DuplexChannel)?

    /// One exchange as the neutral service answers it: sends, and takes the answer where the shape has one.
    func exchange(_ message: Message) async throws {
        _ = try await call(message, nil)
        _ = try await duplex?.receive()
    }
}

/// A client's factory, used the same way whatever its shape.
struct ClientFactory: Sendable {
    let object: any CommunicationObject
    let make: @Sendable (EndpointAddress) throws -> ClientEnd
}

/// A service's listener, used the same way whatever its shape.
struct ServiceEnd: Sendable {
    let object: any CommunicationObject
    let address: @Sendable () -> EndpointAddress
    let accept: @Sendable () async throws -> (any CommunicationChannel)?
    /// Serves as the neutral service does: takes everything, answers each request and duplex message with its own text.
    let run: @Sendable () async throws -> Void
}

extension StackUnderTest {
    func makeFactory(_ shape: ChannelShape) throws -> ClientFactory {
        switch shape.pattern {
        case .oneWay:
            let factory = try client.makeOutputFactory(session: shape.session)
            return ClientFactory(object: factory) { address in
                let channel = try factory.makeChannel(to: address, via: nil)
                return ClientEnd(
                    shape: shape, channel: channel,
                    call: { message, deadline in
                        if let deadline { try await channel.send(message, until: deadline) } else { try await channel.send(message) }
                        return nil
                    }, duplex: nil)
            }
        case .requestReply:
            let factory = try client.makeRequestFactory(session: shape.session)
            return ClientFactory(object: factory) { address in
                let channel = try factory.makeChannel(to: address, via: nil)
                return ClientEnd(
                    shape: shape, channel: channel,
                    call: { message, deadline in
                        if let deadline { return try await channel.request(message, until: deadline) }
                        return try await channel.request(message)
                    }, duplex: nil)
            }
        case .duplex:
            let factory = try client.makeDuplexFactory(session: shape.session)
            return ClientFactory(object: factory) { address in
                let channel = try factory.makeChannel(to: address, via: nil)
                return ClientEnd(
                    shape: shape, channel: channel,
                    call: { message, deadline in
                        if let deadline { try await channel.send(message, until: deadline) } else { try await channel.send(message) }
                        return nil
                    }, duplex: channel)
            }
        }
    }

    func makeListener(_ shape: ChannelShape) throws -> ServiceEnd {
        let version = version
        switch shape.pattern {
        case .oneWay:
            let listener = try service.makeInputListener(at: address(), session: shape.session)
            return ServiceEnd(object: listener, address: { listener.address }, accept: { try await listener.accept() }) {
                try await listener.run { channel in for try await _ in channel.messages {} }
            }
        case .requestReply:
            let listener = try service.makeReplyListener(at: address(), session: shape.session)
            return ServiceEnd(object: listener, address: { listener.address }, accept: { try await listener.accept() }) {
                try await listener.serve { SampleMessage.make(try await SampleMessage.wholeText(of: $0), version: version) }
            }
        case .duplex:
            let listener = try service.makeDuplexListener(at: address(), session: shape.session)
            return ServiceEnd(object: listener, address: { listener.address }, accept: { try await listener.accept() }) {
                try await listener.run { channel in
                    for try await message in channel.messages {
                        var answer = SampleMessage.make(try await SampleMessage.wholeText(of: message), version: version)
                        if !shape.session { answer.properties.via = message.properties.remote?.host }
                        try await channel.send(answer)
                    }
                }
            }
        }
    }

    /// The shapes to check, in a fixed order.
    var checkedShapes: [ChannelShape] { ChannelShape.allCases.filter(shapes.contains) }

    func sample(_ text: String = "sample") -> Message { SampleMessage.make(text, version: version) }

    /// Runs the neutral service of a shape, and a client's open factory, for the duration of `body`.
    func withNeutralService(_ shape: ChannelShape, _ body: (EndpointAddress, ClientFactory) async throws -> Void) async throws {
        let listener = try makeListener(shape)
        try await listener.object.open()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await listener.run() }
            do {
                let factory = try makeFactory(shape)
                try await factory.object.whileOpen { try await body(listener.address(), factory) }
            } catch {
                listener.object.abort()
                throw error
            }
            try await listener.object.close()
            try await group.waitForAll()
        }
    }

    /// Serves requests, held in memory, with `handler` for the duration of `body`; the reply is made of the text of the message that it returns.
    func serving(
        _ session: Bool, _ handler: @escaping @Sendable (Message) async throws -> Message?,
        during body: (EndpointAddress) async throws -> Void
    ) async throws {
        let version = version
        try await answering(session) { request in
            guard let reply = try await handler(try await SampleMessage.whole(request)) else { return nil }
            return SampleMessage.make(try await SampleMessage.wholeText(of: reply), version: version)
        } during: {
            try await body($0)
        }
    }

    /// Serves requests with `handler`, whose messages go out as they are.
    func answering(
        _ session: Bool, _ handler: @escaping RequestHandler, during body: (EndpointAddress) async throws -> Void
    ) async throws {
        let listener = try service.makeReplyListener(at: address(), session: session)
        try await listener.open()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await listener.serve(handler) }
            do {
                try await body(listener.address)
            } catch {
                listener.abort()
                group.cancelAll()
                throw error
            }
            try await listener.close()
            try await group.waitForAll()
        }
    }

    var requestForms: [Bool] { [false, true].filter { shapes.contains(ChannelShape(.requestReply, session: $0)) } }
    var duplexForms: [Bool] { [false, true].filter { shapes.contains(ChannelShape(.duplex, session: $0)) } }
}
