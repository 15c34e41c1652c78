import StrataCore
import Synchronization

/// Somebody who wants a connection of a pool. Any thread, but for the timer, which belongs to the pool's loop: that is what
/// `@unchecked Sendable` vouches for.
final class PoolRequest<Key: Hashable & Sendable>: @unchecked Sendable {
    let key: Key
    let number: UInt64
    let deadline: Deadline
    let ticket = IOTicket()
    let dial: ConnectionPool<Key>.Dial
    private let done: Mutex<ConnectionPool<Key>.Done?>
    private let dialling = Mutex<IOTicket?>(nil)
    /// Set when it has to wait: then a timer may have to be taken away.
    let waited = Atomic(false)
    private var timer: LoopTimer?
    private var hook: UInt64?

    init(
        _ key: Key, _ number: UInt64, _ deadline: Deadline, _ dial: @escaping ConnectionPool<Key>.Dial,
        _ done: @escaping ConnectionPool<Key>.Done
    ) {
        self.key = key
        self.number = number
        self.deadline = deadline
        self.dial = dial
        self.done = Mutex(done)
    }

    var isOpen: Bool { done.withLock { $0 != nil } }

    /// False when it was finished before: then a connection has to go elsewhere.
    @discardableResult
    func finish(_ r: Result<ByteStream, IOError>) -> Bool {
        let d = done.withLock { d in
            defer { d = nil }
            return d
        }
        guard let d else { return false }
        ticket.finish()
        d(r)
        return true
    }

    func dials(_ t: IOTicket) {
        dialling.withLock { $0 = t }
        if !isOpen { t.cancel() }
    }

    func stopDialling() {
        let t = dialling.withLock { t in
            defer { t = nil }
            return t
        }
        t?.cancel()
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
