import InteropPeer
import Strata

/// The service that is called.
struct Peer: Sendable {
    let factory: any ChannelFactory<any RequestChannel>
    let address: EndpointAddress
    let version: MessageVersion

    /// A client of `ICalc` with a channel of its own.
    func connect() async throws -> CalcClient { CalcClient(try await openChannel(), version: version) }

    /// A client of `IStreams` with a channel of its own.
    func connectToStreams() async throws -> StreamClient { StreamClient(try await openChannel(), version: version) }

    private func openChannel() async throws -> any RequestChannel {
        let channel = try factory.makeChannel(to: address, via: nil)
        try await channel.open()
        return channel
    }
}
