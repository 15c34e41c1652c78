import StrataCore
import StrataInfoset
import Synchronization
import TestSupport
import Testing

@testable import StrataNet

@Suite("Stream transforms")
struct TransformTests {
    static let veiledEcho: @Sendable (Probe, ByteStream) throws -> Void = { _, s in
        s.handler = Echo()
        try s.start(transform: Veil(client: false))
    }
    static let veiledServer: @Sendable (Probe, ByteStream) throws -> Void = { _, s in try s.start(transform: Veil(client: false)) }
    static let veiled: @Sendable (Probe, ByteStream) throws -> Void = { _, s in try s.start(transform: Veil(client: true)) }

    @Test("Octets pass through, whole and in order, however they are cut", arguments: [1, 7, 4096, 131_072])
    func echo(reads: Int) async throws {
        try await withPair(server: Self.veiledEcho, client: Self.veiled) { p in
            try await p.serverLoop.run { p.serverLoop.limitReads(to: reads) }
            try await p.clientLoop.run { p.clientLoop.limitReads(to: reads) }
            #expect(try await p.clientLoop.run { p.clientStream.remoteIdentity?.source } == "veil")
            #expect(try await p.client.get(\.isEstablished))
            var o = SeededGenerator(seed: 7)
            let message = o.octets(reads < 100 ? 3000 : 400_000)
            try await p.send(message)
            try await p.client.until { $0.received.count >= message.count }
            #expect(try await p.client.get(\.received) == message)
        }
    }

    @Test("What is written before the handshake is done waits for it")
    func earlyWrite() async throws {
        try await withPair(
            server: Self.veiledEcho,
            client: { _, s in
                try s.start(transform: Veil(client: true))
                s.write([1, 2, 3])
                #expect(s.bufferedOutput == 7)  // HELO, and three that wait
            }
        ) { p in
            try await p.client.until { $0.received == [1, 2, 3] }
        }
    }

    @Test("Large messages are completed to their size behind a transform too")
    func reassembly() async throws {
        let framer = Box(Framer())
        try await withPair(
            server: { h, s in
                h.onRead = { _, _, b in framer.value.take(b) }
                try s.start(transform: Veil(client: false))
            }, client: Self.veiled
        ) { p in
            var o = SeededGenerator(seed: 8)
            let messages = [500_000, 3, 0, 70_000].map { o.octets($0) }
            try await p.send(messages.flatMap { Framer.frame($0) })
            try await p.server.until { _ in framer.value.messages.count == 4 }
            #expect(framer.value.messages == messages)
            #expect(try await p.serverLoop.run { p.serverStream.input == nil })
        }
    }

    @Test("The end mark goes before the end; without it the input was cut")
    func ends() async throws {
        try await withPair(server: Self.veiledEcho, client: Self.veiled) { p in
            try await p.send([5])
            try await p.onClient { $0.endOutput() }
            try await p.client.until { $0.isClosed }
            #expect(try await p.client.get(\.received) == [5])
            #expect(try await p.client.get(\.error) == nil)
        }
        try await withPair(
            server: { _, s in try s.start(transform: Veil(client: false)) }, client: Self.veiled
        ) { p in
            try await p.onClient { s in
                s.transform = nil  // ends like somebody who cuts the connection
                s.endOutput()
            }
            try await p.server.until { $0.isClosed }
            #expect(try await p.server.get(\.error?.code) == .truncated)
        }
    }

    @Test("An upgrade in mid-stream: the answer leaves in the clear, what follows does not")
    func upgrade() async throws {
        try await withPair(
            server: { h, _ in
                h.onRead = { h, s, b throws(IOError) in
                    guard s.transform == nil else {
                        s.write(b)
                        return Taken(consumed: b.count)
                    }
                    guard b.count >= 2 else { return Taken(consumed: 0, need: 2) }
                    s.write(Bytes("go"))
                    try s.start(transform: Veil(client: false))
                    s.write(Bytes("behind"))
                    return Taken(consumed: 2)
                }
            },
            client: { h, _ in
                h.onRead = { h, s, b throws(IOError) in
                    h.received.append(contentsOf: b)
                    if s.transform == nil, h.received.count == 2 { try s.start(transform: Veil(client: true)) }
                    return Taken(consumed: b.count)
                }
            }
        ) { p in
            try await p.send(Array("up".utf8))
            try await p.client.until { $0.received == Array("gobehind".utf8) }
            try await p.send([1, 2])
            try await p.client.until { $0.received.count == 10 }
        }
    }

