import StrataCore
import StrataInfoset
import TestSupport
import Testing

@testable import StrataNet

@Suite("Byte streams")
struct ByteStreamTests {
    @Test("Octets come back, over IPv4 and IPv6", arguments: [SocketAddress.loopback4(port: 0), .loopback6(port: 0)])
    func echo(_ address: SocketAddress) async throws {
        try await withPair(on: address, server: { _, s in s.handler = Echo() }) { p in
            var o = SeededGenerator(seed: 1)
            let message = o.octets(10_000)
            try await p.send(message)
            try await p.client.until { $0.received.count == 10_000 }
            #expect(try await p.client.get(\.received) == message)
            let (local, remote) = try await p.clientLoop.run { (p.clientStream.localAddress, p.clientStream.remoteAddress) }
            #expect(remote == p.listener.addresses[0])
            #expect(local == p.serverStream.remoteAddress)
            #expect(local?.isLoopback == true)
        }
    }

    @Test("Reads of one octet change nothing")
    func oneOctetReads() async throws {
        try await withPair(server: { _, s in s.handler = Echo() }) { p in
            try await p.serverLoop.run { p.serverLoop.limitReads(to: 1) }
            try await p.clientLoop.run { p.clientLoop.limitReads(to: 1) }
            let framer = Box(Framer())
            try await p.client.get { $0.onRead = { _, _, b in framer.value.take(b) } }
            var o = SeededGenerator(seed: 2)
            let messages = (0..<5).map { o.octets($0 * 37) }
            for m in messages { try await p.send(Framer.frame(m)) }
            try await p.client.until { _ in framer.value.messages.count == 5 }
            #expect(framer.value.messages == messages)
            #expect(try await p.serverLoop.run { p.serverLoop.counters.reads } >= 390)
        }
    }

    @Test("A large message is completed to exactly its size, and offered whole once", arguments: [false, true])
    func reassembly(small reads: Bool) async throws {
        let framer = Box(Framer())
        try await withPair(server: { h, _ in h.onRead = { _, _, b in framer.value.take(b) } }) { p in
            if reads { try await p.serverLoop.run { p.serverLoop.limitReads(to: 1000) } }
            var o = SeededGenerator(seed: 3)
            let messages = [1_000_000, 0, 1, 4095, 4096, 131_072, 300_000, 5].map { o.octets($0) }
            try await p.send(messages.flatMap { Framer.frame($0) })
            try await p.server.until { _ in framer.value.messages.count == messages.count }
            #expect(framer.value.messages == messages)
            // Asked with a part of the first one, then with the whole of it and not an octet more.
            #expect(framer.value.offers.contains(1_000_004))
            #expect(framer.value.offers.filter { $0 > 4 && $0 < 900_000 }.count < 40)
            #expect(try await p.serverLoop.run { p.serverStream.undeliveredInput } == 0)
            #expect(try await p.serverLoop.run { p.serverStream.input == nil && p.serverStream.output == nil })
        }
    }

    @Test("An announced length takes no memory before the octets come")
    func announcedLength() async throws {
        try await withPair(server: { h, _ in
            h.onRead = { _, _, b in b.count >= 4 ? Taken(consumed: 0, need: 1 << 30) : Taken(consumed: 0, need: 4) }
        }) { p in
            try await p.send([0x40, 0, 0, 0, 1, 2, 3])
            try await p.server.until { $0.reads > 0 }
            #expect(try await p.serverLoop.run { (p.serverStream.input?.capacity ?? 0) <= 512 * 1024 })
        }
    }

    @Test("Kept-alive echoes: one read and one write each on the server, and no hop")
    func counts() async throws {
        try await withPair(server: { _, s in s.handler = Echo() }) { p in
            let request = [UInt8](repeating: 7, count: 1024)
            try await p.send(request)
            try await p.client.until { $0.received.count == 1024 }
            let before = try await p.serverLoop.run { p.serverLoop.counters }
            try await p.client.get { c in
                c.received = []
                c.onRead = { c, s, b in
                    c.received.append(contentsOf: b)
                    if c.received.count % 1024 == 0, c.received.count < 100 * 1024 { request.withUnsafeBytes { s.write($0) } }
                    return Taken(consumed: b.count)
                }
            }
            try await p.send(request)
            try await p.client.until { $0.received.count == 100 * 1024 }
            let after = try await p.serverLoop.run { p.serverLoop.counters }
            #expect(after.reads - before.reads == 100)
            #expect(after.writes - before.writes == 100)
            #expect(after.arrivals - before.arrivals == 1)  // the question for the counters itself
            #expect(after.jobs == before.jobs)
        }
    }

