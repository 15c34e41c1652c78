/// The moment by which something must be done. Travels as one value from the caller down to the transport.
public struct Deadline: Sendable {
    /// On the clock of `time`; `nil` means never.
    public let moment: Duration?
    /// The clock that it is measured on.
    public let time: any TimeSource

    /// A moment on a clock; `nil` is no deadline.
    public init(moment: Duration?, on time: any TimeSource) {
        self.moment = moment
        self.time = time
    }

    /// `timeout` from now; a timeout of `nil`, or of more than a thousand years, is no deadline.
    public static func after(_ timeout: Duration?, on time: any TimeSource = SystemTime.shared) -> Deadline {
        guard let timeout, timeout < .seconds(1000 * 365 * 86400) else { return Deadline(moment: nil, on: time) }
        // A negative one has passed, however negative: the sum of far values does not fit.
        return Deadline(moment: timeout < .zero ? time.now : time.now + timeout, on: time)
    }

    /// No deadline.
    public static var never: Deadline { Deadline(moment: nil, on: SystemTime.shared) }

    /// What is left, zero when it has passed, `nil` when there is none.
    public var remaining: Duration? { moment.map { max(.zero, $0 - time.now) } }

    /// Whether it has passed; never for one without a moment.
    public var hasPassed: Bool { moment.map { $0 <= time.now } ?? false }

    /// The earlier of two on the same time source.
    public func earlier(of other: Deadline) -> Deadline {
        guard let mine = moment else { return other }
        guard let theirs = other.moment else { return self }
        return mine <= theirs ? self : other
    }
}
