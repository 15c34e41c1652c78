/// The states of a communication object as a value: event in, action out. No I/O, no lock.
///
/// `Lifespan` puts it under a lock and tells observers; `LifecycleObject` calls the hooks of an element's author.
public struct Lifecycle: Sendable {
    /// What the caller of `beginClose` has to do.
    public enum CloseAction: Sendable, Hashable {
        /// Close gracefully, then call `finishClose`.
        case close
        /// Nothing to close gracefully: abort, then call `finishAbort`.
        case abort
        /// The object had faulted: abort, call `finishAbort`, then throw the fault.
        case abortAndThrow
        /// Somebody else closes, or has closed it.
        case nothing
    }

    /// What the caller of `finishClose` has to do.
    public enum FinishAction: Sendable, Hashable {
        /// It is closed.
        case closed
        /// It faulted while it closed: abort, call `finishAbort`, then throw the fault.
        case abortAndThrow
        /// It was aborted while it closed: throw `unusable()`.
        case `throw`
    }

    /// What errors call the object.
    public let name: String
    /// Where in its life the object is.
    public private(set) var state: CommunicationState = .created
    /// Whether `closing` and `closed` were reached by abort.
    public private(set) var isAborted = false
    /// The first fault; later ones are ignored.
    public private(set) var firstFault: (any Error)?
    private var rootErrorWasTaken = false

    /// A new object, created and not yet open.
    public init(_ name: String) { self.name = name }

    // MARK: Opening

    /// `open` was called: run the opening, then `finishOpen`. Throws in any state but created.
    public mutating func beginOpen() throws(CommunicationError) {
        guard state == .created else {
            switch state {
            case .opening, .opened: throw CommunicationError(.invalidOperation, "\(name) was opened before", retry: .safe)
            default: throw unusable()
            }
        }
        state = .opening
    }

    /// The opening has succeeded. Throws when the object was closed, aborted or faulted meanwhile.
    public mutating func finishOpen() throws(CommunicationError) {
        guard state == .opening else { throw unusable() }
        state = .opened
    }

    // MARK: Closing

    /// `close` was called.
    public mutating func beginClose() -> CloseAction {
        switch state {
        case .opened:
            state = .closing
            return .close
        case .created, .opening:
            state = .closing
            isAborted = true
            return .abort
        case .faulted:
            state = .closing
            isAborted = true
            return .abortAndThrow
        case .closing, .closed:
            return .nothing
        }
    }

    /// The graceful close has succeeded.
    public mutating func finishClose() -> FinishAction {
        switch state {
        case .closing where !isAborted:
            state = .closed
            return .closed
        case .faulted:
            state = .closing
            isAborted = true
            return .abortAndThrow
        default:
            return .throw
        }
    }

    /// `abort` was called: `true` when the caller is to abort and then call `finishAbort`.
    public mutating func beginAbort() -> Bool {
        guard state != .closed, !isAborted else { return false }
        isAborted = true
        state = .closing
        return true
    }

    /// The abort is done.
    public mutating func finishAbort() { state = .closed }

    // MARK: Faulting

    /// An error has ended the object; `true` for the one that did. No effect on a closed, aborted or faulted one.
    public mutating func fault(_ error: any Error) -> Bool {
        guard state != .closed, state != .faulted, !isAborted else { return false }
        state = .faulted
        firstFault = error
        return true
    }

    /// The error for a call that was under way when the object faulted: the root error for the first that asks, `.faulted` for the others.
    public mutating func errorOfPendingCall() -> any Error {
        if let firstFault, !rootErrorWasTaken {
            rootErrorWasTaken = true
            return firstFault
        }
        return unusable()
    }

    // MARK: Guards

    /// Throws unless it is open.
    public func checkOpen() throws(CommunicationError) {
        guard state == .opened else { throw unusable() }
    }

    /// Throws unless it may still be changed, that is, in any state but created.
    public func checkMutable() throws(CommunicationError) {
        switch state {
        case .created: return
        case .opening, .opened: throw CommunicationError(.invalidOperation, "\(name) cannot be changed after it was opened", retry: .safe)
        default: throw unusable()
        }
    }

    /// Throws when it is closing, closed or faulted.
    public func checkUsable() throws(CommunicationError) {
        switch state {
        case .created, .opening, .opened: return
        default: throw unusable()
        }
    }

    /// Why it cannot be used: `.notOpen`, `.faulted` with the first fault as its cause, `.aborted` or `.closed`.
    public func unusable() -> CommunicationError {
        if let firstFault {
            return CommunicationError(.faulted, "\(name) has faulted", cause: firstFault)
        }
        return switch state {
        case .created, .opening: CommunicationError(.notOpen, "\(name) is not open: call open() first", retry: .safe)
        case .opened: CommunicationError(.invalidOperation, "\(name) is open")
        default:
            isAborted
                ? CommunicationError(.aborted, "\(name) was aborted")
                : CommunicationError(.closed, "\(name) is closed", retry: .safe)
        }
    }
}
