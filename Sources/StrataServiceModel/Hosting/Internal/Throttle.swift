internal import StrataCore
internal import Synchronization

/// Counts what a service does, and makes wait or refuses what is above its limits.
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
        // Who waits for one is counted already, as a session or as a pending call.
        instances = Turns(limit: limits.maxConcurrentInstances)
    }

    var counts: ThrottleCounts {
        let (running, waiting, refused) = calls.counts
        let (open, refusedSessions) = sessions.withLock { $0 }
        let objects = instances.counts.running
        return ThrottleCounts(
            calls: running, pendingCalls: waiting, sessions: open, instances: hasObjectPerCall ? running : objects,
            refused: refused + refusedSessions)
    }

    /// A call has come: whether it has a place at once. It counts as waiting otherwise, until it takes one or gives up.
    ///
    /// - Parameter waits: whether it waits for something else first.
    func admit(_ counter: UsageCounter, waits: Bool) throws -> Bool {
        do {
            let hasPlace = try !waits && calls.arrive(refusal)
            if waits { try calls.arriveParked(refusal) }
            if hasPlace { count(1, counter) } else { counter.add(.pendingCalls, 1) }
            return hasPlace
        } catch {
            counter.refused()
            throw error
        }
    }

    private func refusal() -> any Error {
        Throttle.tooBusy("\(calls.limit) calls may run and \(limits.maxPendingCalls) wait (maxPendingCalls)")
    }

    /// A call that counts as waiting waits for a place. It has given up when this throws.
    func takePlace(_ counter: UsageCounter) async throws {
        defer { counter.add(.pendingCalls, -1) }
        try await calls.enterParked()
        count(1, counter)
    }

    /// A call gives its place back and counts as waiting.
    func park(_ counter: UsageCounter) {
        count(-1, counter)
        counter.add(.pendingCalls, 1)
        calls.park()
    }

    /// A call that counts as waiting does so no longer.
    func giveUp(_ counter: UsageCounter) {
        counter.add(.pendingCalls, -1)
        calls.giveUp()
    }

    func leavePlace(_ counter: UsageCounter) {
        count(-1, counter)
        calls.leave()
    }

    /// A call that had a place waits for one before all others.
    func takePlaceAgain(_ counter: UsageCounter) async {
        await calls.enterAgain { counter.add(.pendingCalls, $0) }
        count(1, counter)
    }

    private func count(_ change: Int, _ counter: UsageCounter) {
        counter.add(.calls, change)
        if hasObjectPerCall { counter.add(.instances, change) }
    }

    /// Takes an object's place where there is one.
    func takeInstanceIfFree(_ counter: UsageCounter) -> Bool {
        guard instances.enterIfFree() else { return false }
        counter.add(.instances, 1)
        return true
    }

    /// Waits for an object's place.
    func takeInstance(_ counter: UsageCounter) async throws {
        try await instances.enter()
        counter.add(.instances, 1)
    }

    func leaveInstance(_ counter: UsageCounter) {
        counter.add(.instances, -1)
        instances.leave()
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
