extension Lifespan {
    /// Runs a call of the object, and cancels it when the object is aborted or faults; the call then throws `errorOfPendingCall()`.
    ///
    /// For calls that wait for something an abort does not end by itself: a place in a peer's queue, a name to be resolved. Returns only
    /// when `operation` has ended; what it still returns after the interruption is returned.
    public func interruptible<Value: Sendable>(_ operation: @escaping @Sendable () async throws -> Value) async throws -> Value {
        switch await interrupting(operation) {
        case .success(let value): return value
        case .failure(let error): throw error
        case .interrupted: throw errorOfPendingCall()
        }
    }

    enum Outcome<Value: Sendable>: Sendable {
        case success(Value)
        case failure(any Error)
        /// The object was aborted or has faulted, and the operation has not succeeded in spite of it.
        case interrupted
    }

    func interrupting<Value: Sendable>(_ operation: @escaping @Sendable () async throws -> Value) async -> Outcome<Value> {
        guard let (number, interrupt) = addInterrupt() else { return .interrupted }
        defer { removeInterrupt(number) }
        return await withTaskGroup(of: Outcome<Value>?.self) { group in
            defer { group.cancelAll() }
            group.addTask {
                do { return .success(try await operation()) } catch { return .failure(error) }
            }
            group.addTask {
                try? await interrupt.value()
                return nil
            }
            while let ended = await group.next() {
                switch ended {
                case nil: group.cancelAll()
                case .success(let value)?: return .success(value)
                case .failure(let error)?: return isInterrupted ? .interrupted : .failure(error)
                case .interrupted?: return .interrupted
                }
            }
            return .interrupted
        }
    }
}
