internal import StrataCore

/// Makes channels of one shape, request or output; their connections are shared.
final class HTTPChannelFactory<Channel: Sendable>: ChannelFactory, LifecycleObject {
    let lifespan: Lifespan
    let capabilities: BindingCapabilities
    private let client: HTTPClient
    let channels = HTTPChannels()
    private let shape: @Sendable (HTTPRequestChannel) -> Channel

    /// - Parameters:
    ///   - settings: what it was built with.
    ///   - capabilities: what the stack gives.
    ///   - shape: the channel as this shape; a request channel serves for both.
    init(_ settings: HTTPClientSettings, _ capabilities: BindingCapabilities, as shape: @escaping @Sendable (HTTPRequestChannel) -> Channel)
    {
        self.shape = shape
        lifespan = Lifespan("the channel factory of \(settings.scheme)")
        self.capabilities = capabilities
        client = HTTPClient(settings)
    }

    func opening(until deadline: Deadline) async throws { try client.open() }

    func closing(until deadline: Deadline) async throws {
        try await channels.close(until: deadline)
        client.close()
    }

    func aborting() {
        channels.abort()
        client.close()
    }

    func makeChannel(to address: EndpointAddress, via: String?) throws -> Channel {
        try lifespan.checkUsable()
        return shape(try channels.add(HTTPRequestChannel(client, try HTTPLine(address, via: via, client.settings), channels)))
    }
}