    @Test("Plaintext that came with the upgrade request fails the connection")
    func injectedInRead() async throws {
        try await withPair(server: { h, _ in
            h.onRead = { h, s, b throws(IOError) in
                guard b.count >= 2 else { return Taken(consumed: 0, need: 2) }
                try s.start(transform: Veil(client: false))
                return Taken(consumed: 2)
            }
        }) { p in
            try await p.send(Array("upRCPT TO:<evil>".utf8))
            try await p.server.until { $0.isClosed }
            let e = try #require(try await p.server.get(\.error))
            #expect(e.code == .protocolViolation)
            #expect(e.reason.contains("before the handshake"))
            #expect(try await p.server.get(\.reads) == 1)
        }
    }

    /// The message is completed in its place, and what lies behind it comes with the same read.
    @Test("Plaintext behind an upgrade request that came in two parts fails the connection", arguments: [9, 20_000])
    func injectedBehindHeld(size: Int) async throws {
        try await withPair(server: { h, s in
            h.onRead = { h, s, b throws(IOError) in
                guard s.transform == nil else {
                    h.received.append(contentsOf: b)
                    return Taken(consumed: b.count)
                }
                guard b.count >= size else { return Taken(consumed: 0, need: size) }
                try s.start(transform: Veil(client: false))
                return Taken(consumed: size)
            }
        }) { p in
            try await p.send([1, 2, 3])
            try await p.server.until { $0.reads == 1 }
            try await p.send([UInt8](repeating: 4, count: size - 3) + Array("HELORCPT TO:<evil>".utf8))
            try await p.server.until { $0.isClosed || !$0.received.isEmpty }
            #expect(try await p.server.get(\.error?.code) == .protocolViolation)
            #expect(try await p.server.get(\.received).isEmpty)
            #expect(try await p.server.get(\.isEstablished) == false)
        }
    }

    @Test("The end mark ends the input, though the connection beneath stays open")
    func endMarkAlone() async throws {
        try await withPair(server: Self.veiledServer, client: { _, s in s.write(Bytes("HELO")) }) { p in
            try await p.client.until { $0.received == Array("OKAY".utf8) }
            try await p.send([0, 2, 1 ^ 0x5a, 2 ^ 0x5a, 0, 0])
            try await p.server.until { $0.inputEnded }
            #expect(try await p.server.get(\.received) == [1, 2])
            // What the peer says after its end is not heard, and the answer still leaves.
            try await p.send([0, 1, 3 ^ 0x5a])
            try await p.answer([9])
            try await p.client.until { $0.received == Array("OKAY".utf8) + [0, 1, 9 ^ 0x5a] }
            try await p.onServer { $0.endOutput() }
            try await p.server.until { $0.isClosed }
            #expect(try await p.server.get(\.error) == nil)
            #expect(try await p.server.get(\.received) == [1, 2])
        }
    }

    @Test("What was to leave under cover does not leave without it when the handshake fails", .timeLimit(.minutes(1)))
    func nothingInTheClear() async throws {
        // Nothing waits for it either: the end comes though no time passes.
        try await withPair(
            manualTime: true,
            server: { _, s in
                try s.start(transform: Veil(client: false))
                s.write(Bytes("secret"))
            },
            client: { _, s in s.write(Bytes("HOLA")) }
        ) { p in
            try await p.client.until { $0.inputEnded || $0.isClosed }
            #expect(try await p.client.get(\.received) == Array("ALERT".utf8))
            #expect(try await p.server.get(\.error?.code) == .transformFailed)
        }
    }

    @Test("Undelivered input fails a start that comes later")
    func injectedBefore() async throws {
        try await withPair(server: { h, _ in h.onRead = { _, _, _ in Taken(consumed: 0, need: 100) } }) { p in
            try await p.send([1, 2, 3])
            try await p.server.until { $0.reads == 1 }
            let e = await ioError { try await p.onServer { try $0.start(transform: Veil(client: false)) } }
            #expect(e?.code == .protocolViolation)
            #expect(try await p.server.get(\.isClosed))
        }
    }

    @Test("A second transform is refused")
    func second() async throws {
        try await withPair(server: Self.veiledEcho, client: Self.veiled) { p in
            let e = await ioError { try await p.onClient { try $0.start(transform: Veil(client: true)) } }
            #expect(e?.code == .protocolViolation)
        }
    }

    @Test("Nothing is delivered before the verdict, whichever thread brings it; then everything is")
    func verdict() async throws {
        let resume = Mutex<(@Sendable (Veil.Verdict) -> Void)?>(nil)
        try await withPair(
            server: { _, s in
                try s.start(transform: Veil(client: false, judge: { r in resume.withLock { $0 = r } }))
            },
            client: { _, s in
                // Does not wait for the server's word, as a client of TLS 1.3 does not.
                s.write(Bytes("HELO"))
                s.write([0, 2, 1 ^ 0x5a, 2 ^ 0x5a])
            }
        ) { p in
            try await waitUntil(p.serverLoop) { resume.withLock { $0 != nil } }
            try await p.send([0, 1, 3 ^ 0x5a])
            for _ in 0..<20 { _ = try await p.serverLoop.run { 0 } }
            #expect(try await p.server.get(\.reads) == 0)
            #expect(try await p.server.get(\.isEstablished) == false)
            let bring = try #require(resume.withLock { $0 })
            await Task.detached { bring(.accept) }.value
            try await p.server.until { $0.received == [1, 2, 3] }
            try await p.client.until { $0.received == Array("OKAY".utf8) }
        }
    }

