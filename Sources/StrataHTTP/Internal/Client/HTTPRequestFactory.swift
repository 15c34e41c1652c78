internal import StrataCore

/// Makes request channels; their connections are shared.
final class HTTPRequestFactory: ChannelFactory, LifecycleObject {
    let lifespan: Lifespan
    let capabilities: BindingCapabilities
    private let client: HTTPClient
    private let channels = HTTPChannels()

    init(_ settings: HTTPClientSettings, _ capabilities: BindingCapabilities) {
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

    func makeChannel(to address: EndpointAddress, via: String?) throws -> any RequestChannel {
        try lifespan.checkUsable()
        return try channels.add(HTTPRequestChannel(client, try HTTPLine(address, via: via, client.settings), channels))
    }
}
