internal import StrataCore

/// One end of a duplex session.
final class InProcessDuplexChannel: DuplexChannel, LifecycleObject {
    let lifespan = Lifespan("the duplex channel")
    let remoteAddress: EndpointAddress
    private let codec: FrameCodec
    private let link: SessionLink
    private let inbound: Inbox
    private let outbound: Inbox
    private let side: ChannelSide
    private let via: String
    private let local: String
    private let sends = CallsUnderWay()
    private let connect: @Sendable (Deadline) async throws -> Void

    /// The end of the one who opens the session.
    init(client line: Line, _ codec: FrameCodec) {
        let link = line.link ?? SessionLink(id: line.local, capacity: line.capacity)
        (self.link, inbound, outbound) = (link, link.toClient, link.toService)
        (side, via, local, remoteAddress) = (.client, line.via, line.local, line.address)
        self.codec = codec
        connect = { try await line.connect(until: $0) }
    }

    /// The end of the one who accepts it.
    init(service link: SessionLink, at address: EndpointAddress, _ codec: FrameCodec) {
        (self.link, inbound, outbound) = (link, link.toService, link.toClient)
        (side, via, local, remoteAddress) = (.service, link.session.id, address.uri, .anonymous(.addressing10))
        self.codec = codec
        connect = { _ in }
    }

    /// A handle that was dropped: nobody waits for this end in vain.
    deinit { if lifespan.state != .closed { aborting() } }

    var session: ChannelSession? { link.session }

    func opening(until deadline: Deadline) async throws { try await connect(deadline) }

    /// Says the end and waits for the peer's; what it still sends is dropped.
    func closing(until deadline: Deadline) async throws {
        try await sends.allDone(until: deadline)
        outbound.mailbox.end()
        while try await inbound.mailbox.take(until: deadline) != nil {}
    }

    func aborting() { link.breakOff(side == .client ? "client" : "service") }

    func send(_ message: Message, until deadline: Deadline) async throws {
        try await sends.run(lifespan) {
            var message = message
            message.completeAddressing(to: remoteAddress, expectsReply: false)
            try await outbound.post(message, codec, via: via, sender: local, reply: nil, until: deadline, lifespan, isSession: true)
        }
    }

    func receive(until deadline: Deadline) async throws -> Message? {
        try await inbound.receive(codec, lifespan, isSession: true, until: deadline)
    }

    func closeOutput(until deadline: Deadline) async throws {
        try lifespan.checkOpen()
        try await sends.allDone(until: deadline)
        outbound.mailbox.end()
    }
}
