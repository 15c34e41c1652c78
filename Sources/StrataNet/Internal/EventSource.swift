/// Something with a file descriptor on a loop. Loop-confined: that is what `@unchecked Sendable` vouches for, here and in the
/// subclasses; what any thread may call says so.
package class EventSource: @unchecked Sendable {
    package final let loop: EventLoop
    final var fd: Int32
    final var token: UInt64 = 0
    final var wanted: Readiness = []
    final var registered = false
    /// Registered, but taken out of the poller, which would report a hangup again and again.
    final var muted = false

    init(_ loop: EventLoop, _ fd: Int32) {
        self.loop = loop
        self.fd = fd
    }

    func ready(_ r: Readiness) {}

    /// The loop ends: fail, and close the descriptor.
    func loopStopped() {}
}
