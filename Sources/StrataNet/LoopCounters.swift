/// What a loop has done since it was made: plain integers of the loop's thread, read by `EventLoop.run { $0.counters }`.
package struct LoopCounters: Sendable, Hashable {
    /// Rounds of the loop: calls of the poller.
    package var polls = 0
    /// System calls that read from a connection, those that found nothing included.
    package var reads = 0
    /// System calls that wrote to a connection.
    package var writes = 0
    /// Connections accepted.
    package var accepts = 0
    /// Connections turned away because the process had no descriptor left.
    package var shed = 0
    /// Times another thread woke the loop out of its sleep.
    package var wakeups = 0
    /// Closures and jobs that came from other threads: hops onto the loop.
    package var arrivals = 0
    /// Jobs of tasks and actors that ran on the loop.
    package var jobs = 0
    /// Timers that fired.
    package var timers = 0
}
