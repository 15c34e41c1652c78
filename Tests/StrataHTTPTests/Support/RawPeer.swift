import StrataCrypto
import StrataInfoset
@testable import StrataNet
import StrataTLS
import Synchronization
import TestSupport

/// One end of a connection that sends whatever octets a test wants, and takes apart what comes back by itself: a client, or, where a
/// `RawServer` accepted it, a server.
final class RawPeer: ByteStreamHandler, @unchecked Sendable {
    // Confined to the loop but for `state`.
    private let loop: EventLoop
    private var stream: ByteStream?

    private struct State {
        var octets: [UInt8] = []
        var isClosed = false
        var wasReset = false
        var waiters: [(condition: @Sendable ([UInt8], Bool) -> Bool, Waiter<Void>)] = []
    }
    private let state = Mutex(State())

    init(port: UInt16, loop: EventLoop, tls: TLSContext? = nil) async throws {
        self.loop = loop
        stream = try await loop.connect(to: [.loopback4(port: port)]) { [self] stream throws(IOError) in
            stream.handler = self
            guard let tls else { return }
            do { try stream.start(transform: tls.makeTransform(host: "localhost", endpoint: "\(port)")) } catch {
                throw IOError(.transformFailed, "begin TLS", cause: error)
            }
        }
    }

    /// Of a connection with TLS.
    func transform() async throws -> (isResumed: Bool, certificate: [UInt8])? {
        try await loop.run {
            (self.stream?.transform as? TLSTransform).map { ($0.isResumed, $0.peerCertificates.first?.der.map { $0 } ?? []) }
        }
    }

    /// A connection that was accepted; on its loop.
    init(accepted stream: ByteStream) {
        loop = stream.loop
        self.stream = stream
        stream.handler = self
    }

    func read(_ stream: ByteStream, _ bytes: UnsafeRawBufferPointer) throws(IOError) -> Taken {
        note { $0.octets.append(contentsOf: bytes) }
        return Taken(consumed: bytes.count)
    }

    func inputClosed(_ stream: ByteStream) { note { $0.isClosed = true } }

    func closed(_ stream: ByteStream, _ error: IOError?) {
        note {
            $0.isClosed = true
            if error != nil { $0.wasReset = true }
        }
    }

    private func note(_ change: (inout State) -> Void) {
        let ready: [Waiter<Void>] = state.withLock { state in
            change(&state)
            let ready = state.waiters.filter { $0.condition(state.octets, state.isClosed) }
            state.waiters.removeAll { $0.condition(state.octets, state.isClosed) }
            return ready.map(\.1)
        }
        for waiter in ready { waiter.finish(.success(())) }
    }

    private func wait(_ condition: @escaping @Sendable ([UInt8], Bool) -> Bool) async throws {
        let waiter = Waiter<Void>()
        let ready = state.withLock { state in
            if condition(state.octets, state.isClosed) { return true }
            state.waiters.append((condition, waiter))
            return false
        }
        if !ready { try await waiter.value("wait for octets") }
    }

    // MARK: What a test does

    func send(_ octets: some Sequence<UInt8>) async throws {
        let octets = Array(octets)
        try await loop.run { octets.withUnsafeBytes { self.stream?.write($0) } }
    }

    func send(_ text: String) async throws { try await send(Array(text.utf8)) }

    /// Stops reading: the other end's octets stay in the system until it takes no more.
    func pause() async throws { try await loop.run { self.stream?.pauseReading() } }
    func resume() async throws { try await loop.run { self.stream?.resumeReading() } }

    /// Returns when the system has taken all that was sent, or the connection has ended.
    func flushed() async throws {
        try await eventually { try await self.loop.run { (self.stream?.bufferedOutput ?? 0) == 0 } }
    }

    /// Ends the sending side.
    func finish() async throws { try await loop.run { self.stream?.endOutput() } }

    /// Goes away at once.
    func vanish() async throws { try await loop.run { self.stream?.reset() } }

    /// Answers 200 to CONNECT, then hands all octets to `relay` and a connection to the port, both ways.
    func tunnel(_ relay: Relay, to port: UInt16) async throws {
        let back = Relay()
        let outward = try await loop.connect(to: [.loopback4(port: port)]) { stream throws(IOError) in stream.handler = back }
        try await loop.run {
            guard let stream = self.stream else { return }
            back.other = stream
            relay.other = outward
            stream.handler = relay
            Array("HTTP/1.1 200 Connection established\r\n\r\n".utf8).withUnsafeBytes { stream.write($0) }
        }
    }

