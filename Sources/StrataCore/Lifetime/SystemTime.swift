internal import Synchronization

/// The system's time: what deadlines are measured on unless a test brings its own.
///
/// Its clock goes on while the machine sleeps. All timers of the process share one sleeping task.
public final class SystemTime: TimeSource {
    /// The one clock of the process.
    public static let shared = SystemTime()

    private struct Guarded {
        var queue = TimerQueue()
        /// When the sleeping task wakes; `nil` when there is none.
        var wakes: Duration?
        var sleeper: BackgroundTask?
    }

    private let origin = ContinuousClock.now
    private let guarded = Mutex(Guarded())

    private init() {}

    public var now: Duration { ContinuousClock.now - origin }

    public func schedule(at moment: Duration, _ action: @escaping @Sendable () -> Void) -> TimerToken {
        let entry = TimerQueue.Entry(moment: moment, action: action)
        guarded.withLock { guarded in
            guarded.queue.insert(entry)
            if moment < guarded.wakes ?? .seconds(Int64.max / 4) { sleep(until: moment, &guarded) }
        }
        return TimerToken { self.guarded.withLock { $0.queue.remove(entry) } }
    }

    private func sleep(until moment: Duration, _ guarded: inout Guarded) {
        guarded.sleeper?.cancel()
        guarded.wakes = moment
        let instant = origin.advanced(by: moment)
        guarded.sleeper = Background.start {
            do { try await Task.sleep(until: instant, clock: .continuous) } catch { return }
            self.wake(from: moment)
        }
    }

    private func wake(from moment: Duration) {
        let due = guarded.withLock { guarded in
            let due = guarded.queue.popDue(at: now)
            // An earlier timer may have put another sleeper in this one's place; that one goes on.
            if guarded.wakes == moment {
                guarded.wakes = nil
                guarded.sleeper = nil
                if let next = guarded.queue.first { sleep(until: next, &guarded) }
            }
            return due
        }
        for entry in due { entry.action() }
    }
}
