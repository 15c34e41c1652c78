import StrataCore
import Synchronization
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

@testable import StrataNet

@Suite("Listening")
struct ListenerTests {
    @Test("Both families on one port that the system chose")
    func bothFamilies() async throws {
        try await withLoop { loop in
            let l = try await StreamListener.listen(on: [.any4(port: 0), .any6(port: 0)], loop: loop) { s in s.handler = Echo() }
            #expect(l.addresses.count == 2)
            #expect(l.port != 0)
            #expect(l.addresses[0].port == l.addresses[1].port)
            for a in [SocketAddress.loopback4(port: l.port), .loopback6(port: l.port)] {
                let s = try await loop.connect(to: [a], prepare: ConnectTests.nothing)
                #expect(s.remoteAddress == a)
            }
            await l.stopAccepting()
        }
    }

    @Test("An address in use is named")
    func inUse() async throws {
        try await withLoop { loop in
            let l = try await StreamListener.listen(on: [.loopback4(port: 0)], loop: loop) { _ in }
            let e = try #require(await ioError { _ = try await StreamListener.listen(on: l.addresses, loop: loop) { _ in } })
            #expect(e.code == .addressInUse)
            #expect(e.address == "\(l.addresses[0])")
            await l.stopAccepting()
            // Free again at once, connections in TIME_WAIT or not.
            let again = try await StreamListener.listen(on: l.addresses, loop: loop) { _ in }
            await again.stopAccepting()
        }
    }

    @Test("Connections go to the loop that has the fewest")
    func handOver() async throws {
        let group = try EventLoopGroup(count: 3)
        let seen = Mutex<[ObjectIdentifier: Int]>([:])
        let l = try await StreamListener.listen(on: [.loopback4(port: 0)], loop: group.loops[0], loops: group.loops) { s in
            s.loop.assertCurrent()
            seen.withLock { $0[ObjectIdentifier(s.loop), default: 0] += 1 }
            s.handler = Echo()
        }
        for _ in 0..<9 {
            let p = Probe(group.loops[1])
            let s = try await group.loops[1].connect(to: l.addresses) { s throws(IOError) in s.handler = p }
            try await group.loops[1].run { s.write([1]) }
            try await p.until { $0.received == [1] }
        }
        #expect(seen.withLock { $0.values.sorted() } == [3, 3, 3])
        #expect(l.openConnections == 9)
        await l.stopAccepting()
        await group.stop()
        #expect(l.openConnections == 0)
    }

    @Test("Connections that come one after another stay on the loop that accepts them", .timeLimit(.minutes(1)))
    func oneAfterAnother() async throws {
        let group = try EventLoopGroup(count: 3)
        let seen = Mutex<Set<ObjectIdentifier>>([])
        let l = try await StreamListener.listen(on: [.loopback4(port: 0)], loop: group.loops[1], loops: group.loops) { s in
            _ = seen.withLock { $0.insert(ObjectIdentifier(s.loop)) }
            s.handler = Echo()
        }
        for _ in 0..<5 {
            let p = Probe(group.loops[2])
            let s = try await group.loops[2].connect(to: l.addresses) { s throws(IOError) in s.handler = p }
            try await group.loops[2].run { s.write([1]) }
            try await p.until { $0.received == [1] }
            try await group.loops[2].run { s.shut() }
            while l.openConnections > 0 { await Task.yield() }
        }
        #expect(seen.withLock { $0 } == [ObjectIdentifier(group.loops[1])])
        await l.stopAccepting()
        await group.stop()
    }

    @Test("What has connected before the stop is still accepted; afterwards nobody is")
    func stopAccepting() async throws {
        let server = try EventLoop()
        try await withLoop { loop in
            let accepted = Mutex(0)
            let l = try await StreamListener.listen(on: [.loopback4(port: 0)], loop: server) { s in
                accepted.withLock { $0 += 1 }
                s.handler = Echo()
            }
            // While the server's loop is held, connections pile up in the system's queue.
            let gate = Gate()
            server.execute { gate.wait() }
            var clients: [Probe] = []
            for _ in 0..<5 {
                let p = Probe(loop)
                _ = try await loop.connect(to: l.addresses) { s throws(IOError) in
                    s.handler = p
                    s.write([1])
                }
                clients.append(p)
            }
            let stopping = Task { await l.stopAccepting() }
            gate.open()
            await stopping.value
            for p in clients { try await p.until { $0.received == [1] } }
            #expect(accepted.withLock { $0 } == 5)
            let e = await ioError { _ = try await loop.connect(to: l.addresses, prepare: ConnectTests.nothing) }
            #expect(e?.code == .refused)
        }
        await server.stop()
    }

    @Test("At the limit of connections the next one waits in the system's queue until one ends")
    func maximumConnections() async throws {
        var c = StreamListener.Configuration.defaults
        c.maximumConnections = 2
        let configuration = c
        try await withLoop { loop in
            let l = try await StreamListener.listen(on: [.loopback4(port: 0)], configuration: configuration, loop: loop) { s in
                s.handler = Echo()
            }
            var clients: [(Probe, ByteStream)] = []
            for _ in 0..<3 {
                let p = Probe(loop)
                let s = try await loop.connect(to: l.addresses) { s throws(IOError) in
                    s.handler = p
                    s.write([1])
                }
                clients.append((p, s))
            }
            try await clients[0].0.until { $0.received == [1] }
            try await clients[1].0.until { $0.received == [1] }
            for _ in 0..<10 { _ = try await loop.run { 0 } }
            let early = try await clients[2].0.get(\.received)
            #expect(early.isEmpty)
            #expect(l.openConnections == 2)
            try await loop.run { [s = clients[0].1] in s.shut() }
            try await clients[2].0.until { $0.received == [1] }
            #expect(l.openConnections == 2)
            await l.stopAccepting()
        }
    }

