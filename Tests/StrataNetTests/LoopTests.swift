import StrataCore
import TestSupport
import Testing

@testable import StrataNet

@Suite("Event loops", .timeLimit(.minutes(2)))
struct LoopTests {
    @Test("Timers fire in the order of their time, equal ones in the order they were set")
    func timerOrder() async throws {
        try await withLoop(manualTime: true) { loop in
            let fired = Box<[Int]>([])
            try await loop.run {
                for (i, ms) in [30, 10, 20, 10, 0, 10].enumerated() {
                    loop.after(.milliseconds(ms)) { fired.value.append(i) }
                }
            }
            try await loop.advance(by: .milliseconds(9))
            #expect(try await loop.run { fired.value } == [4])
            try await loop.advance(by: .milliseconds(100))
            #expect(try await loop.run { fired.value } == [4, 1, 3, 5, 2, 0])
        }
    }

    @Test("A cancelled timer does not fire, at whatever time it is cancelled")
    func timerCancel() async throws {
        try await withLoop(manualTime: true) { loop in
            let fired = Box<[String]>([])
            try await loop.run {
                let early = loop.after(.milliseconds(10)) { fired.value.append("early") }
                let other = loop.after(.milliseconds(20)) { fired.value.append("other") }
                loop.after(.milliseconds(20)) { fired.value.append("kept") }
                loop.after(.milliseconds(15)) { loop.cancel(other) }
                #expect(early.isPending)
                loop.cancel(early)
                loop.cancel(early)
                #expect(!early.isPending)
            }
            try await loop.advance(by: .milliseconds(30))
            #expect(try await loop.run { fired.value } == ["kept"])
        }
    }

    @Test("Timers that are always cancelled do not pile up")
    func timerHeap() {
        var heap = TimerHeap()
        let far = LoopTime(nanoseconds: 1_000_000)
        var most = 0
        for _ in 0..<100_000 {
            let e = heap.add(far) {}
            heap.cancel(e)
            most = max(most, heap.count)
        }
        #expect(most <= 200)
        // Against a sorted list, with every third one cancelled.
        var o = SeededGenerator(seed: 5)
        var expected: [(UInt64, Int)] = []
        let fired = Box<[Int]>([])
        heap.removeAll()
        for i in 0..<5000 {
            let t = o.next() % 1000
            let e = heap.add(LoopTime(nanoseconds: t)) { fired.value.append(i) }
            if i % 3 == 0 { heap.cancel(e) } else { expected.append((t, i)) }
        }
        while let a = heap.popDue(far, upTo: .max) { a() }
        #expect(fired.value == expected.sorted { $0 < $1 }.map(\.1))
        #expect(heap.count == 0)
    }

    @Test("A timer set by a timer comes in its own round")
    func timerChain() async throws {
        try await withLoop(manualTime: true) { loop in
            let fired = Box(0)
            try await loop.run {
                @Sendable func again() {
                    fired.value += 1
                    if fired.value < 1000 { loop.after(.zero) { again() } }
                }
                loop.after(.zero) { again() }
            }
            try await waitUntil(loop) { fired.value > 0 }
            try await loop.advance(by: .milliseconds(1))
            #expect(try await loop.run { fired.value } == 1000)
        }
    }

    @Test("Real time passes too")
    func realTime() async throws {
        try await withLoop { loop in
            let before = loop.now
            try await loop.sleep(for: .milliseconds(20))
            #expect(loop.now - before >= .milliseconds(20))
            let t = Task { try await loop.sleep(for: .seconds(3600)) }
            t.cancel()
            #expect(await ioError { try await t.value }?.code == .cancelled)
        }
    }

    @Test("Moments and durations saturate")
    func time() {
        let t = LoopTime(nanoseconds: 5)
        #expect(t + .seconds(-1) == t)
        #expect((t + .seconds(Int64.max)).nanoseconds == .max)
        #expect(t + .nanoseconds(7) == LoopTime(nanoseconds: 12))
        #expect(t - LoopTime(nanoseconds: 9) == .zero)
        #expect(LoopTime(nanoseconds: 9) - t == .nanoseconds(4))
    }

    @Test("Tasks that prefer the loop, and actors on it, run there")
    func executors() async throws {
        actor Resident {
            let loop: EventLoop
            init(_ l: EventLoop) { loop = l }
            nonisolated var unownedExecutor: UnownedSerialExecutor { loop.serial.asUnownedSerialExecutor() }
            func isHome() -> Bool { loop.isCurrent }
        }
        try await withLoop { loop in
            let t = Task(executorPreference: loop) {
                var home = [loop.isCurrent]
                await Task.yield()
                home.append(loop.isCurrent)
                home.append(await Resident(loop).isHome())
                return home
            }
            #expect(await t.value == [true, true, true])
            #expect(await Resident(loop).isHome())
            let immediate = try await loop.run { Task.immediate(executorPreference: loop) { await withinTask(loop) } }
            #expect(await immediate.value)
        }
    }

