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

@Suite("Connecting", .timeLimit(.minutes(2)))
struct ConnectTests {
    static func options(_ deadline: Deadline = .never, _ found: [SocketAddress]) -> ConnectOptions {
        var o = ConnectOptions(deadline: deadline)
        o.resolver = NameResolver { (_, port) throws(IOError) in found.map { $0.port == 0 ? $0.with(port: port) : $0 } }
        return o
    }

    static let nothing: EventLoop.Prepare = { s throws(IOError) in s.handler = Probe(s.loop) }

    @Test("A refusal names the address and what was done")
    func refused() async throws {
        let r = try Refuser()
        try await withLoop { loop in
            let e = try #require(await ioError { _ = try await loop.connect(to: [r.address], prepare: Self.nothing) })
            #expect(e.code == .refused)
            #expect(e.address == "\(r.address)")
            #expect("\(e)".hasPrefix("connect to \(r.address): refused"))
        }
    }

    @Test("A name with addresses of both families, one of which listens", arguments: [true, false])
    func bothFamilies(six listens: Bool) async throws {
        try await withLoop { loop in
            // The same port of the other family is bound and silent, so nobody else can listen there. The system may have given that
            // port away meanwhile: then another pair is tried.
            var pair: (StreamListener, Refuser)?
            for _ in 0..<50 where pair == nil {
                let refuser = try Refuser(listens ? .loopback4(port: 0) : .loopback6(port: 0))
                let listening: SocketAddress =
                    listens ? .loopback6(port: refuser.address.port ?? 0) : .loopback4(port: refuser.address.port ?? 0)
                guard let l = try? await StreamListener.listen(on: [listening], loop: loop, accept: { s in s.handler = Echo() }) else {
                    continue
                }
                pair = (l, refuser)
            }
            let (l, refuser) = try #require(pair)
            let s = try await loop.connect(
                host: "localhost", port: l.port,
                options: Self.options(.never, [refuser.address, l.addresses[0]]),
                prepare: Self.nothing)
            #expect(s.remoteAddress == l.addresses[0])
            await l.stopAccepting()
        }
    }

    @Test("The system's own answer for localhost")
    func localhost() async throws {
        try await withLoop { loop in
            let l = try await StreamListener.listen(on: [.loopback4(port: 0)], loop: loop) { s in s.handler = Echo() }
            let s = try await loop.connect(host: "localhost", port: l.port, prepare: Self.nothing)
            #expect(s.remoteAddress?.port == l.port)
            let found = try await NameResolver.shared.resolve("localhost", port: 80)
            #expect(found.contains(.loopback4(port: 80)))
            await l.stopAccepting()
        }
    }

    @Test("A socket that reached itself has reached nobody")
    func itself() throws {
        let fd = try Sockets.make(.loopback4(port: 0))
        defer { close(fd) }
        _ = try SocketAddress.loopback4(port: 0).withSockaddr { p, n in bind(fd, p, n) }
        let own = try #require(Sockets.localAddress(fd))
        // Over the loopback it is done when the call returns, whatever that says of a socket that does not block.
        _ = try own.withSockaddr { p, n in connect(fd, p, n) }
        #expect(Sockets.pendingError(fd) == 0)
        #expect(Sockets.isConnectedToItself(fd, own))
        #expect(!Sockets.isConnectedToItself(fd, own.with(port: 1)))
    }