    @Test("Thirty-two requests of one burst leave in one write")
    func burst() async throws {
        let framer = Box(Framer())
        try await withPair(server: { h, _ in
            h.onRead = { _, s, b in
                let before = framer.value.messages.count
                let t = framer.value.take(b)
                for m in framer.value.messages[before...] { m.withUnsafeBytes { s.write($0) } }
                return t
            }
        }) { p in
            let all = (0..<32).flatMap { Framer.frame([UInt8](repeating: UInt8($0), count: 100)) }
            try await p.send(all)
            try await p.client.until { $0.received.count == 3200 }
            let c = try await p.serverLoop.run { p.serverLoop.counters }
            #expect(c.writes == 1)
            #expect(c.reads == 1)
        }
    }

    @Test("Half-close from the client: the server answers after the end of its input")
    func halfCloseByClient() async throws {
        try await withPair { p in
            try await p.send([1, 2, 3])
            try await p.onClient { $0.endOutput() }
            try await p.server.until { $0.inputEnded }
            #expect(try await p.server.get(\.received) == [1, 2, 3])
            try await p.answer([4, 5])
            try await p.client.until { $0.received == [4, 5] }
            try await p.onServer { $0.endOutput() }
            try await p.client.until { $0.isClosed }
            try await p.server.until { $0.isClosed }
            #expect(try await p.client.get(\.error) == nil)
            #expect(try await p.server.get(\.error) == nil)
            #expect(try await p.client.get(\.inputEnded))
        }
    }

    @Test("Half-close from the server: the client still sends")
    func halfCloseByServer() async throws {
        try await withPair { p in
            try await p.onServer { $0.endOutput() }
            try await p.client.until { $0.inputEnded }
            try await p.send([9, 9])
            try await p.server.until { $0.received == [9, 9] }
            try await p.onServer { s in
                #expect(!s.isClosed)
                s.write([1])  // too late: taken by nobody
                #expect(s.bufferedOutput == 0)
            }
            try await p.onClient { $0.closeAfterFlush() }
            try await p.server.until { $0.isClosed }
            #expect(try await p.server.get(\.error) == nil)
        }
    }

