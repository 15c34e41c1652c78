public import StrataCore

extension Binding {
    /// A client of a service for the duration of `body`, which runs in the caller's isolation: opens what it needs, and closes it.
    ///
    /// ```swift
    /// try await BasicHTTPBinding().withClient(CalculatorClient.self, of: "http://localhost:8000/calculator") { calculator in
    ///     print(try await calculator.add(a: 1, b: 2))
    /// }
    /// ```
    ///
    /// Throws `BindingError` where the binding cannot carry the contract, before any I/O.
    ///
    /// - Parameters:
    ///   - client: the type that `@ServiceContract` has made.
    ///   - address: the service's.
    ///   - behaviors: what is added to the client, in this order.
    ///   - contractBehaviors: what is added to the contract and its operations.
    ///   - body: gets the client, ready.
    public func withClient<Client: ServiceClient, Value>(
        _ client: Client.Type, of address: EndpointAddress, behaviors: [any EndpointBehavior] = [],
        contractBehaviors: ContractBehaviors = .none, _ body: (Client) async throws -> Value
    ) async throws -> Value {
        let factory = try ClientFactory<Client>(self, behaviors: behaviors, contractBehaviors: contractBehaviors)
        return try await factory.channels.whileOpen {
            let channel = try factory.channels.makeChannel(to: address, via: nil)
            return try await channel.whileOpen { try await body(factory.client(over: channel)) }
        }
    }
}

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
        let contract = Client.Contract.description
        let session = try ContractRules.session(contract, binding, side: .client)
        let endpoint = EndpointDescription(contract: contract, bindingName: binding.name, address: nil)
        var runtime = ClientRuntime(of: contract)
        try BehaviorOrder.apply(to: &runtime, of: endpoint, contractBehaviors, behaviors)
        channels = try binding.makeRequestFactory(session: session)
        version = binding.messageVersion
        self.runtime = runtime
    }

    /// A client over a channel of this factory, which the caller opens and closes.
    public func client(over channel: any RequestChannel) -> Client {
        Client(OperationCaller(Client.Contract.description, over: channel, version: version, runtime: runtime))
    }
}
