internal import StrataCore
internal import Synchronization

/// What a client and its copies (`with`) know together: whether one of them has called an operation that ends the session.
final class CallerSession: Sendable {
    private let last = Mutex<String?>(nil)

    /// Runs a call, unless an operation was called behind which nothing goes. `call` says when its request is on its way.
    func run<Value>(_ operation: OperationDescription, _ call: (_ isSent: inout Bool) async throws -> Value) async throws -> Value {
        try admit(operation)
        var isSent = false
        do { return try await call(&isSent) } catch {
            // A call on which the service has certainly not acted ends nothing.
            if operation.isTerminating, !isSent || (error as? CommunicationError)?.retry == .safe { last.withLock { $0 = nil } }
            throw error
        }
    }

    private func admit(_ operation: OperationDescription) throws {
        let ended = last.withLock { last in
            defer { if operation.isTerminating, last == nil { last = operation.name } }
            return last
        }
        guard let ended else { return }
        throw CommunicationError(
            .closed, "operation '\(operation.name)' was not called: the session is ending, since '\(ended)' was called, which ends it",
            retry: .safe)
    }
}
