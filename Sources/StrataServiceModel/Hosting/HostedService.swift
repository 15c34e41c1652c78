public import StrataCore
internal import StrataInfoset

/// A service for a host: the object that performs its operations, and the endpoints at which it is called.
///
/// ```swift
/// var calculator = HostedService<any Calculator>(.single(Desk()))
/// calculator.addEndpoint(CalculatorContract.self, BasicHTTPBinding(), at: EndpointAddress("http://localhost:8000/calculator"))
/// try await ServiceHost(calculator).run()
/// ```
public struct HostedService<Instance: Sendable>: Sendable {
    /// Which object performs an operation.
    public let instancing: Instancing<Instance>
    /// Whether calls of one object run at the same time: one after the other, as in WCF, unless said otherwise.
    public var concurrency = ConcurrencyMode.single
    /// How much is done at a time.
    public var throttle = ThrottleLimits.defaults
    /// What it is called: the type that performs its operations, unless said otherwise.
    public var name = HostedService.nameOfInstance
    /// What is added to all endpoints, in this order; see `ServiceBehavior` for what comes when.
    public var behaviors: [any ServiceBehavior] = []
    /// Which `To` its endpoints answer to, unless a behaviour says otherwise.
    public var addressFilter = AddressFilterMode.exact
    /// Whether a GET of an endpoint's address over HTTP shows a page for people: the contracts with their operations, the endpoints, and what
    /// their bindings protect. Whoever may call the service may read it.
    public var servesPage = true
    /// Whether the faults of unexpected errors say what the error was. For development only.
    public var revealsErrors = false
    var descriptions: [EndpointDescription] = []
    private var contracts: [any ServiceContract.Type] = []
    var endpoints: [@Sendable (HostedService, InstanceProvider<Instance>, Throttle, ServicePage) throws -> any HostedEndpoint] = []

    /// A service without endpoints.
    public init(_ instancing: Instancing<Instance>) { self.instancing = instancing }

    /// Adds an endpoint.
    ///
    /// - Parameters:
    ///   - contract: the type that `@ServiceContract` has made.
    ///   - binding: how messages travel.
    ///   - address: where to listen; port 0 lets the system choose.
    ///   - behaviors: what is added to the endpoint, in this order.
    ///   - contractBehaviors: what is added to the contract and its operations.
    ///   - resources: what is shown beside the messages under the address, where the transport can: metrics, for example.
    ///   - upcast: the object as the contract sees it: `{ $0 }`. Left out where the service is declared as `HostedService<any Calculator>`.
    public mutating func addEndpoint<Contract: ServiceContract>(
        _ contract: Contract.Type, _ binding: some Binding, at address: EndpointAddress, behaviors: [any EndpointBehavior] = [],
        contractBehaviors: ContractBehaviors = .none, resources: [Resource] = [],
        as upcast: @escaping @Sendable (Instance) -> Contract.Service
    ) {
        let endpoint = EndpointDescription(contract: Contract.description, bindingName: binding.name, address: address)
        descriptions.append(endpoint)
        contracts.append(contract)
        endpoints.append { service, provider, throttle, page in
            let shape = try ContractRules.shape(Contract.self, binding, side: .service)
            let (runtime, callbacks) = try service.runtimes(of: endpoint, behaviors, contractBehaviors)
            let dispatcher = Dispatcher(
                Contract.self, runtime, version: binding.messageVersion, binding.diagnostics, provider, throttle, upcast,
                callbacks: callbacks)
            var shown = resources
            // What its author shows there has the place.
            if service.servesPage, !shown.contains(where: { $0.path.isEmpty }) { shown.append(page.resource) }
            let listener = try binding.makeReplyListener(
                at: address, Contract.description, shape, throttle.limits, servant: provider.servant, resources: shown)
            page.add(Contract.description, binding.explain())
            return ReplyEndpoint(listener: listener, dispatcher: dispatcher)
        }
    }
}

