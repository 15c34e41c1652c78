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
    let bind: @Sendable (SessionState?) throws -> BoundOperation

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
            bind = { BoundOperation(operation, of: try provider.context($0), upcast) }
        }
    }
}

/// An operation of one object.
struct BoundOperation: Sendable {
    /// The turns of those who call the object; `nil` where calls of it run at the same time.
    let turns: ObjectTurns?
    /// Takes the parameters out of a request, calls the method and puts its result into the reply.
    let perform: @Sendable (inout IncomingParts, inout OutgoingParts) async throws -> Void

    init<Instance: Sendable, Service: Sendable>(
        _ operation: ServiceOperation<Service>, of object: InstanceContext<Instance>, _ upcast: (Instance) -> Service
    ) {
        turns = object.turns
        perform = operation.bound(to: upcast(object.instance))
    }
}
