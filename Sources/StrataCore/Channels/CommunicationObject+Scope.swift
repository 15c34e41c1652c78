extension CommunicationObject {
    /// Opens it within the binding's open timeout.
    public func open() async throws { try await open(until: .after(timeouts.open, on: time)) }

    /// Closes it gracefully within the binding's close timeout.
    public func close() async throws { try await close(until: .after(timeouts.close, on: time)) }

    /// Opens it for the duration of `body`, then closes it gracefully, also after an error of `body`.
    ///
    /// Cancellation aborts it, and then `CancellationError` is thrown. `body` runs in the caller's isolation.
    public func whileOpen<Value>(_ body: () async throws -> Value) async throws -> Value {
        try await withTaskCancellationHandler {
            do {
                try await open()
            } catch {
                abort()
                try Task.checkCancellation()
                throw error
            }
            let value: Value
            do {
                value = try await body()
            } catch {
                if Task.isCancelled { abort() } else { try? await close() }
                try Task.checkCancellation()
                throw error
            }
            do {
                try await close()
            } catch {
                try Task.checkCancellation()
                throw error
            }
            return value
        } onCancel: {
            abort()
        }
    }
}