    @Test("A stream that closes does not wait for ever for a peer that takes nothing")
    func closingOnAStandstill() async throws {
        try await withPair(manualTime: true) { p in
            try await p.onClient { $0.pauseReading() }
            try await p.onServer { s in
                [UInt8](repeating: 1, count: 64 << 20).withUnsafeBytes { s.write($0) }
                s.closeAfterFlush()
            }
            // The burst with the write is over when the next one begins.
            try await p.onServer { s in #expect(!s.isClosed && s.bufferedOutput > 0) }
            try await p.serverLoop.advance(by: .seconds(29))
            try await p.onServer { s in #expect(!s.isClosed) }
            try await p.serverLoop.advance(by: .seconds(61))
            try await p.server.until { $0.isClosed }
            let error = try #require(try await p.server.get(\.error))
            #expect(error.code == .timedOut)
        }
    }

    @Test("A reset in mid-message names the peer")
    func reset() async throws {
        let framer = Box(Framer())
        try await withPair(server: { h, _ in h.onRead = { _, _, b in framer.value.take(b) } }) { p in
            try await p.send([0, 0, 1, 0, 5, 5])
            try await p.server.until { $0.reads > 0 }
            try await p.onClient { $0.reset() }
            try await p.server.until { $0.isClosed }
            let e = try #require(try await p.server.get(\.error))
            #expect(e.code == .reset)
            #expect("\(e)".contains("\(try #require(p.serverStream.remoteAddress))"))
            #expect(try await p.client.get { $0.isClosed && $0.error == nil })
        }
    }

    @Test("A peer that ends in mid-message: truncated")
    func truncated() async throws {
        let framer = Box(Framer())
        try await withPair(server: { h, _ in h.onRead = { _, _, b in framer.value.take(b) } }) { p in
            try await p.send([0, 0, 1, 0, 5, 5])
            try await p.onClient { $0.closeAfterFlush() }
            try await p.server.until { $0.isClosed }
            let e = try #require(try await p.server.get(\.error))
            #expect(e.code == .truncated)
            #expect(e.address != nil)
            #expect(try await p.server.get(\.inputEnded) == false)
        }
    }

    @Test("A peer that vanishes while reading is paused is noticed, and the loop does not spin")
    func vanishedWhilePaused() async throws {
        try await withPair { p in
            try await p.onServer { $0.pauseReading() }
            try await p.send([1])
            try await p.onClient { $0.reset() }
            try await p.server.until { $0.isClosed }
            #expect(try await p.server.get(\.error?.code) == .reset)
            #expect(try await p.server.get(\.received.isEmpty))
        }
    }

    @Test("A stream whose two ends came while it was paused still learns that the loop stops")
    func stoppedWhilePausedAtItsEnd() async throws {
        try await withPair { p in
            try await p.onServer { s in
                s.pauseReading()
                s.endOutput()
            }
            try await p.onClient { $0.endOutput() }
            try await waitUntil(p.serverLoop) { p.serverStream.muted }
            await p.serverLoop.stop()
            #expect(p.server.isClosed)
            #expect(p.server.error?.code == .loopStopped)
        }
    }

    @Test("An orderly end while paused is kept for the resume")
    func endWhilePaused() async throws {
        try await withPair { p in
            try await p.onServer { s in
                s.pauseReading()
                s.endOutput()  // both directions ended: the poller reports a hangup unasked
            }
            try await p.send([1, 2])
            try await p.onClient { $0.endOutput() }
            try await p.client.until { $0.inputEnded }
            let polls = try await p.serverLoop.run { p.serverLoop.counters.polls }
            for _ in 0..<20 { _ = try await p.serverLoop.run { 0 } }
            #expect(try await p.serverLoop.run { p.serverLoop.counters.polls } - polls < 60)
            try await p.onServer { $0.resumeReading() }
            try await p.server.until { $0.isClosed }
            #expect(try await p.server.get(\.received) == [1, 2])
            #expect(try await p.server.get(\.error) == nil)
        }
    }

    @Test("A handler that pauses in a burst gets the rest, and the end, after it resumes")
    func pauseInBurst() async throws {
        try await withPair(server: { h, _ in
            h.onRead = { h, s, b in
                h.received.append(b[0])
                s.pauseReading()
                return Taken(consumed: 1)
            }
        }) { p in
            try await p.send(Array(0..<10))
            try await p.onClient { $0.endOutput() }
            for n in 1...10 {
                try await p.server.until { $0.received.count == n }
                let ended = try await p.server.get(\.inputEnded)
                #expect(!ended)
                try await p.onServer { $0.resumeReading() }
            }
            try await p.server.until { $0.inputEnded }
            #expect(try await p.server.get(\.received) == Array(0..<10))
        }
    }

    @Test("A stream without a handler does not read; octets come when it has one")
    func lateHandler() async throws {
        try await withPair(server: { _, s in s.handler = nil }) { p in
            try await p.send([1, 2, 3])
            try await p.serverLoop.run { p.serverStream.handler = p.server }
            try await p.server.until { $0.received == [1, 2, 3] }
        }
    }

    @Test("Output that nobody reads is bounded, and stops the reading that makes it")
    func backPressure() async throws {
        try await withPair(server: { _, s in
            s.handler = Echo()
            s.high = 64 * 1024
            s.low = 16 * 1024
        }) { p in
            let total = 24 << 20
            try await p.onClient { $0.pauseReading() }
            let most = Box(0)
            let sender = Task { [p] in
                let block = [UInt8](repeating: 1, count: 64 * 1024)
                for _ in 0..<(total / block.count) {
                    try await p.clientStream.writable()
                    try await p.send(block)
                }
            }
            // The client's own output fills: everything between is full.
            let stalled = Waiter<Void>()
            try await p.clientLoop.run {
                @Sendable func look() {
                    if p.clientStream.bufferedOutput > p.clientStream.high, !p.clientStream.writers.isEmpty {
                        stalled.finish(.success(()))
                    } else {
                        p.clientLoop.after(.milliseconds(1)) { look() }
                    }
                }
                look()
            }
            try await stalled.value()
            try await p.serverLoop.run { most.value = p.serverStream.bufferedOutput }
            #expect(most.value <= 64 * 1024 + 4 * 128 * 1024)
            #expect(try await p.clientLoop.run { p.clientStream.bufferedOutput <= p.clientStream.high + 64 * 1024 })
            try await p.onClient { $0.resumeReading() }
            try await sender.value
            try await p.client.until { $0.received.count == total }
        }
    }

    @Test("Who waits to write can be cancelled, and is told when the stream closes")
    func writable() async throws {
        try await withPair { p in
            try await p.onServer { $0.pauseReading() }
            try await p.onClient { s in
                [UInt8](repeating: 0, count: 16 << 20).withUnsafeBytes { s.write($0) }
            }
            let one = Task { try await p.clientStream.writable() }
            let two = Task { try await p.clientStream.writable() }
            try await waitUntil(p.clientLoop) { p.clientStream.writers.count == 2 }
            one.cancel()
            #expect(await ioError { try await one.value }?.code == .cancelled)
            try await waitUntil(p.clientLoop) { p.clientStream.writers.count == 1 }
            try await p.onClient { $0.fail(.protocolViolation("enough")) }
            #expect(await ioError { try await two.value }?.code == .protocolViolation)
            #expect(await ioError { try await p.clientStream.writable() }?.code == .closed)
        }
    }

    @Test("Output below the low mark is announced")
    func drained() async throws {
        try await withPair { p in
            try await p.onServer { $0.pauseReading() }
            try await p.onClient { s in
                [UInt8](repeating: 0, count: 16 << 20).withUnsafeBytes { s.write($0) }
            }
            #expect(try await p.client.get(\.drained) == 0)
            try await p.onServer { $0.resumeReading() }
            try await p.client.until { $0.drained == 1 }
            try await p.server.until { $0.received.count == 16 << 20 }
        }
    }

    @Test("An early refusal reaches a peer that is still sending")
    func lingering() async throws {
        try await withPair(server: { h, _ in
            h.onRead = { _, s, b in
                s.write(Bytes("no"))
                s.closeLingering(limit: 64 << 20)
                return Taken(consumed: 1)
            }
        }) { p in
            for _ in 0..<32 { try await p.send([UInt8](repeating: 1, count: 256 * 1024)) }
            try await p.client.until { $0.inputEnded || $0.isClosed }
            #expect(try await p.client.get(\.received) == Array("no".utf8))
            #expect(try await p.client.get(\.isClosed) == false)
            try await p.onClient { $0.closeAfterFlush() }
            try await p.server.until { $0.isClosed }
            #expect(try await p.server.get(\.reads) == 1)
        }
    }

    @Test("Lingering ends at its time, and at its limit")
    func lingeringEnds() async throws {
        try await withPair(manualTime: true) { p in
            try await p.onServer { $0.closeLingering(timeout: .seconds(2)) }
            try await p.client.until { $0.inputEnded }
            try await p.serverLoop.advance(by: .seconds(1))
            let closed = try await p.server.get(\.isClosed)
            #expect(!closed)
            try await p.serverLoop.advance(by: .seconds(1))
            #expect(try await p.server.get(\.isClosed))
        }
        try await withPair(manualTime: true) { p in
            try await p.onServer { $0.closeLingering(limit: 1000) }
            try await p.send([UInt8](repeating: 1, count: 2000))
            try await p.server.until { $0.isClosed }
        }
    }

    @Test("A reader that takes too little ends like one that takes nothing", arguments: [1, 32 << 20])
    func lingeringWantsProgress(_ least: Int) async throws {
        try await withPair(
            manualTime: true,
            client: { h, s in
                // One read at a time.
                h.onRead = { _, s, b in
                    s.pauseReading()
                    return Taken(consumed: b.count)
                }
                s.pauseReading()
            }
        ) { p in
            let stream = p.serverStream
            try await p.onServer { s in
                s.leastOutput = least
                [UInt8](repeating: 0, count: 32 << 20).withUnsafeBytes { s.write($0) }
                s.closeLingering(timeout: .seconds(5), stall: .seconds(20))
            }
            for _ in 0..<4 {
                let before = try await p.serverLoop.run { stream.bufferedOutput }
                repeat { try await p.onClient { $0.resumeReading() } } while try await p.serverLoop.run { stream.bufferedOutput } == before
                try await p.serverLoop.advance(by: .seconds(5))
            }
            #expect(try await p.server.get(\.isClosed) == (least > 1))
        }
    }

    @Test("What a handler throws closes the stream with it")
    func handlerFails() async throws {
        try await withPair(server: { h, _ in h.onRead = { _, _, _ throws(IOError) in throw .protocolViolation("not this") } }) { p in
            try await p.send([1])
            try await p.server.until { $0.isClosed }
            #expect(try await p.server.get(\.error?.reason) == "not this")
            try await p.client.until { $0.isClosed || $0.inputEnded }
        }
    }
}
