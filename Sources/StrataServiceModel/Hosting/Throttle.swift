internal import StrataCore
internal import Synchronization

/// How much a service does at a time. A call above it waits, and one that finds too many waiting is refused as too busy (HTTP: 503), safe to
/// be sent again; a session above it is refused, whose client sees it break off. Where a session is in order and its sender hears nothing, a
/// one-way call that is refused ends the session.
public struct ThrottleLimits: Sendable, Hashable {
    /// Calls that run at the same time: 16 for each processor, as in WCF.
    public var maxConcurrentCalls: Int
    /// Sessions that are open at the same time: 100 for each processor. Unlike in WCF one more does not wait.
    public var maxConcurrentSessions: Int
    /// Objects that there are at the same time, of sessions and of calls: 116 for each processor. A session whose object would be one too
    /// many waits until another one ends, and a call as one that is too many does; a single object is not counted.
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

final class Throttle: Sendable {
    let limits: ThrottleLimits
    private let calls: Turns
    /// The objects of sessions; those of calls too, unless each call has one.
    private let instances: Turns
    private let hasObjectPerCall: Bool
    private let sessions = Mutex((open: 0, refused: 0))

    init(_ limits: ThrottleLimits, hasObjectPerCall: Bool = false) {
        self.limits = limits
        self.hasObjectPerCall = hasObjectPerCall
        // Where each call has an object, it is the lower limit that counts.
        let limit = hasObjectPerCall ? min(limits.maxConcurrentCalls, limits.maxConcurrentInstances) : limits.maxConcurrentCalls
        calls = Turns(limit: limit, maxWaiting: limits.maxPendingCalls)
        instances = Turns(limit: limits.maxConcurrentInstances, maxWaiting: max(limits.maxPendingCalls, limits.maxConcurrentSessions))
    }

    var counts: ThrottleCounts {
        let (running, waiting, refused) = calls.counts
        let (open, refusedSessions) = sessions.withLock { $0 }
        let objects = instances.counts
        return ThrottleCounts(
            calls: running, pendingCalls: waiting, sessions: open, instances: hasObjectPerCall ? running : objects.running,
            refused: refused + refusedSessions + objects.refused)
    }

    /// Lets a call in when there is room for it; `endCall` gives its place back.
    func beginCall(_ counter: UsageCounter) async throws {
        if !calls.enterIfFree() { try await waitForCall(counter) }
        counter.add(.calls, 1)
        if hasObjectPerCall { counter.add(.instances, 1) }
    }

    private func waitForCall(_ counter: UsageCounter) async throws {
        do {
            try await calls.enter(waiting: { counter.add(.pendingCalls, $0) }) {
                Throttle.tooBusy("\(calls.limit) calls run and \(limits.maxPendingCalls) wait (maxPendingCalls)")
            }
        } catch {
            if !(error is CancellationError) { counter.refused() }
            throw error
        }
    }

    func endCall(_ counter: UsageCounter) {
        if hasObjectPerCall { counter.add(.instances, -1) }
        counter.add(.calls, -1)
        calls.leave()
    }

    /// Runs what needs an object of its own, when there may be one more.
    func withInstance<Value>(_ counter: UsageCounter, _ body: () async throws -> Value) async throws -> Value {
        do {
            try await instances.enter {
                Throttle.tooBusy("there are \(limits.maxConcurrentInstances) objects (maxConcurrentInstances), and too many wait for one")
            }
        } catch {
            if !(error is CancellationError) { counter.refused() }
            throw error
        }
        counter.add(.instances, 1)
        defer {
            counter.add(.instances, -1)
            instances.leave()
        }
        return try await body()
    }

    func beginSession(_ counter: UsageCounter) throws {
        let isIn = sessions.withLock { sessions in
            guard sessions.open < limits.maxConcurrentSessions else {
                sessions.refused += 1
                return false
            }
            sessions.open += 1
            return true
        }
        guard isIn else {
            counter.refused()
            throw Throttle.tooBusy("\(limits.maxConcurrentSessions) sessions are open (maxConcurrentSessions)")
        }
        counter.add(.sessions, 1)
    }

    func endSession(_ counter: UsageCounter) {
        counter.add(.sessions, -1)
        sessions.withLock { $0.open -= 1 }
    }

    private static func tooBusy(_ why: String) -> CommunicationError {
        CommunicationError(.serverTooBusy, "the service is at its limit: \(why)", retry: .safe)
    }
}
