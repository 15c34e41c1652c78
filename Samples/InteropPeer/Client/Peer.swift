import InteropPeer
import Strata

/// The service that is called.
struct Peer: Sendable {
    let factory: any ChannelFactory<any RequestChannel>
    let address: EndpointAddress
    let version: MessageVersion

    /// A channel of its own.
    func connect() async throws -> CalcClient {
        let channel = try factory.makeChannel(to: address, via: nil)
        try await channel.open()
        return CalcClient(channel, version: version)
    }
}
