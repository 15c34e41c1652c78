import StrataCore

extension ServiceHost {
    /// Serves while `body` runs, which gets the open host; then closes it, and returns when what was under way is finished.
    ///
    /// `body` runs in the caller's isolation. Throws what opening, serving or closing throws, or what `body` throws, which comes first.
    public func whileServing<Value>(_ body: (ServiceHost) async throws -> Value) async throws -> Value {
        try await open()
        async let serving: Void = run()
        let value: Value
        do {
            value = try await body(self)
        } catch {
            if Task.isCancelled { abort() } else { try? await close() }
            try? await serving
            throw error
        }
        try await close()
        try await serving
        return value
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
