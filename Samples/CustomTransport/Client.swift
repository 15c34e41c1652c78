import StrataCore

/// Makes channels, which end with it.
final class Factory<Channel: Sendable>: ChannelFactory, LifecycleObject {
    let lifespan = Lifespan("the parcel factory")
    private let stack: Stack
    private let channels = MadeChannels()
    private let shaped: @Sendable (Client) -> Channel

    /// - Parameter shaped: the same channel as one of the shape that was asked for.
    init(_ stack: Stack, shaped: @escaping @Sendable (Client) -> Channel) { (self.stack, self.shaped) = (stack, shaped) }

    var capabilities: BindingCapabilities { stack.capabilities }
    func closing(until deadline: Deadline) async throws { try await channels.close(until: deadline) }
    func aborting() { channels.abort() }

    func makeChannel(to address: EndpointAddress, via: String?) throws -> Channel {
        try lifespan.checkUsable()
        guard let port = Stack.port(of: via ?? address.uri) else {
            throw CommunicationError(.endpointNotFound, "'\(via ?? address.uri)' is not parcel://127.0.0.1:PORT", retry: .safe)
        }
        let channel = Client(stack, address, port)
        channels.add(channel)
        // Closed just now: then nobody has ended this one.
        if lifespan.state == .closed { channel.abort() }
        return shaped(channel)
    }
}

/// The client's end, for requests and for messages that want no answer. It holds nothing between two calls.
final class Client: RequestChannel, LifecycleObject {
    let lifespan = Lifespan("the parcel channel")
    let remoteAddress: EndpointAddress
    private let stack: Stack
    private let port: UInt16
    private let calls = CallsUnderWay()

    init(_ stack: Stack, _ address: EndpointAddress, _ port: UInt16) { (self.stack, remoteAddress, self.port) = (stack, address, port) }

    var session: ChannelSession? { nil }

    /// Every call is let finish.
    func closing(until deadline: Deadline) async throws { try await calls.allDone(until: deadline) }

    func send(_ message: Message, until deadline: Deadline) async throws { _ = try await exchange(.message, message, deadline) }

    func request(_ message: Message, until deadline: Deadline) async throws -> Message {
        let answer = try await exchange(.request, message, deadline)
        guard answer.kind == .reply else { throw CommunicationError(.noReply, "the service has no reply to the request") }
        return try answer.message(stack)
    }

    private func exchange(_ kind: Parcel.Kind, _ message: Message, _ deadline: Deadline) async throws -> Parcel {
        try await calls.run(lifespan) {
            var message = message
            message.completeAddressing(to: remoteAddress, expectsReply: kind == .request)
            let (octets, port, limit) = (try Parcel(kind, message, stack).octets(), port, stack.settings.maxParcelSize)
            // An abort cancels what runs in here.
            let answer = try await lifespan.interruptible {
                let socket = try Socket()
                // Whoever leaves, at the deadline or cancelled, takes the connection along, and its thread ends.
                defer { socket.interrupt() }
                let coming = Socket.blocking { try socket.exchange(octets, port: port, limit: limit) }
                return try Parcel(try await coming.value(until: deadline, "the answer"))
            }
            if answer.kind == .refused { throw CommunicationError(.noReply, "the service could not, or would not, deal with the message") }
            return answer
        }
    }
}
