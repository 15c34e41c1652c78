import StrataBindings
import StrataCore
import StrataInProcess
import StrataServiceModel
import StrataTextEncoding

/// Hosts `service` over a binding and hands a typed client of it to `body`.
func withTyped<Client: ServiceClient>(
    _ client: Client.Type, of service: Client.Contract.Service, over binding: any Binding, at address: EndpointAddress,
    client behaviors: [any EndpointBehavior] = [], host hostBehaviors: [any EndpointBehavior] = [],
    _ body: @Sendable (Client) async throws -> Void
) async throws {
    var hosted = HostedService<Client.Contract.Service>(.single(service))
    hosted.addEndpoint(Client.Contract.self, binding, at: address, behaviors: hostBehaviors)
    try await withHost(hosted) { host in
        try await binding.withClient(Client.self, of: host.addresses[0], behaviors: behaviors) { try await body($0) }
    }
}

/// The same over HTTP with SOAP 1.1, or in process with SOAP 1.2 and addressing.
func withTyped<Client: ServiceClient>(
    _ client: Client.Type, of service: Client.Contract.Service, _ way: HostTests.Way, client behaviors: [any EndpointBehavior] = [],
    host hostBehaviors: [any EndpointBehavior] = [], _ body: @Sendable (Client) async throws -> Void
) async throws {
    try await withTyped(
        client, of: service, over: way.binding(InProcessHub()), at: way.address, client: behaviors, host: hostBehaviors, body)
}

/// More types that may stand in `object`, at one end.
struct KnownTypes: EndpointBehavior {
    let types: [any ContractValue.Type]

    func apply(to client: inout ClientRuntime, of endpoint: EndpointDescription) { client.coding.knownTypes += types }
    func apply(to dispatch: inout DispatchRuntime, of endpoint: EndpointDescription) { dispatch.coding.knownTypes += types }
}
