internal import StrataCore

/// Listens at one address for messages that are acknowledged and not answered.
final class HTTPInputListener: ChannelListener, LifecycleObject {
    let lifespan: Lifespan
    let capabilities: BindingCapabilities
    let server: HTTPServer
    private let channel: HTTPInputChannel

    init(_ settings: HTTPServiceSettings, _ capabilities: BindingCapabilities) {
        lifespan = Lifespan("the listener at \(settings.address.text)")
        self.capabilities = capabilities
        server = HTTPServer(settings)
        channel = HTTPInputChannel(server)
    }

    var address: EndpointAddress { server.address }

    func opening(until deadline: Deadline) async throws { try await server.open() }

    func closing(until deadline: Deadline) async throws {
        // Whoever waits to be received is let go first: nobody will receive it any more.
        try await channel.close(until: deadline)
        try await server.close()
        server.end()
    }

    func aborting() {
        server.abort()
        channel.abort()
        server.end()
    }

    func accept() async throws -> (any InputChannel)? {
        guard try await server.admit(lifespan), try await server.open(channel, of: lifespan) else { return nil }
        return channel
    }
}
