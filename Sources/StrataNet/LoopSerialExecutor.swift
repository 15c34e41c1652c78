/// The same loop for actors: `nonisolated var unownedExecutor { loop.serial.asUnownedSerialExecutor() }`.
///
/// A type of its own because a job does not say whether it came for the task executor or the serial one,
/// and running it as the wrong kind costs a needless hop. `@unchecked Sendable`: `loop` is written once, in the loop's `init`.
package final class LoopSerialExecutor: SerialExecutor, @unchecked Sendable {
    // Unowned: the loop owns this object, and whoever schedules on it keeps the loop.
    unowned var loop: EventLoop?

    package func enqueue(_ job: consuming ExecutorJob) {
        let j = UnownedJob(job)
        loop?.submit(.actorJob(j))
    }

    package func checkIsolated() { precondition(loop?.isCurrent == true, "not on the event loop") }
}
