public import StrataCore

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
    public var throttle = ThrottleLimits(processors: ProcessorCount.active)
    /// Whether the faults of unexpected errors say what the error was. For development only.
    public var revealsErrors = false
    var endpoints: [@Sendable (HostedService, InstanceProvider<Instance>, Throttle) throws -> any HostedEndpoint] = []

    /// A service without endpoints.
    public init(_ instancing: Instancing<Instance>) { self.instancing = instancing }

    /// Adds an endpoint.
    ///
    /// - Parameters:
    ///   - contract: the type that `@ServiceContract` has made.
    ///   - binding: how messages travel.
    ///   - address: where to listen; port 0 lets the system choose.
    ///   - behaviors: what is added to the endpoint, in this order.
    ///   - upcast: the object as the contract sees it: `{ $0 }`. Left out where the service is declared as `HostedService<any Calculator>`.
    public mutating func addEndpoint<Contract: ServiceContract>(
        _ contract: Contract.Type, _ binding: some Binding, at address: EndpointAddress, behaviors: [any EndpointBehavior] = [],
        as upcast: @escaping @Sendable (Instance) -> Contract.Service
    ) {
        endpoints.append { service, provider, throttle in
            let shape = try ContractRules.shape(Contract.self, binding, side: .service)
            let endpoint = EndpointDescription(contract: Contract.description, bindingName: binding.name, address: address)
            var runtime = DispatchRuntime()
            runtime.processor.revealsErrors = service.revealsErrors
            var callbacks = ClientRuntime()
            for behavior in behaviors {
                try behavior.validate(endpoint)
                try behavior.apply(to: &runtime, of: endpoint)
                if let callback = endpoint.callback { try behavior.apply(to: &callbacks, of: callback) }
            }
            let dispatcher = Dispatcher<Instance, Contract>(
                runtime, version: binding.messageVersion, provider, throttle, upcast, callbacks: callbacks)
            let listener = try binding.makeReplyListener(at: address, shape, throttle.limits, servant: provider.servant)
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
    public mutating func addEndpoint<Contract: ServiceContract>(
        _ contract: Contract.Type, _ binding: some Binding, at address: EndpointAddress, behaviors: [any EndpointBehavior] = []
    ) where Contract.Service == Instance {
        addEndpoint(contract, binding, at: address, behaviors: behaviors) { $0 }
    }
}

/// An endpoint of a host, made and not yet open.
protocol HostedEndpoint: Sendable {
    var listener: any ChannelListener<any ReplyChannel> { get }
    func run() async throws
}

struct ReplyEndpoint<Instance: Sendable, Contract: ServiceContract>: HostedEndpoint {
    let listener: any ChannelListener<any ReplyChannel>
    let dispatcher: Dispatcher<Instance, Contract>

    func run() async throws {
        // Other listeners report by themselves.
        var report: (@Sendable (any ReplyChannel, any Error) -> Void)?
        if let exchanges = listener as? ExchangeListener { report = { channel, error in exchanges.report(channel, error) } }
        try await listener.run(onFailure: report) { try await dispatcher.serve($0) }
    }
}