    func close() async throws { try await loop.run { self.stream?.shut() } }

    /// The answers so far, once there are `count` final ones or the peer has closed.
    func answers(_ count: Int) async throws -> [RawAnswer] {
        try await wait { octets, closed in closed || RawAnswer.parse(octets, ended: closed).filter { !$0.isInterim }.count >= count }
        return all.filter { !$0.isInterim }
    }

    /// Returns when an answer, interim or not, has come behind `count` final ones.
    func waitForInterim(after count: Int = 0) async throws {
        try await wait { octets, closed in
            if closed { return true }
            let answers = RawAnswer.parse(octets, ended: closed)
            guard answers.filter({ !$0.isInterim }).count <= count else { return true }
            return answers.last?.isInterim == true
        }
    }

    var finals: [RawAnswer] { all.filter { !$0.isInterim } }

    var all: [RawAnswer] { state.withLock { RawAnswer.parse($0.octets, ended: $0.isClosed) } }
    var isClosed: Bool { state.withLock { $0.isClosed } }
    var wasReset: Bool { state.withLock { $0.wasReset } }
    var octets: [UInt8] { state.withLock { $0.octets } }

    /// Returns when the peer has closed.
    func end() async throws { try await wait { _, closed in closed } }

    /// Returns when at least `count` octets have come, or the peer has closed.
    func received(_ count: Int) async throws { try await wait { octets, closed in closed || octets.count >= count } }

    /// The heads and bodies that a client has sent, once there are `count` or it has closed.
    func requests(_ count: Int) async throws -> [RawAnswer] {
        try await wait { octets, closed in closed || RawAnswer.parse(octets, ended: false).count >= count }
        return RawAnswer.parse(octets, ended: false)
    }
}

/// An answer as a simple client sees it, or a request as a simple server does.
struct RawAnswer: Sendable, Equatable {
    var status: Int
    var head: String
    var body: String
    var isInterim: Bool { status < 200 }

    func field(_ name: String) -> String? {
        for line in head.split(separator: "\r\n").dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            if line[..<colon].lowercased() == name.lowercased() {
                return line[line.index(after: colon)...].drop { $0 == " " }.description
            }
        }
        return nil
    }

    static func parse(_ octets: [UInt8], ended: Bool) -> [RawAnswer] {
        var answers: [RawAnswer] = []
        var at = 0
        let mark: [UInt8] = [13, 10, 13, 10]
        while let end = find(mark, in: octets, from: at) {
            let head = String(decoding: octets[at..<end], as: UTF8.self)
            let words = head.prefix { $0 != "\r\n" }.split(separator: " ")
            guard words.count >= 2 else { break }
            // Of a request there is no status; without a length it has no body.
            let isRequest = !words[0].hasPrefix("HTTP/")
            let status = Int(words[1]) ?? 999
            var answer = RawAnswer(status: status, head: head, body: "")
            let start = end + 4
            let length =
                status < 200 || status == 204
                ? 0 : answer.field("content-length").flatMap { Int($0) } ?? (isRequest ? 0 : ended ? octets.count - start : .max)
            guard length <= octets.count - start else { break }
            answer.body = String(decoding: octets[start..<start + length], as: UTF8.self)
            answers.append(answer)
            at = start + length
        }
        return answers
    }

    private static func find(_ mark: [UInt8], in octets: [UInt8], from: Int) -> Int? {
        var i = from
        while i + mark.count <= octets.count {
            if octets[i..<i + mark.count].elementsEqual(mark) { return i }
            i += 1
        }
        return nil
    }
}

/// Connects a raw client, uses it, and lets it go.
@discardableResult
func withPeer<Value>(port: UInt16, tls: TLSContext? = nil, _ body: (RawPeer) async throws -> Value) async throws -> Value {
    let peer = try await RawPeer(port: port, loop: try EventLoopGroup.shared.nextInTurn(), tls: tls)
    do {
        let value = try await body(peer)
        try await peer.close()
        return value
    } catch {
        try? await peer.close()
        throw error
    }
}
