/// Everything that is opened and closed: channels, factories, listeners, hosts.
///
/// The states go one way: created, opening, opened, closing, closed, and faulted, which only `abort()` or `close()` leaves.
/// An implementation keeps a `Lifecycle` and does what its transitions say.
public protocol CommunicationObject: Sendable {
    /// Where in its life it is now. Any thread may ask.
    var state: CommunicationState { get }

    /// Each state that the object enters after the sequence was asked for, the present one first; ends with `closed`.
    var stateChanges: AsyncStream<CommunicationState> { get }

    /// Opens it. Only once; a failure faults it.
    func open(until deadline: Deadline) async throws

    /// Closes it gracefully: what is under way is finished, the peer is told. A failure, or the deadline, aborts it.
    func close(until deadline: Deadline) async throws

    /// Closes it at once, without waiting for anything; calls under way fail.
    func abort()

    /// What the calls without a deadline (`open()`, `request(_:)`, …) use: the binding's, on everything that a binding made.
    var timeouts: Timeouts { get }

    /// What those deadlines are measured on: the binding's.
    var time: any TimeSource { get }
}

extension CommunicationObject {
    public var timeouts: Timeouts { .defaults }
    public var time: any TimeSource { SystemTime.shared }
}

/// The states of a communication object.
public enum CommunicationState: Sendable, Hashable {
    /// Not opened yet. Successors: opening, closing (by close or abort), faulted.
    case created
    /// Successors: opened, closing, faulted.
    case opening
    /// Successors: closing, faulted.
    case opened
    /// Successors: closed, faulted.
    case closing
    /// The end.
    case closed
    /// Unusable: an error has ended it. Successor: closing.
    case faulted
}
