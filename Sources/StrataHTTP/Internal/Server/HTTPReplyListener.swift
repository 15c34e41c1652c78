internal import StrataCore
internal import Synchronization

/// Listens at one address for requests that are answered.
final class HTTPReplyListener: ChannelListener, LifecycleObject {
    let lifespan: Lifespan
    let capabilities: BindingCapabilities
    let server: HTTPServer
    private let channel: HTTPReplyChannel

    init(_ settings: HTTPServiceSettings, _ capabilities: BindingCapabilities) {
        lifespan = Lifespan("the listener at \(settings.address.text)")
        self.capabilities = capabilities
        server = HTTPServer(settings)
        channel = HTTPReplyChannel(server)
    }

    var address: EndpointAddress { server.address }

    func opening(until deadline: Deadline) async throws { try await server.open() }

    func closing(until deadline: Deadline) async throws {
        try await server.close()
        try await channel.close(until: deadline)
        server.end()
    }

    func aborting() {
        server.abort()
        channel.abort()
        server.end()
    }

    func accept() async throws -> (any ReplyChannel)? {
        guard try await server.admit(lifespan), try await server.open(channel, of: lifespan) else { return nil }
        return channel
    }
}
