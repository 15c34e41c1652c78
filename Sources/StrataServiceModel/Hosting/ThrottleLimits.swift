internal import StrataCore

/// How much a service does at a time. A call above it waits, and one that finds too many waiting is refused as too busy (HTTP: 503), safe to
/// be sent again; a session above it is refused, whose client sees it break off. Where a session is in order and its sender hears nothing, a
/// one-way call that is refused ends the session.
public struct ThrottleLimits: Sendable, Hashable {
    /// Calls that run at the same time: 16 for each processor, as in WCF. One that waits for its turn with its object counts as waiting, and
    /// one that waits for the answer of a session's peer as neither.
    public var maxConcurrentCalls: Int
    /// Sessions that are open at the same time: 100 for each processor. Unlike in WCF one more does not wait.
    public var maxConcurrentSessions: Int
    /// Objects that there are at the same time, of sessions and of calls: 116 for each processor. A session whose object would be one too
    /// many waits until another one ends, and a call as one that is too many does; a single object is not counted, nor that of a call which
    /// waits for a session's peer.
    public var maxConcurrentInstances: Int
    /// Calls that wait for others to end: 1024. One more is refused, safe to be sent again.
    public var maxPendingCalls: Int

    /// WCF's limits on a machine with that many processors.
    public init(processors: Int) {
        maxConcurrentCalls = 16 * max(processors, 1)
        maxConcurrentSessions = 100 * max(processors, 1)
        maxConcurrentInstances = 116 * max(processors, 1)
        maxPendingCalls = 1024
    }

    /// WCF's limits on this machine.
    public static var defaults: ThrottleLimits { ThrottleLimits(processors: ProcessorCount.active) }
}

/// What a service does just now.
public struct ThrottleCounts: Sendable, Hashable {
    /// Calls that run.
    public var calls = 0
    /// Calls that wait.
    public var pendingCalls = 0
    /// Sessions that are open.
    public var sessions = 0
    /// Objects that there are; a single one that serves all calls is not counted.
    public var instances = 0
    /// Calls and sessions that were refused since the host opened.
    public var refused = 0
}

extension ThrottleLimits {
    /// Refuses limits under which nothing would ever run.
    func check() throws(BindingError) {
        for (name, value, least) in [
            ("maxConcurrentCalls", maxConcurrentCalls, 1), ("maxConcurrentSessions", maxConcurrentSessions, 1),
            ("maxConcurrentInstances", maxConcurrentInstances, 1), ("maxPendingCalls", maxPendingCalls, 0),
        ] where value < least {
            throw BindingError(.invalidConfiguration, "throttle.\(name) must be at least \(least), not \(value)")
        }
    }
}