    @Test("When all addresses fail the error tells of each")
    func allFail() async throws {
        let four = try Refuser()
        let six = try Refuser(.loopback6(port: 0))
        try await withLoop { loop in
            let e = try #require(
                await ioError {
                    _ = try await loop.connect(
                        host: "example", port: 1, options: Self.options(.never, [six.address, four.address]), prepare: Self.nothing)
                })
            #expect(e.code == .refused)
            #expect(e.address == "example:1")
            #expect(e.reason.contains("\(four.address)") && e.reason.contains("\(six.address)"))
        }
    }

    @Test("A name without an address, and a resolver that fails")
    func noAddress() async throws {
        try await withLoop { loop in
            let e = await ioError {
                _ = try await loop.connect(host: "example", port: 1, options: Self.options(.never, []), prepare: Self.nothing)
            }
            #expect(e?.code == .nameNotFound)
            let real = await ioError { _ = try await loop.connect(host: "no such name", port: 1, prepare: Self.nothing) }
            #expect(real?.code == .nameNotFound)
            #expect(real?.address == "no such name")
        }
    }

    @Test("The deadline holds against an address that does not answer")
    func deadline() async throws {
        let hole = try Blackhole()
        try await withLoop(manualTime: true) { loop in
            let w = Waiter<ByteStream>()
            loop.connect(to: [hole.address], options: ConnectOptions(deadline: .after(.seconds(5))), prepare: Self.nothing) { w.finish($0) }
            try await waitUntil(loop) { loop.sourceCount == 1 }
            try await loop.advance(by: .seconds(6))
            let e = try #require(await ioError { _ = try await w.value() })
            #expect(e.code == .timedOut)
            #expect(e.address == "\(hole.address)")
            #expect(e.reason.contains("no answer"))
            #expect(try await loop.run { loop.sourceCount } == 0)
        }
    }

    @Test("A silent address delays the next one by the stagger only, and the first to answer wins")
    func stagger() async throws {
        let hole = try Blackhole(.loopback6(port: 0))
        try await withLoop(manualTime: true) { loop in
            let l = try await StreamListener.listen(on: [.loopback4(port: 0)], loop: loop) { s in s.handler = Echo() }
            let w = Waiter<ByteStream>()
            loop.connect(host: "example", port: 1, options: Self.options(.never, [hole.address, l.addresses[0]]), prepare: Self.nothing) {
                w.finish($0)
            }
            try await waitUntil(loop) { loop.sourceCount == 2 }  // the listener and the first attempt
            try await loop.advance(by: .milliseconds(249))
            #expect(try await loop.run { loop.sourceCount } == 2)
            try await loop.advance(by: .milliseconds(1))
            let s = try await w.value()
            #expect(s.remoteAddress == l.addresses[0])
            try await loop.run { s.shut() }
            await l.stopAccepting()
            try await waitUntil(loop) { loop.sourceCount <= 1 }  // the other attempt is gone; the accepted end may still be there
        }
    }

    @Test("Families take turns, beginning with the first address's")
    func interleaved() {
        let six = (1...3).map { SocketAddress.loopback6(port: $0) }
        let four = (1...2).map { SocketAddress.loopback4(port: $0) }
        #expect(ConnectOperation.interleaved(six + four) == [six[0], four[0], six[1], four[1], six[2]])
        #expect(ConnectOperation.interleaved(four) == four)
        #expect(ConnectOperation.interleaved([]) == [])
    }

    @Test("A caller leaves a connect that hears nothing")
    func cancelled() async throws {
        let hole = try Blackhole()
        try await withLoop { loop in
            let t = Task { try await loop.connect(to: [hole.address], prepare: Self.nothing) }
            try await waitUntil(loop) { loop.sourceCount == 1 }
            t.cancel()
            #expect(await ioError { _ = try await t.value }?.code == .cancelled)
            try await waitUntil(loop) { loop.sourceCount == 0 }
        }
    }

    @Test("A caller leaves a name that is not found for long: at its deadline, and when cancelled")
    func slowName() async throws {
        let gate = Gate()
        var o = ConnectOptions(deadline: .after(.seconds(5)))
        o.resolver = NameResolver { (_, _) throws(IOError) in
            gate.wait()
            return [.loopback4(port: 1)]
        }
        let options = o
        defer { gate.open() }
        try await withLoop(manualTime: true) { loop in
            let w = Waiter<ByteStream>()
            loop.connect(host: "slow", port: 1, options: options, prepare: Self.nothing) { w.finish($0) }
            _ = try await loop.run { 0 }
            try await loop.advance(by: .seconds(6))
            let e = try #require(await ioError { _ = try await w.value() })
            #expect(e.code == .timedOut)
            #expect(e.reason.contains("name was being resolved"))

            let t = Task { try await loop.connect(host: "slow", port: 1, options: options, prepare: Self.nothing) }
            _ = try await loop.run { 0 }
            t.cancel()
            #expect(await ioError { _ = try await t.value }?.code == .cancelled)
            let r = Task { try await options.resolver.resolve("slow", port: 1) }
            r.cancel()
            #expect(await ioError { _ = try await r.value }?.code == .cancelled)
        }
    }

    @Test("Four slow names do not hold up the loop, and those who have left are not looked up")
    func abandonedNames() async throws {
        let gate = Gate()
        let asked = Mutex<[String]>([])
        let resolver = NameResolver { (host, _) throws(IOError) in
            asked.withLock { $0.append(host) }
            if host.hasPrefix("slow") { gate.wait() }
            return [.loopback4(port: 1)]
        }
        let slow = (0..<4).map { i in Task { try await resolver.resolve("slow\(i)", port: 1) } }
        try await eventually { asked.withLock { $0.count } >= 4 }
        let left = Waiter<[SocketAddress]>()
        resolver.resolve("left", port: 1) { left.finish($0) }.cancel()
        #expect(await ioError { _ = try await left.value() }?.code == .cancelled)
        let numeric = try await resolver.resolve("127.0.0.1", port: 7)  // needs no thread
        #expect(numeric == [.loopback4(port: 7)])
        gate.open()
        for t in slow { _ = try await t.value }
        #expect(try await resolver.resolve("last", port: 1) == [.loopback4(port: 1)])
        #expect(!asked.withLock { $0.contains("left") })
    }

    @Test("What prepare throws fails the connect")
    func prepareFails() async throws {
        try await withLoop { loop in
            let l = try await StreamListener.listen(on: [.loopback4(port: 0)], loop: loop) { s in s.handler = Echo() }
            let e = await ioError {
                _ = try await loop.connect(to: l.addresses) { _ throws(IOError) in throw .protocolViolation("not ready") }
            }
            #expect(e?.reason == "not ready")
            await l.stopAccepting()
        }
    }
}
