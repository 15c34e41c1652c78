import StrataCore
import StrataInfoset

/// A transport: one message a packet, one way. Every other shape fails closed, without a line for it.
struct PacketTransport: TransportElement {
    let wire: Wire
    var scheme: String { "packet" }

    func canMake(_ shape: ChannelShape, side: ChannelSide, _ context: borrowing BindingContext) -> Bool { shape == .oneWay }

    func makeOutputFactory(session: Bool, _ context: inout BindingContext) throws(BindingError) -> any ChannelFactory<any OutputChannel> {
        guard !session else { throw context.unsupported(.oneWaySession, by: self) }
        return Factory(wire: wire, encoder: try context.makeEncoder(), capabilities: context.capabilities(of: self))
    }

    func makeInputListener(session: Bool, _ context: inout BindingContext) throws(BindingError) -> any ChannelListener<any InputChannel> {
        guard !session, let address = context.listenAddress else { throw context.unsupported(.oneWaySession, by: self) }
        return Listener(wire: wire, encoder: try context.makeEncoder(), capabilities: context.capabilities(of: self), address: address)
    }
}

private struct Factory: ChannelFactory, LifecycleObject {
    let lifespan = Lifespan("packet factory")
    let wire: Wire
    let encoder: any MessageEncoder
    let capabilities: BindingCapabilities

    func makeChannel(to address: EndpointAddress, via: String?) throws -> any OutputChannel {
        Output(wire: wire, encoder: encoder, remoteAddress: address)
    }
}

private struct Output: OutputChannel, LifecycleObject {
    let lifespan = Lifespan("packet output")
    let wire: Wire
    let encoder: any MessageEncoder
    let remoteAddress: EndpointAddress
    var session: ChannelSession? { nil }

    func send(_ message: Message, until deadline: Deadline) async throws {
        try lifespan.checkOpen()
        var (message, encoder) = (message, encoder)
        let packet = ByteWriter()
        message.completeAddressing(to: remoteAddress, expectsReply: false)
        try encoder.encode(&message, into: packet)
        guard wire.send(packet.bytes) else { throw CommunicationError(.connectionLost, "nobody takes packets any more") }
    }

    func closing(until deadline: Deadline) async throws { wire.end() }
    func aborting() { wire.end() }
}

private final class Listener: ChannelListener, LifecycleObject {
    let lifespan = Lifespan("packet listener")
    let capabilities: BindingCapabilities
    let address: EndpointAddress
    private let channels: AsyncStream<any InputChannel>
    private let end: @Sendable () -> Void

    init(wire: Wire, encoder: any MessageEncoder, capabilities: BindingCapabilities, address: EndpointAddress) {
        self.capabilities = capabilities
        self.address = address
        // Without sessions there is one channel, for everything that comes.
        let (channels, continuation) = AsyncStream.makeStream(of: (any InputChannel).self)
        self.channels = channels
        end = { continuation.finish() }
        continuation.yield(Input(wire: wire, encoder: encoder))
    }

    func accept() async throws -> (any InputChannel)? {
        guard let channel = await channels.first(where: { _ in true }) else { return nil }
        try await channel.open()
        return channel
    }

    func closing(until deadline: Deadline) async throws { end() }
    func aborting() { end() }
}

private struct Input: InputChannel, LifecycleObject {
    let lifespan = Lifespan("packet input")
    let wire: Wire
    let encoder: any MessageEncoder
    var session: ChannelSession? { nil }

    func receive(until deadline: Deadline) async throws -> Message? {
        try lifespan.checkOpen()
        guard let packet = try await deadline.enforce("receiving", { await wire.packets.first { _ in true } }) else { return nil }
        var encoder = encoder
        return try packet.withUnsafeBytes { try encoder.decode($0, contentType: nil) }
    }
}
