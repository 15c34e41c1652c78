import Synchronization

/// The other end of an operation with a callback: whoever started it can leave. Any thread.
package final class IOTicket: Sendable {
    private enum State: Sendable {
        case pending((@Sendable () -> Void)?)
        case cancelled
        case done
    }

    private let state = Mutex(State.pending(nil))

    package init() {}

    /// Asks the operation to stop; its callback then gets a `.cancelled` error, unless it has been called already.
    package func cancel() {
        let action: (@Sendable () -> Void)? = state.withLock { s in
            guard case .pending(let a) = s else { return nil }
            s = .cancelled
            return a
        }
        action?()
    }

    /// What cancelling does from now on; done at once when the caller has left before.
    package func onCancel(_ action: @escaping @Sendable () -> Void) {
        let now = state.withLock { s in
            switch s {
            case .pending:
                s = .pending(action)
                return false
            case .cancelled: return true
            case .done: return false
            }
        }
        if now { action() }
    }

    /// The operation is over: lets go of what `onCancel` holds.
    package func finish() {
        state.withLock { s in
            if case .pending = s { s = .done }
        }
    }
}