extension HostedService {
    /// Adds an endpoint of a contract that the objects of this service are declared to have.
    ///
    /// - Parameters:
    ///   - contract: the type that `@ServiceContract` has made.
    ///   - binding: how messages travel.
    ///   - address: where to listen; port 0 lets the system choose.
    ///   - behaviors: what is added to the endpoint, in this order.
    ///   - contractBehaviors: what is added to the contract and its operations.
    ///   - resources: what is shown beside the messages under the address, where the transport can: metrics, for example.
    public mutating func addEndpoint<Contract: ServiceContract>(
        _ contract: Contract.Type, _ binding: some Binding, at address: EndpointAddress, behaviors: [any EndpointBehavior] = [],
        contractBehaviors: ContractBehaviors = .none, resources: [Resource] = []
    ) where Contract.Service == Instance {
        addEndpoint(
            contract, binding, at: address, behaviors: behaviors, contractBehaviors: contractBehaviors, resources: resources
        ) { $0 }
    }

    /// Refuses what would serve nothing, and contracts that nobody could tell apart.
    func check() throws(BindingError) {
        try throttle.check()
        guard !endpoints.isEmpty else {
            throw BindingError(.invalidConfiguration, "a service without endpoints cannot be hosted; add one with addEndpoint")
        }
        var known: [ExpandedName: ObjectIdentifier] = [:]
        for contract in contracts {
            let name = ExpandedName(contract.description.name, namespace: contract.description.namespace)
            guard known.updateValue(ObjectIdentifier(contract), forKey: name) ?? ObjectIdentifier(contract) == ObjectIdentifier(contract)
            else {
                throw BindingError(
                    .invalidConfiguration,
                    "two contracts of service '\(self.name)' are called \(name); give one of them another name or namespace")
            }
        }
    }

    /// As behaviours see it.
    var description: ServiceDescription {
        ServiceDescription(name: name, endpoints: descriptions, concurrency: concurrency, throttle: throttle)
    }

    /// What behaviours make of one of its endpoints, and of the clients of its callback contract.
    private func runtimes(
        of endpoint: EndpointDescription, _ behaviors: [any EndpointBehavior], _ contractBehaviors: ContractBehaviors
    ) throws -> (dispatch: DispatchRuntime, callbacks: ClientRuntime) {
        var runtime = DispatchRuntime(of: endpoint.contract)
        runtime.processor.revealsErrors = revealsErrors
        runtime.addressFilter = addressFilter
        try BehaviorOrder.apply(to: &runtime, of: endpoint, in: description, self.behaviors, contractBehaviors, behaviors)
        var callbacks = ClientRuntime()
        if let callback = endpoint.callback {
            callbacks = ClientRuntime(of: callback.contract)
            for behavior in behaviors { try behavior.apply(to: &callbacks, of: callback) }
        }
        return (runtime, callbacks)
    }

    private static var nameOfInstance: String {
        let name = "\(Instance.self)"
        return name.hasPrefix("any ") ? String(name.dropFirst(4)) : name
    }
}

/// An endpoint of a host, made and not yet open.
protocol HostedEndpoint: Sendable {
    var listener: any ChannelListener<any ReplyChannel> { get }
    /// Called when it listens.
    func opened()
    func run() async throws
}

struct ReplyEndpoint: HostedEndpoint {
    let listener: any ChannelListener<any ReplyChannel>
    let dispatcher: Dispatcher

    func opened() { dispatcher.opened(at: listener.address) }

    func run() async throws {
        // Other listeners report by themselves.
        var report: (@Sendable (any ReplyChannel, any Error) -> Void)?
        if let exchanges = listener as? ExchangeListener { report = { channel, error in exchanges.report(channel, error) } }
        try await listener.run(onFailure: report) { channel in
            if let exchange = channel as? DuplexExchange, exchange.state == .created { try await exchange.open() }
            try await dispatcher.serve(channel)
        }
    }
}
