package import StrataCore
import Synchronization

/// Connections to one endpoint that are kept for the next use. Any thread, but what says otherwise.
///
/// At the limit those who want a connection wait in the order they came, until their deadline or their request's `cancel`. A connection is
/// looked at before it is lent: one that is closed, has unread octets or has failed is never handed out.
package final class EndpointPool: Sendable {
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

    private let name: String
    private let configuration: Configuration
    /// For the deadlines of those who wait.
    private let loop: EventLoop
    private let dropped: @Sendable () -> Void
    private let lastNumber = Atomic<UInt64>(0)
    private let state: Mutex<PoolState<ByteStream, PoolRequest>>

    /// - Parameters:
    ///   - name: the endpoint, in errors.
    ///   - dropped: called when nobody holds the pool any more.
    init(_ name: String, _ configuration: Configuration, _ loop: EventLoop, dropped: @escaping @Sendable () -> Void) {
        self.name = name
        self.configuration = configuration
        self.loop = loop
        self.dropped = dropped
        state = Mutex(PoolState(limit: configuration.connectionsPerEndpoint))
    }

    deinit { dropped() }

    // MARK: Borrowing

    /// Lends an idle connection, or makes one, or waits. Errors: those of `dial`, `.timedOut`, `.cancelled`, `.closed`, `.loopStopped`.
    @discardableResult
    package func acquire(deadline: Deadline = .never, dial: @escaping Dial, done: @escaping Done) -> PoolRequest {
        let request = PoolRequest(self, nextNumber(), deadline, dial, done)
        serve(request)
        return request
    }

    /// The same for a task, whose cancellation is the request's. Use the stream on its loop only.
    package func acquire(deadline: Deadline = .never, dial: @escaping Dial) async throws(IOError) -> ByteStream {
        let w = Waiter<ByteStream>()
        let request = acquire(deadline: deadline, dial: dial) { r in
            if !w.finish(r), case .success(let s) = r { self.release(s) }
        }
        w.onAbandon { request.cancel() }
        return try await w.value(waiting)
    }

    /// On the stream's loop: it is free. Kept when fit for another use, else closed. A lent stream that closes gives its place back by
    /// itself.
    package func release(_ s: ByteStream) {
        s.loop.assertCurrent()
        guard let lease = s.owner as? Lease, lease.pool === self, s.isReusable, configuration.idleTimeout > .zero else { return s.shut() }
        let now = s.loop.now
        let left = lease.born + configuration.lifetime - now
        guard left > .zero else { return s.shut() }
        s.park()
        switch state.withLock({ $0.release(lease.number, s) }) {
        case .close: s.shut()
        case .give(let request): lend(s, lease.number, request)
        case .park:
            s.flags.insert(.kept)
            lease.lies(until: now + min(configuration.idleTimeout, left), s)
        }
    }

    /// Closes what is idle and sends those who wait away; what is lent closes when it is released.
    package func close() {
        let (idle, waiting) = state.withLock { $0.close() }
        for s in idle { s.loop.execute { s.shut() } }
        for r in waiting { turnAway(r) }
    }

    /// Closes the idle connections; each frees its place when it has closed.
    package func discardIdle() {
        for s in state.withLock({ $0.takeIdle() }) { s.loop.execute { s.shut() } }
    }

    /// Connections that are being made, lent or idle.
    package var openCount: Int { state.withLock { $0.slots } }
    package var idleCount: Int { state.withLock { $0.idle.count } }
    package var waiterCount: Int { state.withLock { $0.waiters.count } }

    // MARK: Serving

    private func nextNumber() -> UInt64 { lastNumber.wrappingAdd(1, ordering: .relaxed).newValue }

    private var waiting: String { "wait for a connection to \(name)" }

    private func serve(_ r: PoolRequest) {
        switch state.withLock({ $0.acquire(r.number, r) }) {
        case .use(let found): lend(found, r)
        case .connect: dial(r)
        case .wait:
            r.waited.store(true, ordering: .releasing)
            loop.execute {
                r.arm(self.loop) {
                    self.leave(
                        r,
                        IOError(
                            .timedOut, self.waiting,
                            reason: "all \(self.configuration.connectionsPerEndpoint) connections were in use until the deadline"))
                } stopped: {
                    self.leave(r, .loopStopped(self.waiting))
                }
            }
            // Cancelled in between: the waiter is there only now.
            if !r.isOpen { _ = state.withLock { $0.leave(r.number) } }
        case .closed: turnAway(r)
        }
    }

    private func turnAway(_ r: PoolRequest) { end(r, .failure(IOError(.closed, waiting, reason: "the pool was closed"))) }

    private func lend(_ found: PoolState<ByteStream, PoolRequest>.Idle, _ r: PoolRequest) {
        let s = found.connection
        if s.loop.isCurrent { lend(s, found.number, r) } else { s.loop.execute { self.lend(s, found.number, r) } }
    }

    /// On the stream's loop. The stream is parked.
    private func lend(_ s: ByteStream, _ number: UInt64, _ r: PoolRequest) {
        (s.owner as? Lease)?.isLent()
        guard s.isParkedAndClean() else {
            s.shut()
            guard r.isOpen else {
                if let next = state.withLock({ $0.drop(number) }) { dial(next) }
                return
            }
            switch state.withLock({ $0.replace(number) }) {
            case .use(let other): return lend(other, r)
            case .connect: return dial(r)
            case .closed: return turnAway(r)
            }
        }
        state.withLock { $0.lent(number) }
        guard r.isOpen else { return release(s) }
        s.unpark()
        if !finish(r, .success(s)) { release(s) }
    }

    /// Makes a connection in the slot that `r` has.
    private func dial(_ r: PoolRequest) {
        guard let dial = r.dial else { return ended(nil) }  // left meanwhile
        r.dials(
            dial(r.deadline) { result in
                switch result {
                case .failure(let e):
                    self.ended(nil)
                    self.end(r, .failure(e))
                case .success(let s):
                    guard !s.isClosed else {
                        self.ended(nil)
                        self.end(r, .failure(IOError(.reset, "connect to", address: s.peerText, reason: "it closed at once")))
                        return
                    }
                    s.owner = Lease(self, self.nextNumber(), s.loop)
                    self.configuration.opened?()
                    if !self.finish(r, .success(s)) { self.release(s) }
                }
            })
    }

    private func ended(_ number: UInt64?) {
        if let next = state.withLock({ $0.ended(number) }) { dial(next) }
    }

    /// Whoever asked goes: at a deadline, or because it was told to.
    private func leave(_ r: PoolRequest, _ e: IOError) {
        _ = state.withLock { $0.leave(r.number) }
        end(r, .failure(e))?.dialling?.cancel()
    }

    /// For the request's `cancel`.
    func cancel(_ r: PoolRequest) { leave(r, .cancelled(waiting)) }

    private func finish(_ r: PoolRequest, _ result: Result<ByteStream, IOError>) -> Bool { end(r, result) != nil }

    /// `nil` when it was over before.
    @discardableResult
    private func end(_ r: PoolRequest, _ result: Result<ByteStream, IOError>) -> PoolRequest.Open? {
        guard let open = r.end() else { return nil }
        if r.waited.load(ordering: .acquiring) { loop.execute { r.disarm(self.loop) } }
        open.done(result)
        return open
    }

    /// A connection's place in the pool. `@unchecked Sendable`: what is not constant belongs to the stream's loop.
    private final class Lease: StreamOwner, @unchecked Sendable {
        let pool: EndpointPool
        let number: UInt64
        let born: LoopTime
        private let loop: EventLoop
        /// When it goes, while it is idle. Never before an earlier one.
        private var expires: LoopTime?
        /// Rings at `expires` or before: a connection in use sets none for each of its uses.
        private var timer: LoopTimer?

        init(_ pool: EndpointPool, _ number: UInt64, _ loop: EventLoop) {
            self.pool = pool
            self.number = number
            self.loop = loop
            born = loop.now
        }

        func lies(until moment: LoopTime, _ s: ByteStream) {
            expires = moment
            if timer == nil { setTimer(moment, s) }
        }

        func isLent() { expires = nil }

        private func setTimer(_ moment: LoopTime, _ s: ByteStream) {
            timer = loop.at(moment) { [weak s] in
                self.timer = nil
                guard let s, let expires = self.expires else { return }
                if self.loop.now < expires { return self.setTimer(expires, s) }
                if self.pool.state.withLock({ $0.expire(self.number) }) != nil { s.shut() }
            }
        }

        func streamEnded() {
            // A stream in a pool ends on its loop, which holds it until then.
            if let timer { loop.cancel(timer) }
            timer = nil
            pool.configuration.closed?()
            pool.ended(number)
        }
    }
}
