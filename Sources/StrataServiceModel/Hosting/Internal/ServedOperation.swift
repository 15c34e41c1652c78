internal import StrataCore

/// An operation of an endpoint with what behaviours have given it.
struct ServedOperation<Service: Sendable>: Sendable {
    let description: OperationDescription
    let perform: ServiceOperation<Service>.Perform
    let inspectors: [any ParameterInspector]
    let invokers: [any OperationInvoker]
    let place: OperationPlace

    init(_ operation: ServiceOperation<Service>, _ runtime: DispatchRuntime, _ diagnostics: any Diagnostics) {
        let own = runtime.operations[operation.description.name] ?? DispatchOperation()
        description = operation.description
        perform = operation.perform
        inspectors = runtime.parameterInspectors + own.parameterInspectors
        invokers = runtime.invokers + own.invokers
        place = OperationPlace(operation.description.name, own.placement ?? runtime.placement, diagnostics)
    }
}
