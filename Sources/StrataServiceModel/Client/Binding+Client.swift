public import StrataCore

extension Binding {
    /// A client of a service for the duration of `body`, which runs in the caller's isolation: opens what it needs, and closes it.
    ///
    /// ```swift
    /// let address = EndpointAddress("http://localhost:8000/calculator")
    /// try await BasicHTTPBinding().withClient(CalculatorClient.self, of: address) { calculator in
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
        try await ClientFactory<Client>(self, behaviors: behaviors, contractBehaviors: contractBehaviors).withClient(of: address, body)
    }

    /// The same for a contract that calls back: `callback` performs what the service asks of the client until the client is closed.
    ///
    /// ```swift
    /// try await binding.withClient(ClockClient.self, of: address, callback: Display()) { clock in
    ///     try await clock.start(count: 3)
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - client: the type that `@ServiceContract` has made.
    ///   - address: the service's.
    ///   - callback: serves the callback contract, also while calls of the client wait for their replies.
    ///   - concurrency: whether callbacks run at the same time. In a callback that runs alone two-way calls of this client throw at once, unless
    ///     it is `.reentrant`.
    ///   - throttle: how many callbacks run at a time and wait. A two-way one above that is refused; a one-way one ends the session, for its
    ///     sender would not hear that it was not taken.
    ///   - behaviors: what is added to the client and to what it serves, in this order.
    ///   - contractBehaviors: what is added to the contract that is called and its operations.
    ///   - body: gets the client, ready.
    public func withClient<Client: ServiceClient, Value>(
        _ client: Client.Type, of address: EndpointAddress, callback: Client.Contract.Callback.Service,
        concurrency: ConcurrencyMode = .single, throttle: ThrottleLimits = .defaults, behaviors: [any EndpointBehavior] = [],
        contractBehaviors: ContractBehaviors = .none, _ body: (Client) async throws -> Value
    ) async throws -> Value {
        try await ClientFactory<Client>(
            self, callback: callback, concurrency: concurrency, throttle: throttle, behaviors: behaviors,
            contractBehaviors: contractBehaviors
        )
        .withClient(of: address, body)
    }
}

extension ClientFactory {
    fileprivate func withClient<Value>(of address: EndpointAddress, _ body: (Client) async throws -> Value) async throws -> Value {
        try await channels.whileOpen {
            let channel = try channels.makeChannel(to: address, via: nil)
            return try await channel.whileOpen { try await body(client(over: channel)) }
        }
    }
}
