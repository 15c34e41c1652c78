internal import Synchronization

/// The states of one communication object: a `Lifecycle` under a lock, with those who observe it.
///
/// An element's author keeps one in each channel, factory and listener and conforms to `LifecycleObject`.
public final class Lifespan: Sendable {
    private struct Guarded {
        var lifecycle: Lifecycle
        var observers: [Int: AsyncStream<CommunicationState>.Continuation] = [:]
        var observed = 0
        /// Who is to be told when the object is aborted or faults.
        var interrupts: [Int: Completion<Void>] = [:]
        var interruptible = 0

        /// Whether what runs in the object is to end at once.
        var isInterrupted: Bool { lifecycle.isAborted || lifecycle.firstFault != nil }

        mutating func interruptIfNeeded() {
            guard isInterrupted, !interrupts.isEmpty else { return }
            for interrupt in interrupts.values { interrupt.succeed(()) }
            interrupts.removeAll()
        }

        mutating func publish() {
            for observer in observers.values {
                observer.yield(lifecycle.state)
                if lifecycle.state == .closed { observer.finish() }
            }
            if lifecycle.state == .closed { observers.removeAll() }
        }
    }

    private let guarded: Mutex<Guarded>
    /// What errors call the object.
    public let name: String

    /// The states of a new object; `name` is what errors call it.
    public init(_ name: String) {
        self.name = name
        guarded = Mutex(Guarded(lifecycle: Lifecycle(name)))
    }

    /// Where in its life the object is now.
    public var state: CommunicationState { guarded.withLock { $0.lifecycle.state } }

    /// Each state from now on, the present one first; ends with `closed`.
    public var stateChanges: AsyncStream<CommunicationState> {
        let (stream, continuation) = AsyncStream.makeStream(of: CommunicationState.self)
        guarded.withLock { guarded in
            continuation.yield(guarded.lifecycle.state)
            if guarded.lifecycle.state == .closed {
                continuation.finish()
            } else {
                guarded.observed += 1
                let id = guarded.observed
                guarded.observers[id] = continuation
                continuation.onTermination = { [weak self] reason in
                    // Only a reader that leaves; when the stream is finished there is nothing to remove, and the lock is held.
                    if case .cancelled = reason { self?.forget(id) }
                }
            }
        }
        return stream
    }

    private func forget(_ observer: Int) {
        _ = guarded.withLock { $0.observers.removeValue(forKey: observer) }
    }

    /// Sends an event to the lifecycle; observers see every state it enters, in order.
    public func update<Action: Sendable>(_ event: (inout Lifecycle) throws(CommunicationError) -> Action) throws(CommunicationError)
        -> Action
    {
        let result: Result<Action, CommunicationError> = guarded.withLock { guarded in
            let before = guarded.lifecycle.state
            let result: Result<Action, CommunicationError>
            do throws(CommunicationError) { result = .success(try event(&guarded.lifecycle)) } catch { result = .failure(error) }
            if guarded.lifecycle.state != before { guarded.publish() }
            guarded.interruptIfNeeded()
            return result
        }
        return try result.get()
    }

    /// Throws unless the object is open.
    public func checkOpen() throws(CommunicationError) {
        try guarded.withLock { $0.lifecycle }.checkOpen()
    }

    /// Throws when the object is closing, closed or faulted.
    public func checkUsable() throws(CommunicationError) {
        try guarded.withLock { $0.lifecycle }.checkUsable()
    }

    /// Why the object cannot be used.
    public var unusable: CommunicationError { guarded.withLock { $0.lifecycle }.unusable() }

    /// An error has ended the object; `true` for the one that did.
    @discardableResult
    public func fault(_ error: any Error) -> Bool {
        guarded.withLock { guarded in
            guard guarded.lifecycle.fault(error) else { return false }
            guarded.publish()
            guarded.interruptIfNeeded()
            return true
        }
    }

    /// Whether the object was aborted.
    var isAborted: Bool { guarded.withLock { $0.lifecycle.isAborted } }

    /// Whether the object was aborted or has faulted.
    var isInterrupted: Bool { guarded.withLock { $0.isInterrupted } }

    /// A completion that is done when the object is aborted or faults, with the number to give it back; `nil` when that has happened.
    func addInterrupt() -> (number: Int, interrupt: Completion<Void>)? {
        guarded.withLock { guarded in
            guard !guarded.isInterrupted else { return nil }
            guarded.interruptible += 1
            let interrupt = Completion<Void>()
            guarded.interrupts[guarded.interruptible] = interrupt
            return (guarded.interruptible, interrupt)
        }
    }

    func removeInterrupt(_ number: Int) {
        _ = guarded.withLock { $0.interrupts.removeValue(forKey: number) }
    }

    /// The error for a call that was under way when the object faulted, closed or was aborted.
    public func errorOfPendingCall() -> any Error {
        guarded.withLock { $0.lifecycle.errorOfPendingCall() }
    }
}
