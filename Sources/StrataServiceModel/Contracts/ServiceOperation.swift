/// How a host performs one operation.
public struct ServiceOperation<Service: Sendable>: Sendable {
    /// Takes the parameters out of a request, calls the method and puts its result into the reply.
    public typealias Perform = @Sendable (Service, inout IncomingParts, inout OutgoingParts) async throws -> Void

    /// The operation.
    public let description: OperationDescription
    let perform: Perform

    /// An operation that is performed by `perform`, which calls `IncomingParts.complete()` when it has read all parameters.
    public init(_ description: OperationDescription, perform: @escaping Perform) {
        self.description = description
        self.perform = perform
    }

    /// The same operation under another description: for a contract by hand that differs from the one of a macro in names, actions or its place
    /// in sessions. Parameters and results stay those that the operation reads and writes.
    public func with(_ description: OperationDescription) -> ServiceOperation { ServiceOperation(description, perform: perform) }

    /// The operation of that object.
    func bound(to service: Service) -> @Sendable (inout IncomingParts, inout OutgoingParts) async throws -> Void {
        let perform = perform
        return { input, output in try await perform(service, &input, &output) }
    }

    /// The same operation, performed on something that is more than `Service`: an inherited contract's.
    public func of<Heir: Sendable>(_ upcast: @escaping @Sendable (Heir) -> Service) -> ServiceOperation<Heir> {
        let perform = perform
        return ServiceOperation<Heir>(description) {
            (service: Heir, input: inout IncomingParts, output: inout OutgoingParts) async throws in
            try await perform(upcast(service), &input, &output)
        }
    }
}

/// What `@ServiceContract` makes clients of: the methods come with the contract.
public protocol ServiceClient: Sendable {
    /// The contract that it calls.
    associatedtype Contract: ServiceContract
    /// Who sends the requests.
    var caller: OperationCaller { get }
    /// A client of that caller.
    init(_ caller: OperationCaller)
}
