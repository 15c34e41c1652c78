internal import StrataCore

/// Asks all behaviours, then applies them: service, contract, endpoint, operation.
enum BehaviorOrder {
    static func apply(
        to runtime: inout DispatchRuntime, of endpoint: EndpointDescription, in service: ServiceDescription,
        _ services: [any ServiceBehavior], _ contract: ContractBehaviors, _ endpoints: [any EndpointBehavior]
    ) throws {
        for behavior in services { try behavior.validate(service) }
        try validate(endpoint, contract, endpoints)
        for behavior in services { try behavior.apply(to: &runtime, of: endpoint, in: service) }
        for behavior in contract.contract { try behavior.apply(to: &runtime, of: endpoint.contract, at: endpoint) }
        for behavior in endpoints { try behavior.apply(to: &runtime, of: endpoint) }
        for operation in endpoint.contract.operations {
            var changed = runtime.operations[operation.name] ?? DispatchOperation()
            for behavior in contract.operations[operation.name] ?? [] { try behavior.apply(to: &changed, of: operation) }
            runtime.operations[operation.name] = changed
        }
    }

    static func apply(
        to runtime: inout ClientRuntime, of endpoint: EndpointDescription, _ contract: ContractBehaviors,
        _ endpoints: [any EndpointBehavior]
    ) throws {
        try validate(endpoint, contract, endpoints)
        for behavior in contract.contract { try behavior.apply(to: &runtime, of: endpoint.contract, at: endpoint) }
        for behavior in endpoints { try behavior.apply(to: &runtime, of: endpoint) }
        for operation in endpoint.contract.operations {
            var changed = runtime.operations[operation.name] ?? ClientOperation()
            for behavior in contract.operations[operation.name] ?? [] { try behavior.apply(to: &changed, of: operation) }
            runtime.operations[operation.name] = changed
        }
    }

    private static func validate(
        _ endpoint: EndpointDescription, _ contract: ContractBehaviors, _ endpoints: [any EndpointBehavior]
    ) throws {
        let operations = endpoint.contract.operations
        for name in contract.operations.keys.sorted() where !operations.contains(where: { $0.name == name }) {
            throw BindingError(
                .invalidConfiguration,
                "a behaviour is for operation '\(name)', which contract '\(endpoint.contract.name)' does not have; it has "
                    + operations.map { "'\($0.name)'" }.joined(separator: ", "))
        }
        for behavior in contract.contract { try behavior.validate(endpoint.contract, at: endpoint) }
        for endpoint in [endpoint, endpoint.callback].compactMap({ $0 }) {
            for behavior in endpoints { try behavior.validate(endpoint) }
        }
        for operation in operations {
            for behavior in contract.operations[operation.name] ?? [] { try behavior.validate(operation) }
        }
    }
}
