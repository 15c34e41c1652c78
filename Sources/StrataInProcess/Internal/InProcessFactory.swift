internal import StrataCore

/// Makes client channels; opening it does nothing, and the channels end with it.
final class InProcessFactory<Channel: Sendable>: ChannelFactory, LifecycleObject {
    let lifespan = Lifespan("the in-process channel factory")
    private let parts: Parts
    private let channels = MadeChannels()
    private let make: @Sendable (EndpointAddress, String?) throws -> (channel: Channel, object: any LifecycleObject & AnyObject)

    init(
        _ parts: Parts,
        make: @escaping @Sendable (EndpointAddress, String?) throws -> (channel: Channel, object: any LifecycleObject & AnyObject)
    ) {
        self.parts = parts
        self.make = make
    }

    var capabilities: BindingCapabilities { parts.capabilities }

    func closing(until deadline: Deadline) async throws { try await channels.close(until: deadline) }
    func aborting() { channels.abort() }

    func makeChannel(to address: EndpointAddress, via: String?) throws -> Channel {
        try lifespan.checkUsable()
        let made = try make(address, via)
        channels.add(made.object)
        // Its end has begun in between, and may have passed this one over.
        do { try lifespan.checkUsable() } catch {
            made.object.abort()
            throw error
        }
        return made.channel
    }
}
