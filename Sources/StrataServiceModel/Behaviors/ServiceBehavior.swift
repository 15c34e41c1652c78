/// A service as behaviours see it.
public struct ServiceDescription: Sendable {
    /// What it is called: the type that performs its operations, unless said otherwise.
    public let name: String
    /// Its endpoints, in the order in which they were added.
    public let endpoints: [EndpointDescription]
    /// Whether calls of one object run at the same time.
    public let concurrency: ConcurrencyMode
    /// How much it does at a time.
    public let throttle: ThrottleLimits
}

/// Changes how all endpoints of a hosted service work: in `HostedService.behaviors`.
///
/// All behaviours of an endpoint are asked to validate before any is applied. They are applied in this order, as in WCF: the service's,
/// the contract's, the endpoint's, the operations'; those of one kind in the order in which they were given. A behaviour that comes later
/// sees what those before it have set.
public protocol ServiceBehavior: Sendable {
    /// Refuses a service that it cannot work with, by throwing. Asked once for each endpoint that is built.
    func validate(_ service: ServiceDescription) throws
    /// Adds to one of its endpoints.
    func apply(to dispatch: inout DispatchRuntime, of endpoint: EndpointDescription, in service: ServiceDescription) throws
}

extension ServiceBehavior {
    public func validate(_ service: ServiceDescription) throws {}
}

/// Changes how a contract is served or called, at one endpoint: part of the `ContractBehaviors` that it is given.
public protocol ContractBehavior: Sendable {
    /// Refuses a contract or an endpoint that it cannot work with, by throwing.
    func validate(_ contract: ContractDescription, at endpoint: EndpointDescription) throws
    /// Adds to a client.
    func apply(to client: inout ClientRuntime, of contract: ContractDescription, at endpoint: EndpointDescription) throws
    /// Adds to a host's endpoint.
    func apply(to dispatch: inout DispatchRuntime, of contract: ContractDescription, at endpoint: EndpointDescription) throws
}

extension ContractBehavior {
    public func validate(_ contract: ContractDescription, at endpoint: EndpointDescription) throws {}
    public func apply(to client: inout ClientRuntime, of contract: ContractDescription, at endpoint: EndpointDescription) throws {}
    public func apply(to dispatch: inout DispatchRuntime, of contract: ContractDescription, at endpoint: EndpointDescription) throws {}
}

/// Changes how one operation is performed or called: part of the `ContractBehaviors` of an endpoint or a client, by the operation's name.
public protocol OperationBehavior: Sendable {
    /// Refuses an operation that it cannot work with, by throwing.
    func validate(_ operation: OperationDescription) throws
    /// Adds to a client.
    func apply(to client: inout ClientOperation, of operation: OperationDescription) throws
    /// Adds to a host's endpoint.
    func apply(to dispatch: inout DispatchOperation, of operation: OperationDescription) throws
}

extension OperationBehavior {
    public func validate(_ operation: OperationDescription) throws {}
    public func apply(to client: inout ClientOperation, of operation: OperationDescription) throws {}
    public func apply(to dispatch: inout DispatchOperation, of operation: OperationDescription) throws {}
}

/// What is added to a contract where it is served or called, and to its operations.
public struct ContractBehaviors: Sendable {
    /// To the contract, in this order.
    public var contract: [any ContractBehavior]
    /// To operations, by their names on the wire. A name that the contract does not have is refused with `BindingError`.
    public var operations: [String: [any OperationBehavior]]

    /// Behaviours of a contract and of its operations by name.
    public init(_ contract: [any ContractBehavior] = [], operations: [String: [any OperationBehavior]] = [:]) {
        self.contract = contract
        self.operations = operations
    }

    /// Nothing added.
    public static var none: ContractBehaviors { ContractBehaviors() }
}
