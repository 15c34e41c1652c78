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
    public init(
        _ binding: some Binding, behaviors: [any EndpointBehavior] = [], contractBehaviors: ContractBehaviors = .none
    ) throws {
        let shape = try ContractRules.shape(Client.Contract.self, binding, side: .client)
        let contract = Client.Contract.description
        guard contract.callback == nil else {
            throw BindingError(
                .invalidConfiguration,
                "contract '\(contract.name)' has a callback contract, '\(Client.Contract.Callback.description.name)', which nobody would serve; "
                    + "give the client or its factory a 'callback:'")
        }
        runtime = try Self.runtimes(binding, behaviors, contractBehaviors).client
        channels = try binding.makeRequestFactory(shape)
        version = binding.messageVersion
    }

    /// The same for a contract that calls back: `callback` serves all clients of this factory.
    ///
    /// - Parameters:
    ///   - binding: how messages travel: it must have duplex sessions.
    ///   - callback: serves the callback contract.
    ///   - concurrency: whether callbacks run at the same time.
    ///   - throttle: how many callbacks each session runs at a time and lets wait. A two-way one above that is refused; a one-way one ends the
    ///     session, for its sender would not hear that it was not taken.
    ///   - behaviors: what is added to the clients and to what they serve, in this order.
    ///   - contractBehaviors: what is added to the contract that is called and its operations.
    public init(
        _ binding: some Binding, callback: Client.Contract.Callback.Service, concurrency: ConcurrencyMode = .single,
        throttle: ThrottleLimits = .defaults, behaviors: [any EndpointBehavior] = [], contractBehaviors: ContractBehaviors = .none
    ) throws {
        try throttle.check()
        _ = try ContractRules.shape(Client.Contract.self, binding, side: .client)
        let served = Client.Contract.description.callbackDescription ?? Client.Contract.Callback.description
        let (runtime, dispatch) = try Self.runtimes(binding, behaviors, contractBehaviors)
        let (version, diagnostics) = (binding.messageVersion, binding.diagnostics)
        let provider = InstanceProvider<Client.Contract.Callback.Service>(.single(callback), concurrency)
        channels = ExchangeFactory(
            try binding.makeDuplexFactory(session: true),
            binding.exchangeParts(.client, serving: served, throttle, servant: provider.servant)
        ) { exchange in
            let dispatcher = Dispatcher(
                Client.Contract.Callback.self, dispatch, version: version, diagnostics, provider, Throttle(throttle), { $0 }, as: served)
            try await dispatcher.serve(exchange)
        }
        self.version = version
        self.runtime = runtime
    }

    /// What behaviours make of the client, and of what it serves: there any address is its own, for it has none.
    private static func runtimes(
        _ binding: some Binding, _ behaviors: [any EndpointBehavior], _ contractBehaviors: ContractBehaviors
    ) throws -> (client: ClientRuntime, callbacks: DispatchRuntime) {
        let contract = Client.Contract.description
        let endpoint = EndpointDescription(contract: contract, bindingName: binding.name, address: nil)
        var (runtime, callbacks) = (ClientRuntime(of: contract), DispatchRuntime(of: Client.Contract.Callback.description))
        try BehaviorOrder.apply(to: &runtime, of: endpoint, contractBehaviors, behaviors)
        if let callback = endpoint.callback {
            for behavior in behaviors { try behavior.apply(to: &callbacks, of: callback) }
        }
        callbacks.addressFilter = callbacks.addressFilter.withoutAddress
        return (runtime, callbacks)
    }

    /// A client over a channel of this factory, which the caller opens and closes.
    public func client(over channel: any RequestChannel) -> Client {
        Client(OperationCaller(Client.Contract.description, over: channel, version: version, runtime: runtime))
    }
}