    @Test("Many continuations in a loop inside a task's closure")
    func continuations() async throws {
        try await withLoop { loop in
            let t = Task { () async throws -> Int in
                var n = 0
                while true {
                    n += try await loop.run { 1 }
                    if n % 100 == 0 { await Task.yield() }
                    if n == 5000 { return n }
                }
            }
            let u = Task(executorPreference: loop) {
                var n = 0
                while true {
                    await Task.yield()
                    n += 1
                    if n == 5000 { return n }
                }
            }
            let n = try await t.value
            #expect(n == 5000)
            #expect(await u.value == 5000)
        }
    }

    @Test("The process-wide group has a loop a core, the same each time")
    func group() throws {
        let a = try EventLoopGroup.shared
        let b = try EventLoopGroup.shared
        #expect(a === b)
        #expect(a.loops.count >= 1)
        let next = a.next()
        #expect(a.loops.contains { $0 === next })
        #expect(a.current == nil)
    }

    @Test("When a loop stops nothing that awaits it is left hanging")
    func stop() async throws {
        let hole = try Blackhole()
        let p = try await Pair()
        let loop = p.clientLoop
        try await p.onServer { $0.pauseReading() }
        try await p.onClient { s in [UInt8](repeating: 0, count: 16 << 20).withUnsafeBytes { s.write($0) } }
        let writer = Task { try await p.clientStream.writable() }
        let sleeper = Task { try await loop.sleep(for: .seconds(3600)) }
        let connector = Task { try await loop.connect(to: [hole.address], prepare: ConnectTests.nothing) }
        let gate = Gate()
        defer { gate.open() }
        var o = ConnectOptions.defaults
        o.resolver = NameResolver { (_, _) throws(IOError) in
            gate.wait()
            return []
        }
        let options = o
        let namer = Task { try await loop.connect(host: "slow", port: 1, options: options, prepare: ConnectTests.nothing) }
        let resident = Task(executorPreference: loop) {
            _ = try? await loop.sleep(for: .seconds(3600))
            return loop.isCurrent
        }
        var c = EndpointPool.Configuration.defaults
        c.connectionsPerEndpoint = 1
        let pool = try ConnectionPool<String>(configuration: c, loop: loop).endpoint("x")
        let addresses = p.listener.addresses
        let dial: EndpointPool.Dial = { d, done in
            loop.connect(to: addresses, prepare: ConnectTests.nothing, done: done)
        }
        let lent = try await pool.acquire(dial: dial)
        let waiter = Task { try await pool.acquire(dial: dial) }
        try await waitUntil(loop) { p.clientStream.writers.count == 1 && loop.sourceCount == 3 && pool.waiterCount == 1 }

        await loop.stop()
        await loop.stop()
        for t in [writer, sleeper] { #expect(await ioError { try await t.value }?.code == .loopStopped) }
        for t in [connector, namer, waiter] { #expect(await ioError { _ = try await t.value }?.code == .loopStopped) }
        #expect(await resident.value)
        #expect(p.client.error?.code == .loopStopped)
        #expect(lent.isClosed)
        #expect(pool.openCount == 0)
        #expect(await ioError { _ = try await loop.run { 1 } }?.code == .loopStopped)
        #expect(await ioError { try await loop.sleep(for: .zero) }?.code == .loopStopped)
        #expect(await ioError { _ = try await loop.connect(to: [hole.address], prepare: ConnectTests.nothing) }?.code == .loopStopped)
        #expect(await ioError { _ = try await StreamListener.listen(on: [.loopback4(port: 0)], loop: loop) { _ in } }?.code == .loopStopped)
        // It still is an executor.
        #expect(await Task(executorPreference: loop) { loop.isCurrent }.value)
        await p.end()
    }

    @Test("A stopped loop that nobody refers to ends its thread and is gone")
    func goes() async throws {
        weak var gone: EventLoop?
        try await makeAndStop { gone = $0 }
        try await eventually { gone == nil }
    }

    private func makeAndStop(_ see: (EventLoop) -> Void) async throws {
        let loop = try EventLoop()
        see(loop)
        #expect(await Task(executorPreference: loop) { 1 }.value == 1)
        await loop.stop()
    }

    @Test("A task that yields for ever does not keep connections from being served")
    func fairness() async throws {
        try await withPair(server: { _, s in s.handler = Echo() }) { p in
            let hog = Task(executorPreference: p.serverLoop) {
                while !Task.isCancelled { await Task.yield() }
            }
            try await p.send([1])
            try await p.client.until { $0.received == [1] }
            hog.cancel()
            await hog.value
        }
    }
}

private func withinTask(_ loop: EventLoop) async -> Bool {
    let before = loop.isCurrent
    await Task.yield()
    return before && loop.isCurrent
}
