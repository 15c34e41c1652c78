import StrataCore

extension ServiceHost {
    /// Serves while `body` runs, which gets the open host; then closes it, and returns when what was under way is finished.
    ///
    /// `body` runs in the caller's isolation. An endpoint that fails aborts the host, whose `state` says so, and does not end `body`: what has
    /// to end then calls `run()` in a task beside it. Throws what opening, serving or closing throws, or what `body` throws, which comes first.
    public func whileServing<Value>(_ body: (ServiceHost) async throws -> Value) async throws -> Value {
        do { try await open() } catch {
            abort()
            throw error
        }
        async let serving: Void = run()
        let value: Value
        do {
            value = try await body(self)
        } catch {
            if Task.isCancelled { abort() } else { try? await close() }
            try? await serving
            throw error
        }
        try await close()
        try await serving
        return value
    }
}
