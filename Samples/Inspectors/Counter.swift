import Strata
import Synchronization

/// Counts the calls of a service around their methods, and says what callers are told of its errors.
final class Counter: ServiceBehavior, OperationInvoker, ErrorHandler {
    private let counts = Mutex<[String: Int]>([:])

    /// All that was counted, in the order of the names.
    var lines: [String] { counts.withLock { $0.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" } } }

    func apply(to dispatch: inout DispatchRuntime, of endpoint: EndpointDescription, in service: ServiceDescription) throws {
        dispatch.invokers.append(self)
        dispatch.errorHandlers.append(self)
    }

    func invoke(_ operation: OperationDescription, _ next: @Sendable () async throws -> Void) async throws {
        counts.withLock { $0[operation.name, default: 0] += 1 }
        try await next()
    }

    /// Without this the caller would learn of an internal error, and of nothing else.
    func fault(for error: any Error, in operation: OperationDescription) -> FaultError? {
        (error as? InsufficientFunds).map { FaultError(.sender("there is not enough money: \($0.missing) more is needed")) }
    }
}