    @Test("A Unix socket is a listener's address too, and its file goes with it")
    func unixSocket() async throws {
        try await withLoop { loop in
            let path = "/tmp/strata-\(getpid())-\(UInt32.random(in: 0...UInt32.max)).sock"
            let l = try await StreamListener.listen(on: [.unix(path: path)], loop: loop) { s in s.handler = Echo() }
            let p = Probe(loop)
            let s = try await loop.connect(to: [.unix(path: path)]) { s throws(IOError) in s.handler = p }
            try await loop.run { s.write([7]) }
            try await p.until { $0.received == [7] }
            #expect(access(path, F_OK) == 0)
            await l.stopAccepting()
            #expect(access(path, F_OK) != 0)
        }
    }

    @Test("Out of descriptors: one is turned away, the loop does not spin, and it goes on afterwards")
    func outOfDescriptors() async throws {
        await #expect(processExitsWith: .success) {
            limitDescriptors(200)
            let loop = try EventLoop()
            let other = try EventLoop()
            let l = try await StreamListener.listen(on: [.loopback4(port: 0)], loop: loop) { s in s.handler = Echo() }
            let p = Probe(other)
            let s = try await other.connect(to: l.addresses) { s throws(IOError) in s.handler = p }
            let shedPeer = Probe(other)
            try await waitUntil(loop) { loop.counters.accepts == 1 }
            // The client's socket is made while there are descriptors; then there are none, and only then is it connected.
            let client = try Sockets.make(l.addresses[0])
            var taken: [Int32] = []
            while true {
                let fd = open("/dev/null", O_RDONLY)
                if fd < 0 { break }
                taken.append(fd)
                if taken.count > 100_000 { exit(3) }
            }
            _ = try l.addresses[0].withSockaddr { a, n in connect(client, a, n) }
            try await waitUntil(loop) { loop.counters.shed == 1 }
            let polls = try await loop.run { loop.counters.polls }
            // Connections that are open go on meanwhile.
            try await other.run { s.write([5]) }
            try await p.until { $0.received == [5] }
            guard try await loop.run({ loop.counters.polls }) - polls < 100 else { exit(4) }
            for fd in taken { close(fd) }
            let late = try await other.connect(to: l.addresses) { s throws(IOError) in s.handler = shedPeer }
            try await other.run { late.write([6]) }
            try await shedPeer.until { $0.received == [6] }
            close(client)
            await l.stopAccepting()
            await other.stop()
            await loop.stop()
            exit(0)
        }
    }

    @Test("Loops that could not all be started leave neither thread nor descriptor, and a later try succeeds", .timeLimit(.minutes(1)))
    func groupWithoutDescriptors() async throws {
        await #expect(processExitsWith: .success) {
            @Sendable func count() -> Int { (0..<256).filter { fcntl(Int32($0), F_GETFD) >= 0 }.count }
            limitDescriptors(200)
            var taken: [Int32] = []
            while true {
                let fd = open("/dev/null", O_RDONLY)
                if fd < 0 { break }
                taken.append(fd)
            }
            // Room for a few loops.
            for _ in 0..<15 { if let fd = taken.popLast() { close(fd) } }
            let before = count()
            for _ in 0..<20 {
                do throws(IOError) {
                    _ = try EventLoopGroup(count: 40)
                    exit(4)
                } catch { if error.code != .outOfResources { exit(5) } }
                // The runtime opens up to three of its own when it first needs them.
                try await eventually { count() <= before + 3 }
            }
            for fd in taken { close(fd) }
            let group = try EventLoopGroup(count: 4)
            await group.stop()
            exit(0)
        }
    }

    @Test("Nothing is left behind: descriptors are as many as before")
    func descriptors() async throws {
        await #expect(processExitsWith: .success) {
            @Sendable func count() -> Int { (0..<4096).filter { fcntl(Int32($0), F_GETFD) >= 0 }.count }
            _ = try await NameResolver.shared.resolve("localhost", port: 1)
            var before = 0
            for round in 0..<4 {
                // The first round is for what the system and the runtime open once and keep.
                if round == 1 { before = count() }
                let p = try await Pair(server: { _, s in s.handler = Echo() })
                for i in 0..<20 {
                    let c = Probe(p.clientLoop)
                    let s = try await p.clientLoop.connect(to: p.listener.addresses) { s throws(IOError) in s.handler = c }
                    try await p.clientLoop.run { s.write([1]) }
                    try await c.until { $0.received == [1] }
                    switch i % 4 {
                    case 0: try await p.clientLoop.run { s.reset() }
                    case 1: try await p.clientLoop.run { s.closeAfterFlush() }
                    case 2: try await p.clientLoop.run { s.endOutput() }
                    default: break  // left open for the loop's end
                    }
                }
                let refuser = try Refuser()
                _ = await ioError { _ = try await p.clientLoop.connect(to: [refuser.address], prepare: ConnectTests.nothing) }
                // A listener that could not be made leaves no socket either.
                _ = await ioError {
                    _ = try await StreamListener.listen(on: [.loopback4(port: 0), p.listener.addresses[0]], loop: p.serverLoop) { _ in }
                }
                await p.end()
            }
            // Threads of the loops let go of the last descriptors in their own time.
            var tries = 0
            while count() > before, tries < 20_000 {
                tries += 1
                await Task.yield()
            }
            // Fewer are fine: threads of the first round may have let go of theirs after they were counted. A leak is one a round at least.
            exit(count() <= before ? 0 : 6)
        }
    }
}
