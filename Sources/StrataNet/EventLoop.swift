package import StrataCore
package import StrataInfoset

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// One thread, one poller. It is a task executor: a task that prefers it runs on its thread, between the reads
/// and the one write of a burst.
///
/// Everything without "any thread" in its comment belongs to that thread alone; this confinement is what `@unchecked Sendable`
/// vouches for, and debug builds check it. A loop of `EventLoopGroup.shared` lives as long as the process; whoever makes a loop
/// stops it. A stopped loop does no I/O any more, yet still runs tasks that prefer it, until nobody refers to it.
package final class EventLoop: TaskExecutor, @unchecked Sendable {
    /// Every read of every connection lands here, so an idle connection holds no read buffer.
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 128 * 1024, alignment: 4096)
    /// The part of `scratch` that a read may fill: all of it.
    private(set) var readArea: UnsafeMutableRawBufferPointer
    /// Clear octets between a transform and the handler, while a handler has nothing undelivered of its own.
    let clearScratch = ByteWriter(capacity: 0)
    /// What a look at a pooled connection reads, apart from `scratch`, which may be in a handler's hands at that moment.
    let probeScratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 16 * 1024, alignment: 4096)

    /// What the loop has done so far.
    package internal(set) var counters = LoopCounters()
    /// Sees who holds the thread.
    private let watch = LoopWatch()

    let poller: Poller
    private var queue = RunQueue()
    private let remote = RemoteQueue()
    private var timers = TimerHeap()
    private var sources: [EventSource?] = []
    private var generations: [UInt32] = []
    private var freeSlots: [Int] = []
    private var dirty: [ByteStream] = []
    private var buffers: [ByteWriter] = []
    private var pooledOctets = 0
    private var stopHooks: [UInt64: () -> Void] = [:]
    private var lastHook: UInt64 = 0
    private var phase = Phase.running
    private var stopWaiters: [Waiter<Void>] = []
    private let manual: Bool
    private var manualNow = LoopTime(nanoseconds: 1_000_000_000)
    // Written once by the loop's thread before `init` returns, then only read.
    private nonisolated(unsafe) var thread: pthread_t
    private let serialExecutor = LoopSerialExecutor()

    /// Successors: running → stopping → stopped.
    private enum Phase { case running, stopping, stopped }

    // MARK: Life

    /// Starts the thread. With `manualTime`, time stands still but for `advance`, so a test decides when timers fire.
    package init(manualTime: Bool = false) throws(IOError) {
        poller = try Poller()
        readArea = scratch
        manual = manualTime
        thread = pthread_self()
        dirty.reserveCapacity(64)
        serialExecutor.loop = self
        // The thread must know itself before anybody asks `isCurrent`, hence the start-up latch.
        let latch = Latch()
        let box = Unmanaged.passRetained(ThreadStart(self, latch))
        #if canImport(Glibc)
            var t = pthread_t()
        #else
            var t: pthread_t?
        #endif
        let rc = pthread_create(
            &t, nil,
            { p in
                #if canImport(Glibc)
                    if let p { EventLoop.main(p) }
                #else
                    EventLoop.main(p)
                #endif
                return nil
            }, box.toOpaque())
        guard rc == 0 else {
            box.release()
            throw .system("start the thread of an event loop", rc)
        }
        latch.wait()
    }

    deinit {
        scratch.deallocate()
        probeScratch.deallocate()
        poller.wake()  // a thread that lingers sees that its loop is gone
    }

    private final class ThreadStart {
        var loop: EventLoop?
        let latch: Latch
        init(_ loop: EventLoop, _ latch: Latch) {
            self.loop = loop
            self.latch = latch
        }
    }

    private static func main(_ p: UnsafeMutableRawPointer) {
        pthread_detach(pthread_self())  // nobody joins it: the loop lives as long as the process, or ends by itself
        let box = Unmanaged<ThreadStart>.fromOpaque(p).takeRetainedValue()
        let gone = serve(box)
        // Stopped, but tasks may still prefer the loop: it goes on as a plain executor while anybody refers to it.
        while gone.poller.wait(-1, polled: {}, { _, _ in }) || gone.loop != nil {
            guard lingers(gone) else { return }
        }
    }

    private struct Remains {
        weak var loop: EventLoop?
        let poller: Poller
    }

    @inline(never) private static func serve(_ box: ThreadStart) -> Remains {
        guard let loop = box.loop else { preconditionFailure("a thread starts once") }
        box.loop = nil
        loop.thread = pthread_self()
        loop.watch.enter()
        box.latch.open()
        while loop.phase == .running { loop.round() }
        loop.finishStopping()
        loop.runStopped()
        return Remains(loop: loop, poller: loop.poller)
    }

    @inline(never) private static func lingers(_ r: Remains) -> Bool {
        guard let loop = r.loop else { return false }
        loop.runStopped()
        return true
    }

    /// Any thread. Ends the loop: open streams, listeners, pending connects, timers that are slept on and callers that wait get a
    /// `.loopStopped` error; returns when that has been done.
    package func stop() async {
        let w = Waiter<Void>()
        execute {
            if self.phase == .stopped { w.finish(.success(())) } else { self.stopWaiters.append(w) }
            if self.phase == .running { self.phase = .stopping }
        }
        try? await w.value()
    }

    /// Any thread. The same without waiting for the end.
    func beginStopping() {
        execute { if self.phase == .running { self.phase = .stopping } }
    }

    /// Whether the loop still does I/O.
    package var isRunning: Bool {
        assertCurrent()
        return phase == .running
    }

    private func finishStopping() {
        for s in sources { s?.loopStopped() }
        let hooks = stopHooks
        stopHooks = [:]
        for (_, h) in hooks.sorted(by: { $0.key < $1.key }) { h() }
        timers.removeAll()
        phase = .stopped
        runStopped()
        // What ran meanwhile may have tried to begin something: the phase refused it.
        for s in sources { s?.loopStopped() }
        let waiters = stopWaiters
        stopWaiters = []
        for w in waiters { w.finish(.success(())) }
    }

    private func runStopped() {
        while true {
            endBurst()
            let work = remote.take(sleeping: queue.isEmpty)
            if work.isEmpty, queue.isEmpty { return }
            queue.push(contentsOf: work)
        }
    }

    private func round() {
        var timeout: Int32 = 0
        if queue.isEmpty {
            take(sleeping: true)
            if queue.isEmpty { timeout = nextTimeout() }
        }
        counters.polls += 1
        // Only what was due when the poller looked: what had come by then has been read when a timer says that nothing came, however
        // long other connections keep the loop from reading it.
        var moment = manual ? manualNow : LoopTime(nanoseconds: 0)
        let woken = poller.wait(timeout, polled: { if !manual, timers.next != nil { moment = .system } }) { token, readiness in
            let slot = Int(token & 0xffff_ffff)
            // A source closed earlier in this batch may still have an event in it: the generation tells.
            guard generations[slot] == UInt32(token >> 32), let s = sources[slot] else { return }
            s.ready(readiness)
            watch.turn()
        }
        if woken { counters.wakeups += 1 }
        take(sleeping: false)
        runTimers(moment)
        endBurst()
    }

    private func take(sleeping: Bool) {
        let work = remote.take(sleeping: sleeping)
        guard !work.isEmpty else { return }
        counters.arrivals += work.count
        queue.push(contentsOf: work)
    }

    // MARK: Bursts

    /// Runs what the burst made runnable, then writes once for each connection that has something to say.
    func endBurst() {
        var rounds = 0
        while !queue.isEmpty, rounds < 8 {  // bounded: other connections are waiting
            rounds += 1
            runGeneration()
        }
        if !dirty.isEmpty { flushDirty() }
    }

    private func runGeneration() {
        let work = queue.takeGeneration()
        for w in work {
            switch w {
            case .taskJob(let j):
                counters.jobs += 1
                watch.beginJob()
                j.runSynchronously(on: asUnownedTaskExecutor())
            case .actorJob(let j):
                counters.jobs += 1
                watch.beginJob()
                j.runSynchronously(on: serialExecutor.asUnownedSerialExecutor())
            case .closure(let c): c()
            }
            watch.turn()
        }
        queue.giveBack(work)
    }

    private func flushDirty() {
        // By index: flushing may close a stream, whose handler may dirty another one.
        var i = 0
        while i < dirty.count {
            dirty[i].flush()
            i += 1
        }
        dirty.removeAll(keepingCapacity: true)
    }

    @inline(__always) func markDirty(_ s: ByteStream) { dirty.append(s) }

    // MARK: Work from anywhere

    /// Any thread. For actors: `nonisolated var unownedExecutor { loop.serial.asUnownedSerialExecutor() }`; the actor keeps the loop.
    package var serial: LoopSerialExecutor { serialExecutor }

    /// Any thread.
    @inline(__always) package var isCurrent: Bool { pthread_equal(thread, pthread_self()) != 0 }

    /// Any thread; stops a debug build that touches confined state from the wrong one.
    @inline(__always) package func assertCurrent() { assert(isCurrent, "loop-confined state touched from another thread") }

    /// Any thread: TaskExecutor.
    package func enqueue(_ job: consuming ExecutorJob) { submit(.taskJob(UnownedJob(job))) }

    /// Any thread. On the loop it still runs later, at the end of the burst.
    package func execute(_ body: @escaping @Sendable () -> Void) { submit(.closure(body)) }

    @inline(__always) func submit(_ w: Work) {
        if isCurrent { queue.push(w) } else if remote.push(w) { poller.wake() }
    }

    /// Any thread. Runs `body` on the loop, at once when called there, and returns what it made. Throws `.loopStopped` after the end.
    package nonisolated(nonsending) func run<R: Sendable>(_ body: @escaping @Sendable () throws -> R) async throws -> R {
        if isCurrent { return try body() }
        return try await hop(body)
    }

    @inline(never)
    private nonisolated(nonsending) func hop<R: Sendable>(_ body: @escaping @Sendable () throws -> R) async throws -> R {
        try await withUnsafeThrowingContinuation { c in
            execute {
                c.resume(
                    with: Result {
                        if self.phase == .stopped { throw IOError.loopStopped("run on the loop") }
                        return try body()
                    })
            }
        }
    }

    // MARK: Time

    /// Any thread on a loop of the system's time; on the loop with manual time.
    package var now: LoopTime { manual ? manualNow : .system }

    private func nextTimeout() -> Int32 {
        guard !manual, let d = timers.next else { return -1 }
        let now = LoopTime.system
        // Rounded up: waking a moment early would spin until the deadline.
        return d <= now ? 0 : Int32(min((d.nanoseconds - now.nanoseconds + 999_999) / 1_000_000, 3_600_000))
    }

    private func runTimers(_ now: LoopTime) {
        guard let d = timers.next, d <= now else { return }
        let last = timers.lastNumber
        while let a = timers.popDue(now, upTo: last) {
            counters.timers += 1
            a()
        }
    }

    /// Any thread, for a loop with manual time: moves the clock, one due timer after the other, each seeing its own moment.
    package func advance(by d: Duration) async throws {
        try await run {
            precondition(self.manual, "only a loop with manual time can be advanced")
            let end = self.manualNow + d
            while let next = self.timers.next, next <= end {
                self.manualNow = max(self.manualNow, next)
                self.runTimers(self.manualNow)
            }
            self.manualNow = end
        }
    }

    /// Sets a timer. Its action is dropped, not run, when the loop stops first.
    @discardableResult
    package func after(_ d: Duration, _ action: @escaping () -> Void) -> LoopTimer { at(now + d, action) }

    @discardableResult
    package func at(_ deadline: LoopTime, _ action: @escaping () -> Void) -> LoopTimer {
        assertCurrent()
        return LoopTimer(entry: timers.add(deadline, action))
    }

    /// A timer for what is left of a deadline, `nil` for one that never comes.
    package func at(_ deadline: Deadline, _ action: @escaping () -> Void) -> LoopTimer? {
        deadline.remaining.map { after($0, action) }
    }

    /// Constant time; cancelling twice, or too late, does nothing.
    package func cancel(_ t: LoopTimer) {
        assertCurrent()
        timers.cancel(t.entry)
    }

    /// Calls `action` when the loop stops; `nil` when it has stopped already.
    func onStop(_ action: @escaping () -> Void) -> UInt64? {
        assertCurrent()
        guard phase == .running else { return nil }
        lastHook += 1
        stopHooks[lastHook] = action
        return lastHook
    }

    func removeStopHook(_ hook: UInt64) {
        assertCurrent()
        stopHooks[hook] = nil
    }

    // MARK: Sources

    func register(_ s: EventSource, _ want: Readiness) throws(IOError) {
        assertCurrent()
        guard phase == .running else { throw .loopStopped("register a socket") }
        let slot: Int
        if let free = freeSlots.popLast() {
            slot = free
        } else {
            slot = sources.count
            sources.append(nil)
            generations.append(0)
        }
        s.token = UInt64(generations[slot]) << 32 | UInt64(slot)
        do throws(IOError) { try poller.add(s.fd, want, s.token) } catch {
            freeSlots.append(slot)
            throw error
        }
        sources[slot] = s
        s.wanted = want
        s.registered = true
        s.muted = false
    }

    func want(_ s: EventSource, _ r: Readiness) throws(IOError) {
        guard s.registered, s.wanted != r else { return }
        if s.muted {
            if r.isEmpty { return }
            try poller.add(s.fd, r, s.token)
            s.muted = false
        } else {
            try poller.modify(s.fd, r, s.token)
        }
        s.wanted = r
    }

    /// Hears nothing of the source until it wants something again; it still learns of the loop's end.
    func mute(_ s: EventSource) {
        guard s.registered, !s.muted else { return }
        poller.remove(s.fd)
        s.muted = true
        s.wanted = []
    }

    func unregister(_ s: EventSource) {
        guard s.registered else { return }
        s.registered = false
        if !s.muted { poller.remove(s.fd) }
        let slot = Int(s.token & 0xffff_ffff)
        sources[slot] = nil
        generations[slot] &+= 1
        freeSlots.append(slot)
    }

    /// Sockets that the loop watches.
    package var sourceCount: Int {
        assertCurrent()
        return sources.count - freeSlots.count
    }

    /// For tests: octets that one read may bring, 1 for the worst network there is. At most 128 KiB.
    package func limitReads(to octets: Int) {
        assertCurrent()
        readArea = UnsafeMutableRawBufferPointer(rebasing: scratch[..<min(max(octets, 1), scratch.count)])
    }

    // MARK: Buffers

    /// An empty buffer from the loop's store; give it back when its octets have left.
    @inline(__always) package func takeBuffer() -> ByteWriter {
        guard let b = buffers.popLast() else { return ByteWriter(capacity: 4096) }
        pooledOctets -= b.capacity
        return b
    }

    /// Big ones go back to the allocator, and the store is bounded, so a rare large message does not stay for ever.
    @inline(__always) package func giveBack(_ b: ByteWriter) {
        let size = b.capacity
        guard size > 0, size <= 256 * 1024, pooledOctets + size <= 2 * 1024 * 1024, buffers.count < 64 else { return }
        b.removeAll()
        pooledOctets += size
        buffers.append(b)
    }
}
