import StrataCore
import StrataInfoset
import Synchronization
import TestSupport
import Testing

@testable import StrataNet

@Suite("Connection pool", .timeLimit(.minutes(2)))
struct PoolTests {
    /// A server that echoes, a loop for the client with time in the test's hand, and a pool.
    final class Bench: Sendable {
        let server: EventLoop
        let loop: EventLoop
        let listener: StreamListener
        let pools: ConnectionPool<String>
        let pool: EndpointPool
        let dials = Mutex(0)
        let veiled: Bool

        init(
            limit: Int = 2, veiled: Bool = false, serverHandler: @escaping @Sendable (EventLoop) -> any ByteStreamHandler = { _ in Echo() }
        )
            async throws
        {
            let server = try EventLoop()
            let loop = try EventLoop(manualTime: true)
            self.server = server
            self.loop = loop
            self.veiled = veiled
            var c = EndpointPool.Configuration.defaults
            c.connectionsPerEndpoint = limit
            c.idleTimeout = .seconds(60)
            pools = try ConnectionPool(configuration: c, loop: loop)
            pool = pools.endpoint("k")
            let box = Box<[ByteStream]>([])
            accepted = box
            listener = try await StreamListener.listen(on: [.loopback4(port: 0)], loop: server) { s in
                box.value.append(s)
                s.handler = serverHandler(server)
                if veiled { try? s.start(transform: Veil(client: false)) }
            }
        }

        /// On the server's loop.
        let accepted: Box<[ByteStream]>

        var dial: EndpointPool.Dial {
            { deadline, done in
                self.dials.withLock { $0 += 1 }
                return self.loop.connect(to: self.listener.addresses, options: ConnectOptions(deadline: deadline)) { s throws(IOError) in
                    s.handler = Probe(s.loop)
                    if self.veiled { try s.start(transform: Veil(client: true)) }
                } done: {
                    done($0)
                }
            }
        }

        func acquire(_ key: String = "k", deadline: Deadline = .never) async throws(IOError) -> ByteStream {
            try await pools.endpoint(key).acquire(deadline: deadline, dial: dial)
        }

        func release(_ s: ByteStream, _ key: String = "k") async throws { try await loop.run { self.pools.endpoint(key).release(s) } }

        func end() async {
            pools.close()
            await listener.stopAccepting()
            await loop.stop()
            await server.stop()
        }
    }

    static func withBench(
        limit: Int = 2, veiled: Bool = false, handler: @escaping @Sendable (EventLoop) -> any ByteStreamHandler = { _ in Echo() },
        _ body: (Bench) async throws -> Void
    ) async throws {
        let b = try await Bench(limit: limit, veiled: veiled, serverHandler: handler)
        do { try await body(b) } catch {
            await b.end()
            throw error
        }
        await b.end()
    }

    @Test("A released connection is lent again", arguments: [false, true])
    func reuse(veiled: Bool) async throws {
        try await Self.withBench(veiled: veiled) { b in
            let one = try await b.acquire()
            try await b.release(one)
            #expect(b.pool.idleCount == 1)
            let two = try await b.acquire()
            #expect(one === two)
            let three = try await b.acquire()
            #expect(three !== two)
            #expect(b.pool.openCount == 2)
            #expect(b.dials.withLock { $0 } == 2)
            // Lying there makes it one that the peer may have ended.
            #expect(try await b.loop.run { [two.wasKept, three.wasKept] } == [true, false])
        }
    }

    @Test("A connection that its peer closed, reset or sent something on is not lent", arguments: ["close", "reset", "octets", "spoken"])
    func usedUp(how: String) async throws {
        try await Self.withBench { b in
            let one = try await b.acquire()
            try await waitUntil(b.server) { b.accepted.value.count == 1 }
            try await b.release(one)
            // While the client's loop is held it cannot come to know by itself: the look before lending must see it.
            let gate = Gate()
            let held = Gate()
            if how != "spoken" {
                b.loop.execute {
                    held.open()
                    gate.wait()
                }
                held.wait()
            }
            try await b.server.run {
                let s = b.accepted.value[0]
                switch how {
                case "close": s.shut()
                case "reset": s.reset()
                default: s.write([1])
                }
            }
            try await waitUntil(b.server) { b.accepted.value[0].bufferedOutput == 0 }
            if how == "spoken" { try await waitUntil(b.loop) { one.isClosed } }
            let next = Task { try await b.acquire() }
            gate.open()
            let two = try await next.value
            #expect(two !== one)
            let closed = try await b.loop.run { [one.isClosed, two.isClosed] }
            #expect(closed == [true, false])
            #expect(b.pool.openCount == 1)
            #expect(b.dials.withLock { $0 } == 2)
        }
    }

