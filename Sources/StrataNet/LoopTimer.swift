/// A timer that was set; hand it to `EventLoop.cancel`, on the loop that made it.
///
/// `@unchecked Sendable`: any thread may keep it; only its loop looks inside.
package struct LoopTimer: @unchecked Sendable {
    let entry: TimerHeap.Entry

    /// Whether it may still fire.
    package var isPending: Bool { entry.action != nil }
}
