internal import StrataCore

/// What the factories and listeners of one stack share.
final class Parts: Sendable {
    let hub: InProcessHub
    let shape: ChannelShape
    let configuration: InProcessTransport.Configuration
    let capabilities: BindingCapabilities
    private let context: BindingContext

    init(
        _ transport: InProcessTransport, _ pattern: ChannelShape.Pattern, _ session: Bool, _ context: borrowing BindingContext
    ) throws(BindingError) {
        let configuration = transport.configuration
        for (name, value) in [
            ("mailboxCapacity", configuration.mailboxCapacity), ("maxPendingSessions", configuration.maxPendingSessions),
            ("maxConcurrentRequests", configuration.maxConcurrentRequests),
        ] where value < 1 {
            throw BindingError(
                .invalidConfiguration, element: transport.elementName,
                "\(name) of \(transport.elementName) must be at least 1, not \(value)")
        }
        hub = transport.hub
        shape = ChannelShape(pattern, session: session)
        self.configuration = configuration
        capabilities = context.capabilities(of: transport)
        self.context = context.copy()
        // An encoding that cannot make its encoder says so now, not with the first message.
        _ = try makeCodec()
    }

    var diagnostics: any Diagnostics { context.diagnostics }
    var timeouts: Timeouts { context.timeouts }
    var time: any TimeSource { context.time }

    /// For one channel: in a session each direction has an encoder of its own.
    func makeCodec() throws(BindingError) -> FrameCodec {
        guard configuration.encodes else { return FrameCodec() }
        guard shape.session else { return FrameCodec(writer: try context.makeEncoder(), reader: try context.makeEncoder()) }
        return FrameCodec(writer: try context.makeSessionEncoder(), reader: try context.makeSessionEncoder())
    }

    func listenAddress() throws(BindingError) -> EndpointAddress {
        guard let address = context.listenAddress else {
            throw BindingError(.invalidAddress, element: "InProcessTransport", "a listener needs the address to listen at")
        }
        return address
    }
}
