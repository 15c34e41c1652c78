internal import StrataCore
internal import Synchronization

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

/// The filter of an endpoint whose address is known when it listens: a port of the system's choice is part of it.
final class LateAddressFilter: Sendable {
    private let mode: AddressFilterMode
    private let known = Mutex<AddressFilter?>(nil)

    init(_ mode: AddressFilterMode) {
        self.mode = mode
        switch mode {
        case .exact, .prefix: break
        case .any: known.withLock { $0 = .any }
        case .custom(let filter): known.withLock { $0 = filter }
        }
    }

    func set(_ address: EndpointAddress) { known.withLock { $0 = mode.filter(at: address) } }

    var filter: AddressFilter {
        AddressFilter { [self] to, properties in known.withLock { $0 }?.matches(to, properties) ?? false }
    }
}
