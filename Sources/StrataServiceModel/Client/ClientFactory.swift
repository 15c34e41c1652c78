public import StrataCore

/// Makes clients of one contract over one binding: what is costly is done once.
///
/// The handle form of `Binding.withClient`: open `channels`, make a client for each address, close each client's channel and then `channels`.
public struct ClientFactory<Client: ServiceClient>: Sendable {
    /// Makes the channels.
    public let channels: any ChannelFactory<any RequestChannel>
    private let version: MessageVersion
    private let runtime: ClientRuntime

    /// Checks that the binding can carry the contract, and asks the behaviours. No I/O. Throws `BindingError`.
    public init(_ binding: some Binding, behaviors: [any EndpointBehavior] = []) throws {
        let shape = try ContractRules.shape(Client.Contract.self, binding, side: .client)
        let contract = Client.Contract.description
        guard contract.callback == nil else {
            throw BindingError(
                .invalidConfiguration,
                "contract '\(contract.name)' has a callback contract, '\(Client.Contract.Callback.description.name)', which nobody would serve; "
                    + "give the client or its factory a 'callback:'")
        }
        var (runtime, callbacks) = (ClientRuntime(), DispatchRuntime())
        try Self.apply(behaviors, binding, &runtime, &callbacks)
        channels = try binding.makeRequestFactory(shape)
        version = binding.messageVersion
        self.runtime = runtime
    }

    /// The same for a contract that calls back: `callback` serves all clients of this factory.
    ///
    /// - Parameters:
    ///   - binding: how messages travel: it must have duplex sessions.
    ///   - callback: serves the callback contract.
    ///   - concurrency: whether callbacks run at the same time.
    ///   - behaviors: what is added to the clients and to what they serve, in this order.
    public init(
        _ binding: some Binding, callback: Client.Contract.Callback.Service, concurrency: ConcurrencyMode = .single,
        behaviors: [any EndpointBehavior] = []
    ) throws {
        _ = try ContractRules.shape(Client.Contract.self, binding, side: .client)
        var (runtime, callbacks) = (ClientRuntime(), DispatchRuntime())
        try Self.apply(behaviors, binding, &runtime, &callbacks)
        let (version, dispatch) = (binding.messageVersion, callbacks)
        let provider = InstanceProvider<Client.Contract.Callback.Service>(.single(callback), concurrency)
        let limits = ThrottleLimits(processors: ProcessorCount.active)
        channels = ExchangeFactory(
            try binding.makeDuplexFactory(session: true), binding.exchangeParts(.client, limits, servant: provider.servant)
        ) { exchange in
            let dispatcher = Dispatcher<Client.Contract.Callback.Service, Client.Contract.Callback>(
                dispatch, version: version, provider, Throttle(limits)
            ) { $0 }
            try await dispatcher.serve(exchange)
        }
        self.version = version
        self.runtime = runtime
    }

    private static func apply(
        _ behaviors: [any EndpointBehavior], _ binding: some Binding, _ runtime: inout ClientRuntime, _ callbacks: inout DispatchRuntime
    ) throws {
        let endpoint = EndpointDescription(contract: Client.Contract.description, bindingName: binding.name, address: nil)
        for behavior in behaviors {
            try behavior.validate(endpoint)
            try behavior.apply(to: &runtime, of: endpoint)
            if let callback = endpoint.callback { try behavior.apply(to: &callbacks, of: callback) }
        }
    }

    /// A client over a channel of this factory, which the caller opens and closes.
    public func client(over channel: any RequestChannel) -> Client {
        Client(OperationCaller(Client.Contract.description, over: channel, version: version, runtime: runtime))
    }
}