    @Test("Half an answer read, or a request half written, is no connection to keep")
    func unfit() async throws {
        try await Self.withBench { b in
            let one = try await b.acquire()
            try await b.loop.run {
                one.write([1])
                b.pool.release(one)
            }
            #expect(try await b.loop.run { one.isClosed })
            let two = try await b.acquire()
            let probe = Probe(b.loop)
            try await b.loop.run {
                probe.onRead = { _, _, _ in Taken(consumed: 0, need: 5) }
                two.handler = probe
                two.write([1])
            }
            try await probe.until { $0.reads == 1 }
            try await b.release(two)
            #expect(try await b.loop.run { two.isClosed })
            let three = try await b.acquire()
            try await b.loop.run {
                three.endOutput()
                b.pool.release(three)
            }
            #expect(try await b.loop.run { three.isClosed })
            #expect(b.pool.openCount == 0)
        }
    }

    @Test("Idle connections go at their time; the use in between starts it anew")
    func idleTimeout() async throws {
        try await Self.withBench { b in
            let one = try await b.acquire()
            try await b.release(one)
            try await b.loop.advance(by: .seconds(59))
            _ = try await b.acquire()
            try await b.release(one)
            try await b.loop.advance(by: .seconds(59))
            #expect(b.pool.idleCount == 1)
            try await b.loop.advance(by: .seconds(1))
            #expect(b.pool.idleCount == 0)
            #expect(b.pool.openCount == 0)
            #expect(try await b.loop.run { one.isClosed })
        }
    }

    @Test("A timer that rings while its connection is lent does nothing, and lying idle again sets another")
    func timerOfALentOne() async throws {
        try await Self.withBench { b in
            let one = try await b.acquire()
            try await b.release(one)
            _ = try await b.acquire()
            let before = try await b.loop.run { b.loop.counters.timers }
            try await b.loop.advance(by: .seconds(100))
            #expect(try await b.loop.run { (b.loop.counters.timers - before, one.isClosed) } == (1, false))
            try await b.release(one)
            try await b.loop.advance(by: .seconds(59))
            #expect(b.pool.idleCount == 1)
            try await b.loop.advance(by: .seconds(1))
            #expect(b.pool.openCount == 0)
            #expect(try await b.loop.run { one.isClosed })
        }
    }

    @Test("What is given from one use straight to a waiter has not lain idle")
    func given() async throws {
        try await Self.withBench(limit: 1) { b in
            let one = try await b.acquire()
            let next = Task { try await b.acquire() }
            try await eventually { b.pool.waiterCount == 1 }
            try await b.release(one)
            let two = try await next.value
            #expect(one === two)
            #expect(try await b.loop.run { !two.wasKept })
        }
    }

    @Test("A connection that ends while it is lent leaves neither a timer nor its endpoint")
    func endsWhileLent() async throws {
        try await Self.withBench { b in
            var held: EndpointPool? = b.pools.endpoint("other")
            let first = try await held?.acquire(dial: b.dial)
            let lent = try #require(first)
            try await b.release(lent, "other")
            _ = try await held?.acquire(dial: b.dial)
            held = nil
            let before = try await b.loop.run { b.loop.counters.timers }
            try await b.loop.run { lent.shut() }
            try await eventually { b.pools.endpointCount == 1 }
            try await b.loop.advance(by: .seconds(400))
            #expect(try await b.loop.run { b.loop.counters.timers } == before)
        }
    }

    @Test("A connection that is too old is not kept")
    func lifetime() async throws {
        try await Self.withBench { b in
            let one = try await b.acquire()
            try await b.loop.advance(by: .seconds(301))
            try await b.release(one)
            #expect(try await b.loop.run { one.isClosed })
        }
    }

    @Test("An idle connection goes when it is too old, however short it was idle")
    func lifetimeWhileIdle() async throws {
        try await Self.withBench { b in
            let one = try await b.acquire()
            try await b.loop.advance(by: .seconds(290))
            try await b.release(one)
            try await b.loop.advance(by: .seconds(9))
            #expect(b.pool.idleCount == 1)
            try await b.loop.advance(by: .seconds(1))
            #expect(b.pool.openCount == 0)
            #expect(try await b.loop.run { one.isClosed })
        }
    }

    @Test("A connection whose peer has said its end mark is not lent, though it did not close it")
    func endMark() async throws {
        try await Self.withBench(veiled: true) { b in
            let one = try await b.acquire()
            try await waitUntil(b.server) { b.accepted.value.count == 1 }
            try await b.release(one)
            let gate = Gate()
            let held = Gate()
            b.loop.execute {
                held.open()
                gate.wait()
            }
            held.wait()
            // As a server does that says its end and waits for the other's.
            let sent = try await b.server.run { ([0, 0] as [UInt8]).withUnsafeBytes { Sockets.send(b.accepted.value[0].fd, $0) } }
            #expect(sent == 2)
            let next = Task { try await b.acquire() }
            gate.open()
            let two = try await next.value
            #expect(two !== one)
            #expect(b.pool.openCount == 1)
        }
    }

