public import Synchronization

/// A result that somebody waits for and somebody else brings: a reply, the end of a handshake, a free place in a queue.
///
/// The first result wins; later ones are dropped and `resume` says so. One task waits, and leaves at its deadline or when it is
/// cancelled, without leaving anything behind.
public final class Completion<Value: Sendable>: Sendable {
    // Inlinable all through: a completion is made for each call, and its users are in other rooms.
    @usableFromInline enum State {
        case pending
        case waiting(UnsafeContinuation<Value, any Error>)
        case done(Result<Value, any Error>)
    }

    @usableFromInline let state = Mutex(State.pending)

    /// One without a result.
    @inlinable public init() {}

    /// Whether a result is in.
    @inlinable public var isDone: Bool {
        state.withLock { if case .done = $0 { true } else { false } }
    }

    /// Brings the result, from any thread; `false` when one was already in (the waiter may have left).
    @discardableResult @inlinable
    public func resume(with result: Result<Value, any Error>) -> Bool {
        let waiter: UnsafeContinuation<Value, any Error>?
        switch state.withLock({ state in
            let previous = state
            if case .done = previous {} else { state = .done(result) }
            return previous
        }) {
        case .done: return false
        case .pending: waiter = nil
        case .waiting(let continuation): waiter = continuation
        }
        // Safe: the state became done under the lock, so nobody else resumes this continuation.
        waiter?.resume(with: result)
        return true
    }

    /// Brings a value; `false` when a result was already in.
    @discardableResult @inlinable
    public func succeed(_ value: Value) -> Bool { resume(with: .success(value)) }

    /// Brings an error; `false` when a result was already in.
    @discardableResult @inlinable
    public func fail(_ error: any Error) -> Bool { resume(with: .failure(error)) }

    /// Waits for the result.
    ///
    /// Throws the error it was failed with, `CommunicationError.timedOut` at the deadline, `CancellationError` when the task is
    /// cancelled. Only one task may wait.
    ///
    /// - Parameters:
    ///   - deadline: when to give up.
    ///   - what: names what is waited for, in the error at the deadline.
    @inlinable @inline(never)  // as `wait`
    public func value(until deadline: Deadline = .never, _ what: @autoclosure @escaping @Sendable () -> String = "the operation")
        async throws -> Value
    {
        let token = deadline.moment.map { moment in
            deadline.time.schedule(at: moment) { self.fail(CommunicationError.deadline(what())) }
        }
        defer { token?.cancel() }
        return try await withTaskCancellationHandler {
            try await wait()
        } onCancel: {
            self.fail(CancellationError())
        }
    }

    // Never inlined: a continuation written in place, inside a loop of a task's closure, was seen to crash in optimised builds.
    @inlinable @inline(never)
    func wait() async throws -> Value {
        try await withUnsafeThrowingContinuation { continuation in
            let result: Result<Value, any Error>? = state.withLock { state in
                switch state {
                case .pending:
                    state = .waiting(continuation)
                    return nil
                case .waiting:
                    return .failure(CommunicationError(.invalidOperation, "two tasks wait for one completion"))
                case .done(let result):
                    return result
                }
            }
            if let result { continuation.resume(with: result) }
        }
    }
}

extension CommunicationError {
    /// The error of an operation whose deadline has passed; a retry counts as unsafe unless nothing was sent.
    public static func deadline(_ what: String, retry: Retry = .unsafe) -> CommunicationError {
        CommunicationError(.timedOut, "\(what) was not done by its deadline; if the peer is only slow, raise the timeout", retry: retry)
    }
}
