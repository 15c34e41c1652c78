import StrataCore
import Synchronization

/// Somebody who wants a connection of a pool, and who can leave. Any thread, but for the timer, which belongs to the pool's loop: that is
/// what `@unchecked Sendable` vouches for.
package final class PoolRequest: @unchecked Sendable {
    let number: UInt64
    let deadline: Deadline
    private let pool: EndpointPool
    /// What it was made with, until it is over: then it holds on to nothing of whoever asked.
    struct Open: Sendable {
        let dial: EndpointPool.Dial
        let done: EndpointPool.Done
        /// The making of its connection, while that is under way.
        var dialling: IOTicket?
    }
    private let open: Mutex<Open?>
    /// Set when it has to wait: then a timer may have to be taken away.
    let waited = Atomic(false)
    private var timer: LoopTimer?
    private var hook: UInt64?

    init(
        _ pool: EndpointPool, _ number: UInt64, _ deadline: Deadline, _ dial: @escaping EndpointPool.Dial,
        _ done: @escaping EndpointPool.Done
    ) {
        self.pool = pool
        self.number = number
        self.deadline = deadline
        open = Mutex(Open(dial: dial, done: done))
    }

    /// Asks for no connection any more; the callback then gets a `.cancelled` error, unless it has been called already.
    package func cancel() { pool.cancel(self) }

    var isOpen: Bool { open.withLock { $0 != nil } }

    /// How it connects; `nil` when it is over.
    var dial: EndpointPool.Dial? { open.withLock { $0?.dial } }

    /// It is over, and whoever gets this has to say so. `nil` when it was over before: then a connection has to go elsewhere.
    func end() -> Open? {
        open.withLock { o in
            defer { o = nil }
            return o
        }
    }

    /// Its connection is being made.
    func dials(_ t: IOTicket) {
        let isOpen = open.withLock { o in
            o?.dialling = t
            return o != nil
        }
        if !isOpen { t.cancel() }
    }

    /// On the pool's loop, while the request waits for a slot.
    func arm(_ loop: EventLoop, timedOut: @escaping () -> Void, stopped: @escaping () -> Void) {
        guard isOpen, timer == nil, hook == nil else { return }
        hook = loop.onStop(stopped)
        if hook == nil { return stopped() }
        timer = loop.at(deadline, timedOut)
    }

    func disarm(_ loop: EventLoop) {
        if let timer { loop.cancel(timer) }
        if let hook { loop.removeStopHook(hook) }
        timer = nil
        hook = nil
    }
}
