import Synchronization

/// One value that a task waits for and something else brings, or the task's cancellation does. The first to finish wins. Any thread.
final class Waiter<Value: Sendable>: Sendable {
    enum State: Sendable {
        case open
        case waiting(UnsafeContinuation<Result<Value, IOError>, Never>)
        case finished(Result<Value, IOError>)
        case taken
    }

    private let state = Mutex(State.open)
    /// What to do, on a loop, when the waiting task leaves first.
    private let ticket = IOTicket()

    /// `action` runs on `loop` when the task is cancelled before the value is there.
    func onAbandon(on loop: EventLoop, _ action: @escaping @Sendable () -> Void) {
        ticket.onCancel { loop.execute(action) }
    }

    /// `action` runs, on the thread that cancels, when the task is cancelled before the value is there.
    func onAbandon(_ action: @escaping @Sendable () -> Void) { ticket.onCancel(action) }

    /// False when the waiter was finished before: whoever brings a resource then has to put it away.
    @discardableResult
    func finish(_ result: Result<Value, IOError>) -> Bool {
        let (won, continuation): (Bool, UnsafeContinuation<Result<Value, IOError>, Never>?) = state.withLock { s in
            switch s {
            case .open:
                s = .finished(result)
                return (true, nil)
            case .waiting(let c):
                s = .taken
                return (true, c)
            case .finished, .taken:
                return (false, nil)
            }
        }
        if won { ticket.finish() }
        continuation?.resume(returning: result)
        return won
    }

    /// Waits, whatever the task's cancellation says.
    ///
    /// A method of its own, and never inlined: the continuation written in place, inside a loop of a task's closure, was seen to
    /// crash in optimised builds.
    @inline(never)
    func value() async throws(IOError) -> Value {
        let r: Result<Value, IOError> = await withUnsafeContinuation { c in
            let ready: Result<Value, IOError>? = state.withLock { s in
                if case .finished(let r) = s {
                    s = .taken
                    return r
                }
                s = .waiting(c)
                return nil
            }
            if let ready { c.resume(returning: ready) }
        }
        return try r.get()
    }

    /// Waits until the value is there or the task is cancelled: then it throws `.cancelled`, and what `onAbandon` said is done.
    @inline(never)
    func value(_ operation: String) async throws(IOError) -> Value {
        let r: Result<Value, IOError> = await withTaskCancellationHandler {
            do throws(IOError) { return .success(try await value()) } catch { return .failure(error) }
        } onCancel: {
            abandon(operation)
        }
        return try r.get()
    }

    private func abandon(_ operation: String) {
        let result = Result<Value, IOError>.failure(.cancelled(operation))
        let (won, continuation): (Bool, UnsafeContinuation<Result<Value, IOError>, Never>?) = state.withLock { s in
            switch s {
            case .open:
                s = .finished(result)
                return (true, nil)
            case .waiting(let c):
                s = .taken
                return (true, c)
            case .finished, .taken:
                return (false, nil)
            }
        }
        if won { ticket.cancel() }
        continuation?.resume(returning: result)
    }
}
