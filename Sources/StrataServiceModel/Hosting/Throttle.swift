internal import StrataCore
internal import Synchronization

/// How much a service does at a time; what comes above it waits, and what finds too many waiting is refused as too busy (HTTP: 503).
public struct ThrottleLimits: Sendable, Hashable {
    /// Calls that run at the same time: 16 for each processor, as in WCF.
    public var maxConcurrentCalls: Int
    /// Sessions that are open at the same time: 100 for each processor.
    public var maxConcurrentSessions: Int
    /// Calls that wait for others to end: 1024. One more is refused, safe to be sent again.
    public var maxPendingCalls: Int

    /// WCF's limits on a machine with that many processors.
    public init(processors: Int) {
        maxConcurrentCalls = 16 * max(processors, 1)
        maxConcurrentSessions = 100 * max(processors, 1)
        maxPendingCalls = 1024
    }
}

/// What a service does just now.
public struct ThrottleCounts: Sendable, Hashable {
    /// Calls that run.
    public var calls = 0
    /// Calls that wait.
    public var pendingCalls = 0
    /// Sessions that are open.
    public var sessions = 0
    /// Calls and sessions that were refused since the host opened.
    public var refused = 0
}

extension ThrottleLimits {
    /// Refuses limits under which nothing would ever run.
    func check() throws(BindingError) {
        for (name, value, least) in [
            ("maxConcurrentCalls", maxConcurrentCalls, 1), ("maxConcurrentSessions", maxConcurrentSessions, 1),
            ("maxPendingCalls", maxPendingCalls, 0),
        ] where value < least {
            throw BindingError(.invalidConfiguration, "throttle.\(name) of a hosted service must be at least \(least), not \(value)")
        }
    }
}

final class Throttle: Sendable {
    let limits: ThrottleLimits
    private let calls: Turns
    private let sessions = Mutex((open: 0, refused: 0))

    init(_ limits: ThrottleLimits) {
        self.limits = limits
        calls = Turns(limit: limits.maxConcurrentCalls, maxWaiting: limits.maxPendingCalls)
    }

    var counts: ThrottleCounts {
        let (running, waiting, refused) = calls.counts
        let (open, refusedSessions) = sessions.withLock { $0 }
        return ThrottleCounts(calls: running, pendingCalls: waiting, sessions: open, refused: refused + refusedSessions)
    }

    /// Runs a call when there is room for it.
    func runCall<Value>(_ body: () async throws -> Value) async throws -> Value {
        try await calls.run(
            refusal: Throttle.tooBusy("\(limits.maxConcurrentCalls) calls run and \(limits.maxPendingCalls) wait (maxPendingCalls)"), body)
    }

    func beginSession() throws {
        let isIn = sessions.withLock { sessions in
            guard sessions.open < limits.maxConcurrentSessions else {
                sessions.refused += 1
                return false
            }
            sessions.open += 1
            return true
        }
        guard isIn else { throw Throttle.tooBusy("\(limits.maxConcurrentSessions) sessions are open (maxConcurrentSessions)") }
    }

    func endSession() { sessions.withLock { $0.open -= 1 } }

    private static func tooBusy(_ why: String) -> CommunicationError {
        CommunicationError(.serverTooBusy, "the service is at its limit: \(why)", retry: .safe)
    }
}
