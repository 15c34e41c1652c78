import InteropPeer
import Strata

/// The service that is called: its clients have a channel of their own each.
struct Peer<Client: ServiceClient>: Sendable {
    private let factory: ClientFactory<Client>
    private let address: EndpointAddress

    init(_ binding: some Binding, at address: EndpointAddress) async throws {
        factory = try ClientFactory<Client>(binding)
        try await factory.channels.open()
        self.address = address
    }

    /// A client with an open channel.
    func connect() async throws -> Client {
        let channel = try factory.channels.makeChannel(to: address, via: nil)
        try await channel.open()
        return factory.client(over: channel)
    }
}

extension ServiceClient {
    func close() async throws { try await caller.channel.close() }
}
