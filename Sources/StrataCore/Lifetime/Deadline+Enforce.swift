extension Deadline {
    /// Runs `operation` and cancels it when the deadline passes; then throws `CommunicationError.timedOut`.
    ///
    /// Returns only when `operation` has ended, so nothing of it is left behind: it must answer to cancellation.
    /// Cancellation of the caller reaches it too.
    public func enforce<Value: Sendable>(
        _ what: @autoclosure @escaping @Sendable () -> String,
        _ operation: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        guard let moment else { return try await operation() }
        if hasPassed { throw CommunicationError.deadline(what()) }
        let expiry = Completion<Void>()
        let token = time.schedule(at: moment) { expiry.succeed(()) }
        defer { token.cancel() }
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            defer { group.cancelAll() }
            group.addTask { try await operation() }
            group.addTask {
                try? await expiry.value()
                return nil
            }
            if let first = try await group.next(), let value = first { return value }
            // The clock's child ended first: at the deadline, or because the caller was cancelled.
            try Task.checkCancellation()
            throw CommunicationError.deadline(what())
        }
    }
}
