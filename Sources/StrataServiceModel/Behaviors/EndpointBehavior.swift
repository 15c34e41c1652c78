public import StrataCore

/// An endpoint as behaviours see it.
public struct EndpointDescription: Sendable {
    /// The contract.
    public let contract: ContractDescription
    /// The name of its binding.
    public let bindingName: String
    /// Where a host listens; `nil` on a client, which may have many.
    public let address: EndpointAddress?

    /// The same endpoint the other way round: who calls serves its callback contract.
    var callback: EndpointDescription? {
        contract.callbackDescription.map { EndpointDescription(contract: $0, bindingName: bindingName, address: address) }
    }
}

/// Changes how an endpoint of a client or a host works: adds inspectors, error handlers, known types.
///
/// Asked once, when the factory is made or the host opens. A behaviour implements what it has to do with. Where the contract has a callback
/// contract it is asked for that too: on a host as a client, on a client as a host.
public protocol EndpointBehavior: Sendable {
    /// Refuses an endpoint that it cannot work with, by throwing.
    func validate(_ endpoint: EndpointDescription) throws
    /// Adds to a client.
    func apply(to client: inout ClientRuntime, of endpoint: EndpointDescription) throws
    /// Adds to a host's endpoint.
    func apply(to dispatch: inout DispatchRuntime, of endpoint: EndpointDescription) throws
}

extension EndpointBehavior {
    public func validate(_ endpoint: EndpointDescription) throws {}
    public func apply(to client: inout ClientRuntime, of endpoint: EndpointDescription) throws {}
    public func apply(to dispatch: inout DispatchRuntime, of endpoint: EndpointDescription) throws {}
}
