internal import StrataCore

/// An operation of an endpoint with what behaviours have given it.
final class ServedOperation<Service: Sendable>: Sendable {
    let description: OperationDescription
    /// Understands the headers of its contract.
    let processor: SOAPProcessor
    let perform: ServiceOperation<Service>.Perform
    let inspectors: [any ParameterInspector]
    let invokers: [any OperationInvoker]
    let place: OperationPlace

    init(
        _ operation: ServiceOperation<Service>, _ node: SOAPProcessor, _ runtime: DispatchRuntime, _ diagnostics: any Diagnostics
    ) {
        let own = runtime.operations[operation.description.name] ?? DispatchOperation()
        description = operation.description
        processor = node.understanding(description.input)
        perform = operation.perform
        inspectors = runtime.parameterInspectors + own.parameterInspectors
        invokers = runtime.invokers + own.invokers
        place = OperationPlace(operation.description.name, own.placement ?? runtime.placement, diagnostics)
    }
}
