internal import StrataCore

/// A duplex channel without session. The client's has an address of its own, which the service sees as the sender's
/// (`message.properties.remote`) and, with addressing, as `ReplyTo`; the service sends to `message.properties.via` or to `To`.
final class InProcessDatagramChannel: DuplexChannel, LifecycleObject {
    let lifespan = Lifespan("the duplex channel")
    let remoteAddress: EndpointAddress
    private let codec: FrameCodec
    private let hub: InProcessHub
    private let inbound: Inbox
    private let local: String
    /// The way of a client; `nil` on a service.
    private let line: Line?
    private let sends = CallsUnderWay()

    init(client line: Line, _ codec: FrameCodec) {
        (hub, local, remoteAddress) = (line.hub, line.local, line.address)
        self.line = line
        self.codec = codec
        inbound = Inbox(capacity: line.capacity)
    }

    init(service inbox: Inbox, hub: InProcessHub, at address: EndpointAddress, _ codec: FrameCodec) {
        (self.hub, local, remoteAddress) = (hub, address.uri, .anonymous(.addressing10))
        line = nil
        self.codec = codec
        inbound = inbox
    }

    /// A handle that was dropped: nobody sends to it in vain.
    deinit { if lifespan.state != .closed { aborting() } }

    var session: ChannelSession? { nil }

    func opening(until deadline: Deadline) async throws {
        if line != nil { hub.add(client: inbound, at: local) }
    }

    func closing(until deadline: Deadline) async throws {
        try await sends.allDone(until: deadline)
        if line != nil { hub.removeClient(at: local) }
        inbound.mailbox.end()
    }

    func aborting() {
        if line != nil { hub.removeClient(at: local) }
        inbound.fail(CommunicationError(.connectionLost, "the channel was aborted"))
    }

    func send(_ message: Message, until deadline: Deadline) async throws {
        try await sends.run(lifespan) {
            var message = message
            let destination: String
            let outbound: Inbox
            if let line {
                if message.version.addressing != .none, message.headers.replyTo == nil { message.headers.replyTo = EndpointAddress(local) }
                message.completeAddressing(to: remoteAddress, expectsReply: false)
                (destination, outbound) = (line.via, try line.outbound())
            } else {
                guard let address = message.properties.via ?? message.headers.to, !EndpointAddress(address).isAnonymous else {
                    throw CommunicationError(
                        .invalidOperation, "a message on a duplex channel without session needs `properties.via` or `headers.to`",
                        retry: .safe)
                }
                (destination, outbound) = (address, try hub.client(at: address))
            }
            try await outbound.post(
                message, codec, via: destination, sender: local, reply: nil, until: deadline, lifespan, isSession: false)
        }
    }

    func receive(until deadline: Deadline) async throws -> Message? {
        try await inbound.receive(codec, lifespan, isSession: false, until: deadline)
    }

    func closeOutput(until deadline: Deadline) async throws {}
}
