/// Where operations run, as a behaviour of a service, a contract, an endpoint or an operation; what is said last, by the order of
/// behaviours, holds.
///
/// ```swift
/// service.behaviors.append(OperationPlacement.global)
/// ```
public struct OperationPlacement: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case connection
        case global
        case adaptive(Duration)
    }

    let kind: Kind

    /// On the event loop of the connection that brought the request: no hop between threads, and nothing may block there. Where a transport
    /// has no loops it is the executor on which the request came.
    public static let connection = OperationPlacement(kind: .connection)

    /// On the global executor: for operations that compute for long or block. Costs a hop there and one back, some 25 microseconds on an
    /// idle machine.
    public static let global = OperationPlacement(kind: .global)

    /// Begins on the connection's loop, and moves an operation that holds it for more than a millisecond to the global executor: the default.
    public static let adaptive = adaptive(threshold: .milliseconds(1))

    /// Begins on the connection's loop; an operation that was seen to hold it for longer than `threshold` some times in a row, or once for a
    /// hundred times as long, runs on the global executor from then on, with one record in the binding's diagnostics. Of an operation that
    /// suspends the first stretch is seen, and the last.
    public static func adaptive(threshold: Duration) -> OperationPlacement { OperationPlacement(kind: .adaptive(threshold)) }
}

extension OperationPlacement: ServiceBehavior, ContractBehavior, EndpointBehavior, OperationBehavior {
    public func apply(to dispatch: inout DispatchRuntime, of endpoint: EndpointDescription, in service: ServiceDescription) {
        dispatch.placement = self
    }

    public func apply(to dispatch: inout DispatchRuntime, of contract: ContractDescription, at endpoint: EndpointDescription) {
        dispatch.placement = self
    }

    public func apply(to dispatch: inout DispatchRuntime, of endpoint: EndpointDescription) { dispatch.placement = self }

    public func apply(to dispatch: inout DispatchOperation, of operation: OperationDescription) { dispatch.placement = self }
}