    @Test("A verdict against the peer fails the connection, and nothing was delivered")
    func rejected() async throws {
        try await withPair(
            server: { _, s in try s.start(transform: Veil(client: false, judge: { r in r(.reject) })) },
            client: { _, s in s.write(Bytes("HELO")) }
        ) { p in
            try await p.server.until { $0.isClosed }
            let e = try #require(try await p.server.get(\.error))
            #expect(e.code == .transformFailed)
            #expect((e.cause as? StreamTransformError)?.code == .certificateRejected)
            #expect(try await p.server.get(\.reads) == 0)
            try await p.client.until { $0.received == Array("ALERT".utf8) }
        }
    }

    @Test("A verdict that comes after the connection has gone is heard by nobody")
    func lateVerdict() async throws {
        let resume = Mutex<(@Sendable (Veil.Verdict) -> Void)?>(nil)
        try await withPair(
            server: { _, s in try s.start(transform: Veil(client: false, judge: { r in resume.withLock { $0 = r } })) },
            client: { _, s in s.write(Bytes("HELO")) }
        ) { p in
            try await waitUntil(p.serverLoop) { resume.withLock { $0 != nil } }
            try await p.onClient { $0.reset() }
            try await p.server.until { $0.isClosed }
            let bring = try #require(resume.withLock { $0 })
            bring(.accept)
            _ = try await p.serverLoop.run { 0 }
            #expect(try await p.server.get(\.isEstablished) == false)
        }
    }

    @Test("connect returns when the handshake is done, and fails with it")
    func connectWaits() async throws {
        let e = await ioError {
            try await withPair(server: { _, s in s.write(Bytes("NOPE")) }, client: Self.veiled) { _ in }
        }
        #expect(e?.code == .transformFailed)
        #expect((e?.cause as? StreamTransformError)?.code == .handshakeFailed)
        // A server that says nothing: the deadline covers the handshake.
        try await withLoop(manualTime: true) { loop in
            let l = try await StreamListener.listen(on: [.loopback4(port: 0)], loop: loop) { s in s.handler = Probe(s.loop) }
            let w = Waiter<ByteStream>()
            loop.connect(to: l.addresses, options: ConnectOptions(deadline: .after(.seconds(5)))) { s throws(IOError) in
                s.handler = Probe(s.loop)
                try s.start(transform: Veil(client: true))
            } done: {
                w.finish($0)
            }
            try await waitUntil(loop) { loop.sourceCount == 3 }
            try await loop.advance(by: .seconds(6))
            let late = try #require(await ioError { _ = try await w.value() })
            #expect(late.code == .timedOut)
            #expect(late.reason.contains("handshake"))
            await l.stopAccepting()
        }
    }

    @Test("Back pressure holds through a transform")
    func backPressure() async throws {
        try await withPair(server: Self.veiledEcho, client: Self.veiled) { p in
            try await p.onClient { $0.pauseReading() }
            let total = 24 << 20
            try await p.onClient { s in s.write([UInt8](repeating: 3, count: total)) }
            try await waitUntil(p.serverLoop) { p.serverStream.flags.contains(.outputPaused) }
            #expect(try await p.serverLoop.run { p.serverStream.bufferedOutput } < 2 << 20)
            try await p.onClient { $0.resumeReading() }
            try await p.client.until { $0.received.count == total }
            let same = try await p.client.get { $0.received == [UInt8](repeating: 3, count: total) }
            #expect(same)
        }
    }

    @Test("A handler that pauses behind a transform gets every octet once")
    func pausing() async throws {
        try await withPair(
            server: { h, s in
                h.onRead = { h, s, b throws(IOError) in
                    h.received.append(b[0])
                    s.pauseReading()
                    h.loop.execute { s.resumeReading() }
                    return Taken(consumed: 1)
                }
                try s.start(transform: Veil(client: false))
            }, client: Self.veiled
        ) { p in
            var o = SeededGenerator(seed: 9)
            let message = o.octets(2000)
            try await p.send(message)
            try await p.onClient { $0.endOutput() }
            try await p.server.until { $0.inputEnded }
            #expect(try await p.server.get(\.received) == message)
        }
    }
}
