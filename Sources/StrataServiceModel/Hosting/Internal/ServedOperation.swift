internal import StrataCore

/// An operation of an endpoint with what behaviours have given it. What its contract and its objects are written in ends in `init`.
final class ServedOperation: Sendable {
    let description: OperationDescription
    /// Understands the headers of its contract.
    let processor: SOAPProcessor
    let inspectors: [any ParameterInspector]
    let invokers: [any OperationInvoker]
    let place: OperationPlace
    /// The operation of the object that a call of that session is for.
    let bind: @Sendable (SessionState?) -> BoundOperation

    init<Instance: Sendable, Service: Sendable>(
        _ operation: ServiceOperation<Service>, _ node: SOAPProcessor, _ runtime: DispatchRuntime, _ diagnostics: any Diagnostics,
        _ provider: InstanceProvider<Instance>, _ upcast: @escaping @Sendable (Instance) -> Service
    ) {
        let own = runtime.operations[operation.description.name] ?? DispatchOperation()
        description = operation.description
        processor = node.understanding(description.input)
        inspectors = runtime.parameterInspectors + own.parameterInspectors
        invokers = runtime.invokers + own.invokers
        place = OperationPlace(operation.description.name, own.placement ?? runtime.placement, diagnostics)
        if let single = provider.single {
            let bound = BoundOperation(operation, of: single, upcast)
            bind = { _ in bound }
        } else {
            bind = { BoundOperation(operation, of: provider.context($0), upcast) }
        }
    }
}

/// An operation of one object.
struct BoundOperation: Sendable {
    /// Takes the parameters out of a request, calls the method and puts its result into the reply.
    typealias Perform = @Sendable (inout IncomingParts, inout OutgoingParts) async throws -> Void

    /// The turns of those who call the object; `nil` where calls of it run at the same time.
    let turns: ObjectTurns?
    private let perform: Perform?
    private let make: @Sendable () async throws -> Perform

    init<Instance: Sendable, Service: Sendable>(
        _ operation: ServiceOperation<Service>, of object: InstanceContext<Instance>, _ upcast: @escaping @Sendable (Instance) -> Service
    ) {
        turns = object.turns
        perform = object.given.map { operation.bound(to: upcast($0)) }
        make = { operation.bound(to: upcast(try await object.instance())) }
    }

    /// The operation, when there is an object.
    func made() async throws -> Perform {
        if let perform { return perform }
        return try await make()
    }
}
