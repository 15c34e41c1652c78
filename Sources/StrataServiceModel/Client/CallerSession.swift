internal import StrataCore
internal import Synchronization

/// What the clients of one channel know together: whether one of them has called an operation that ends the session.
final class CallerSession: Sendable {
    private let last = Mutex<String?>(nil)

    /// Throws when an operation was called behind which nothing goes.
    func admit(_ operation: OperationDescription) throws {
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
