package import StrataCore
import Synchronization

/// Connections that are kept for the next use, by endpoint. Any thread, but what says otherwise.
///
/// At an endpoint's limit those who want a connection wait in the order they came, until their deadline or their ticket's `cancel`. A
/// connection is looked at before it is lent: one that is closed, has unread octets or has failed is never handed out.
package final class ConnectionPool<Key: Hashable & Sendable>: Sendable {
    package struct Configuration: Sendable {
        /// Open connections to one endpoint.
        package var connectionsPerEndpoint = 10
        /// How long a connection may lie unused; zero keeps none.
        package var idleTimeout: Duration = .seconds(120)
        /// How old a connection may become: at that age it is closed, at once when it is idle, else when it is released.
        package var lifetime: Duration = .seconds(300)
        /// Told of each connection that was made, on its loop.
        package var opened: (@Sendable () -> Void)?
        /// Told of the end of each of them, on any thread.
        package var closed: (@Sendable () -> Void)?
        package static var defaults: Configuration { Configuration() }
        package init() {}
    }

    /// Called once. With a stream: on the stream's loop. Else on any thread. It may come before `acquire` has returned.
    package typealias Done = @Sendable (Result<ByteStream, IOError>) -> Void
    /// Makes a connection by the deadline; calls its second argument once, on the new stream's loop, as `EventLoop.connect` does.
    package typealias Dial = @Sendable (Deadline, @escaping Done) -> IOTicket

    private let configuration: Configuration
    /// For the deadlines of those who wait.
    private let loop: EventLoop
    private let lastNumber = Atomic<UInt64>(0)
    private let state: Mutex<PoolState<Key, ByteStream, PoolRequest<Key>>>

    /// `loop` keeps the deadlines of those who wait; by default one of the process-wide loops.
    package init(configuration: Configuration = .defaults, loop: EventLoop? = nil) throws(IOError) {
        self.configuration = configuration
        self.loop = if let loop { loop } else { try EventLoopGroup.shared.nextInTurn() }
        state = Mutex(PoolState(limit: configuration.connectionsPerEndpoint))
    }

    // MARK: Borrowing

    /// Lends an idle connection, or makes one, or waits. Errors: those of `dial`, `.timedOut`, `.cancelled`, `.closed`, `.loopStopped`.
    @discardableResult
    package func acquire(_ key: Key, deadline: Deadline = .never, dial: @escaping Dial, done: @escaping Done) -> IOTicket {
        let request = PoolRequest<Key>(key, nextNumber(), deadline, dial, done)
        request.ticket.onCancel { self.leave(request, .cancelled("wait for a connection to \(key)")) }
        serve(request)
        return request.ticket
    }

    /// The same for a task, whose cancellation is the ticket's. Use the stream on its loop only.
    package func acquire(_ key: Key, deadline: Deadline = .never, dial: @escaping Dial) async throws(IOError) -> ByteStream {
        let w = Waiter<ByteStream>()
        let ticket = acquire(key, deadline: deadline, dial: dial) { r in
            if !w.finish(r), case .success(let s) = r { self.release(s) }
        }
        w.onAbandon { ticket.cancel() }
        return try await w.value("wait for a connection to \(key)")
    }

    /// On the stream's loop: it is free. Kept when fit for another use, else closed. A lent stream that closes gives its place back by
    /// itself.
    package func release(_ s: ByteStream) {
        s.loop.assertCurrent()
        guard let lease = s.owner as? Lease, lease.pool === self, s.isReusable, configuration.idleTimeout > .zero else { return s.shut() }
        let left = lease.born + configuration.lifetime - s.loop.now
        guard left > .zero else { return s.shut() }
        s.park()
        switch state.withLock({ $0.release(lease.key, lease.number, s) }) {
        case .close: s.shut()
        case .give(let request): lend(s, lease.number, request)
        case .park:
            lease.timer = s.loop.after(min(configuration.idleTimeout, left)) { [weak s] in
                guard let s, self.state.withLock({ $0.expire(lease.key, lease.number) }) != nil else { return }
                s.shut()
            }
        }
    }

    /// Closes what is idle and sends those who wait away; what is lent closes when it is released.
    package func close() {
        let (idle, waiting) = state.withLock { $0.close() }
        for s in idle { s.loop.execute { s.shut() } }
        for r in waiting { finish(r, .failure(IOError(.closed, "wait for a connection to \(r.key)", reason: "the pool was closed"))) }
    }

    /// Closes the endpoint's idle connections; each frees its place when it has closed.
    package func discardIdle(_ key: Key) {
        for s in state.withLock({ $0.takeIdle(key) }) { s.loop.execute { s.shut() } }
    }

    /// Connections to the endpoint that are being made, lent or idle.
    package func openCount(_ key: Key) -> Int { state.withLock { $0.endpoints[key]?.slots ?? 0 } }
    package func idleCount(_ key: Key) -> Int { state.withLock { $0.endpoints[key]?.idle.count ?? 0 } }
    package func waiterCount(_ key: Key) -> Int { state.withLock { $0.endpoints[key]?.waiters.count ?? 0 } }

    // MARK: Serving

    private func nextNumber() -> UInt64 { lastNumber.wrappingAdd(1, ordering: .relaxed).newValue }

    private func serve(_ r: PoolRequest<Key>) {
        switch state.withLock({ $0.acquire(r.key, r.number, r) }) {
        case .use(let found): lend(found, r)
        case .connect: dial(r)
        case .wait:
            r.waited.store(true, ordering: .releasing)
            loop.execute {
                r.arm(self.loop) {
                    self.leave(
                        r,
                        IOError(
                            .timedOut, "wait for a connection to \(r.key)",
                            reason: "all \(self.configuration.connectionsPerEndpoint) connections were in use until the deadline"))
                } stopped: {
                    self.leave(r, .loopStopped("wait for a connection to \(r.key)"))
                }
            }
            // Cancelled in between: the waiter is there only now.
            if !r.isOpen { _ = state.withLock { $0.leave(r.key, r.number) } }
        case .closed: turnAway(r)
        }
    }

    private func turnAway(_ r: PoolRequest<Key>) {
        finish(r, .failure(IOError(.closed, "wait for a connection to \(r.key)", reason: "the pool was closed")))
    }

    private func lend(_ found: PoolState<Key, ByteStream, PoolRequest<Key>>.Idle, _ r: PoolRequest<Key>) {
        let s = found.connection
        if s.loop.isCurrent { lend(s, found.number, r) } else { s.loop.execute { self.lend(s, found.number, r) } }
    }

    /// On the stream's loop. The stream is parked.
    private func lend(_ s: ByteStream, _ number: UInt64, _ r: PoolRequest<Key>) {
        if let lease = s.owner as? Lease { lease.stopTimer(s.loop) }
        guard s.isParkedAndClean() else {
            s.shut()
            guard r.isOpen else {
                if let next = state.withLock({ $0.drop(r.key, number) }) { dial(next) }
                return
            }
            switch state.withLock({ $0.replace(r.key, number) }) {
            case .use(let other): return lend(other, r)
            case .connect: return dial(r)
            case .closed: return turnAway(r)
            }
        }
        state.withLock { $0.lent(r.key, number) }
        guard r.isOpen else { return release(s) }
        s.unpark()
        if !finish(r, .success(s)) { release(s) }
    }

    private func dial(_ r: PoolRequest<Key>) {
        r.dials(
            r.dial(r.deadline) { result in
                switch result {
                case .failure(let e):
                    self.ended(r.key, nil)
                    self.finish(r, .failure(e))
                case .success(let s):
                    guard !s.isClosed else {
                        self.ended(r.key, nil)
                        self.finish(r, .failure(IOError(.reset, "connect to", address: s.peerText, reason: "it closed at once")))
                        return
                    }
                    s.owner = Lease(self, r.key, self.nextNumber(), s.loop.now)
                    self.configuration.opened?()
                    if !self.finish(r, .success(s)) { self.release(s) }
                }
            })
    }

    private func ended(_ key: Key, _ number: UInt64?) {
        if let next = state.withLock({ $0.ended(key, number) }) { dial(next) }
    }

    private func leave(_ r: PoolRequest<Key>, _ e: IOError) {
        _ = state.withLock { $0.leave(r.key, r.number) }
        finish(r, .failure(e))
        r.stopDialling()
    }

    @discardableResult
    private func finish(_ r: PoolRequest<Key>, _ result: Result<ByteStream, IOError>) -> Bool {
        let won = r.finish(result)
        if won, r.waited.load(ordering: .acquiring) { loop.execute { r.disarm(self.loop) } }
        return won
    }

    /// A connection's place in the pool. `@unchecked Sendable`: the timer belongs to the stream's loop.
    private final class Lease: StreamOwner, @unchecked Sendable {
        let pool: ConnectionPool
        let key: Key
        let number: UInt64
        let born: LoopTime
        var timer: LoopTimer?

        init(_ pool: ConnectionPool, _ key: Key, _ number: UInt64, _ born: LoopTime) {
            self.pool = pool
            self.key = key
            self.number = number
            self.born = born
        }

        func stopTimer(_ loop: EventLoop) {
            if let timer { loop.cancel(timer) }
            timer = nil
        }

        func streamEnded() {
            pool.configuration.closed?()
            pool.ended(key, number)
        }
    }
}
