internal import StrataCore

/// Makes client channels; opening it does nothing.
final class InProcessFactory<Channel: Sendable>: ChannelFactory, LifecycleObject {
    let lifespan = Lifespan("the in-process channel factory")
    private let parts: Parts
    private let make: @Sendable (EndpointAddress, String?) throws -> Channel

    init(_ parts: Parts, make: @escaping @Sendable (EndpointAddress, String?) throws -> Channel) {
        self.parts = parts
        self.make = make
    }

    var capabilities: BindingCapabilities { parts.capabilities }

    func makeChannel(to address: EndpointAddress, via: String?) throws -> Channel {
        try lifespan.checkUsable()
        return try make(address, via)
    }
}