    @Test("At the limit they wait and are served in the order they came")
    func fifo() async throws {
        try await Self.withBench(limit: 1) { b in
            let one = try await b.acquire()
            let order = Order()
            var waiters: [Task<Void, any Error>] = []
            for i in 0..<5 {
                waiters.append(
                    Task {
                        let s = try await b.acquire()
                        order.served.withLock { $0.append(i) }
                        if i == 2 { try await b.loop.run { s.shut() } } else { try await b.release(s) }
                    })
                try await eventually { b.pool.waiterCount > i }
            }
            try await b.release(one)
            for w in waiters { try await w.value }
            #expect(order.served.withLock { $0 } == [0, 1, 2, 3, 4])
            #expect(b.dials.withLock { $0 } == 2)  // the third one closed its connection
        }
    }

    @Test("A waiter that is given a used-up connection is not overtaken by the one behind", arguments: [true, false])
    func fairAfterUsedUp(isIdle: Bool) async throws {
        try await Self.withBench(limit: 1) { b in
            let one = try await b.acquire()
            try await waitUntil(b.server) { b.accepted.value.count == 1 }
            let order = Order()
            @Sendable func wait(_ i: Int) -> Task<Void, any Error> {
                Task {
                    let s = try await b.acquire()
                    order.served.withLock { $0.append(i) }
                    try await b.release(s)
                }
            }
            let gate = Gate()
            var waiters: [Task<Void, any Error>] = []
            if !isIdle {
                for i in 0..<3 {
                    waiters.append(wait(i))
                    try await eventually { b.pool.waiterCount > i }
                }
            } else {
                try await b.release(one)
            }
            // The peer's end has come when the connection is lent, and the loop has not seen it.
            let held = Gate()
            b.loop.execute {
                held.open()
                gate.wait()
                if !isIdle { b.pool.release(one) }
            }
            held.wait()
            try await b.server.run { b.accepted.value[0].shut() }
            if isIdle {
                waiters.append(wait(0))
                try await eventually { b.pool.idleCount == 0 }
                for i in 1..<3 {
                    waiters.append(wait(i))
                    try await eventually { b.pool.waiterCount >= i }
                }
            }
            gate.open()
            for w in waiters { try await w.value }
            #expect(order.served.withLock { $0 } == [0, 1, 2])
            #expect(try await b.loop.run { one.isClosed })
            #expect(b.dials.withLock { $0 } == 2)
            #expect(b.pool.openCount == 1)
        }
    }

    @Test("A waiter leaves when cancelled and at its deadline, and the next one is served")
    func leaving() async throws {
        try await Self.withBench(limit: 1) { b in
            let one = try await b.acquire()
            let cancelled = Task { try await b.acquire() }
            try await eventually { b.pool.waiterCount >= 1 }
            let late = Task { try await b.acquire(deadline: .after(.seconds(5))) }
            try await eventually { b.pool.waiterCount >= 2 }
            let patient = Task { try await b.acquire() }
            try await eventually { b.pool.waiterCount >= 3 }
            cancelled.cancel()
            #expect(await ioError { _ = try await cancelled.value }?.code == .cancelled)
            try await b.loop.advance(by: .seconds(6))
            let e = try #require(await ioError { _ = try await late.value })
            #expect(e.code == .timedOut)
            #expect(e.reason.contains("all 1 connections"))
            #expect(b.pool.waiterCount == 1)
            try await b.release(one)
            let s = try await patient.value
            #expect(s === one)
        }
    }

    @Test("A connection that cannot be made fails its one caller, and the next one tries again")
    func failedDial() async throws {
        try await Self.withBench(limit: 1) { b in
            let refuser = try Refuser()
            let bad: EndpointPool.Dial = { _, done in
                b.loop.connect(to: [refuser.address], prepare: ConnectTests.nothing, done: done)
            }
            #expect(await ioError { _ = try await b.pool.acquire(dial: bad) }?.code == .refused)
            #expect(b.pool.openCount == 0)
            _ = try await b.acquire()
        }
    }

