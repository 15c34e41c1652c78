internal import StrataCore

extension OperationContext {
    /// A client of the callback contract, which the caller of this operation serves.
    ///
    /// It can be used in the operation and, when the service keeps it, until the session ends; its calls throw `CommunicationError` then. While
    /// the object of a service with `concurrency` `.single` is held by this operation, two-way calls of it throw at once: what the caller asks of
    /// the object before it answers would wait for ever. With `.reentrant` the object is free meanwhile.
    ///
    /// Throws `CommunicationError` `.invalidOperation` where the contract of the endpoint has another callback contract, or none. One that
    /// refines the client's contract will do.
    ///
    /// ```swift
    /// guard let tick = try OperationContext.current?.callback(TickClient.self) else { return }
    /// ```
    public func callback<Client: ServiceClient>(_ client: Client.Type) throws -> Client {
        guard let callbacks, callbacks.covers(Client.Contract.self) else {
            let wanted = Client.Contract.description.name
            let has = callbacks.map { "its callback contract is '\($0.contract.name)'" } ?? "it has no callback contract"
            throw CommunicationError(
                .invalidOperation,
                "the contract of operation '\(operation.name)' does not call '\(wanted)' back: \(has); declare it with callback: '\(wanted)'",
                retry: .safe)
        }
        return Client(OperationCaller(callingBack: callbacks.contract.declared(Client.Contract.description), callbacks))
    }
}

/// How the operations of a session call its client.
struct CallbackSource: Sendable {
    let type: any ServiceContract.Type
    /// The callback contract, as the contract of the endpoint declares it.
    let contract: ContractDescription
    let channel: any RequestChannel
    let version: MessageVersion
    let runtime: ClientRuntime

    /// Whether the caller serves all operations of that contract.
    func covers(_ wanted: any ServiceContract.Type) -> Bool {
        ObjectIdentifier(type) == ObjectIdentifier(wanted) || contract.covers(wanted.description)
    }
}