    @Test("Who leaves while a connection is made stops the making")
    func cancelDial() async throws {
        try await Self.withBench(limit: 1) { b in
            let hole = try Blackhole()
            let dial: EndpointPool.Dial = { _, done in
                b.loop.connect(to: [hole.address], prepare: ConnectTests.nothing, done: done)
            }
            let t = Task { try await b.pool.acquire(dial: dial) }
            try await waitUntil(b.loop) { b.loop.sourceCount == 1 }
            t.cancel()
            #expect(await ioError { _ = try await t.value }?.code == .cancelled)
            try await waitUntil(b.loop) { b.loop.sourceCount == 0 }
            #expect(b.pool.openCount == 0)
        }
    }

    @Test("The end of a lent connection gives its place to the next one")
    func lentEnds() async throws {
        try await Self.withBench(limit: 1) { b in
            let one = try await b.acquire()
            let next = Task { try await b.acquire() }
            try await eventually { b.pool.waiterCount >= 1 }
            try await waitUntil(b.server) { b.accepted.value.count == 1 }
            try await b.server.run { b.accepted.value[0].reset() }
            let two = try await next.value
            #expect(two !== one)
        }
    }

    @Test("Closing sends the waiters away and closes what is idle, and what is lent when it comes back")
    func close() async throws {
        try await Self.withBench(limit: 1) { b in
            let one = try await b.acquire()
            let other = try await b.acquire("other")
            try await b.release(other, "other")
            let waiter = Task { try await b.acquire() }
            try await eventually { b.pool.waiterCount >= 1 }
            b.pools.close()
            #expect(await ioError { _ = try await waiter.value }?.code == .closed)
            #expect(await ioError { _ = try await b.acquire() }?.code == .closed)
            try await waitUntil(b.loop) { other.isClosed }
            try await b.release(one)
            #expect(try await b.loop.run { one.isClosed })
            #expect(b.pool.openCount == 0 && b.pools.endpoint("other").openCount == 0)
        }
    }

    @Test("All who ask for an endpoint get the same pool; with nothing left it is forgotten")
    func forgotten() async throws {
        try await Self.withBench { b in
            #expect(b.pools.endpoint("k") === b.pool)
            #expect(b.pools.endpointCount == 1)
            var held: EndpointPool? = b.pools.endpoint("other")
            #expect(b.pools.endpointCount == 2)
            let stream = try await held?.acquire(dial: b.dial)
            let lent = try #require(stream)
            try await b.release(lent, "other")
            held = nil
            // Nobody but the connection that lies there.
            #expect(b.pools.endpoint("other").idleCount == 1)
            try await b.loop.run { lent.shut() }
            try await eventually { b.pools.endpointCount == 1 }
        }
    }

    @Test("Nothing is dialled for a waiter that has left when its turn comes")
    func leftWaiter() async throws {
        try await Self.withBench(limit: 1) { b in
            let one = try await b.acquire()
            let gone = b.pool.acquire(dial: b.dial) { _ in }
            let next = Task { try await b.acquire() }
            try await eventually { b.pool.waiterCount == 2 }
            gone.cancel()
            gone.cancel()
            try await b.loop.run { one.shut() }
            #expect(try await next.value !== one)
            #expect(b.dials.withLock { $0 } == 2)
            #expect(b.pool.openCount == 1)
        }
    }

    @Test("Lending an idle connection to another thread and writing on it is one hop there")
    func hops() async throws {
        try await Self.withBench { b in
            let one = try await b.acquire()
            try await b.release(one)
            let before = try await b.loop.run { b.loop.counters }
            let w = Waiter<Void>()
            b.pool.acquire(dial: b.dial) { r in
                if case .success(let s) = r { s.write([1]) }
                w.finish(.success(()))
            }
            try await w.value()
            let after = try await b.loop.run { b.loop.counters }
            #expect(after.arrivals - before.arrivals == 2)  // that one, and the question for the counters
        }
    }

    @Test("Many callers, few connections: every call gets its answer, no connection is used by two")
    func crowd() async throws {
        try await Self.withBench(limit: 3) { b in
            try await withThrowingTaskGroup(of: Void.self) { g in
                for i in 0..<100 {
                    g.addTask {
                        for round in 0..<5 {
                            let s = try await b.acquire()
                            let p = Probe(b.loop)
                            let message = [UInt8(i), UInt8(round)]
                            try await b.loop.run {
                                s.handler = p
                                s.write(message)
                            }
                            try await p.until { $0.received.count >= 2 }
                            let got = try await p.get(\.received)
                            #expect(got == message)
                            if (i + round) % 7 == 0 { try await b.loop.run { s.shut() } } else { try await b.release(s) }
                        }
                    }
                }
                try await g.waitForAll()
            }
            #expect(b.pool.openCount <= 3)
            #expect(b.pool.waiterCount == 0)
        }
    }
}

private final class Order: Sendable {
    let served = Mutex<[Int]>([])
}
