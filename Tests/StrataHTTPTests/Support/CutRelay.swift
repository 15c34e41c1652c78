import StrataCore
@testable import StrataNet
import Synchronization

/// Stands between a client and a service, and breaks both connections after so many octets of one direction.
final class CutRelay: Sendable {
    /// Where the next connections break, and how.
    struct Cut: Sendable, CustomStringConvertible {
        /// Towards the service; otherwise towards the client.
        var isUp: Bool
        var octets: Int
        /// By a reset; otherwise by an end.
        var isReset: Bool
        var description: String { "\(isReset ? "reset" : "end") after \(octets) octets \(isUp ? "of the client" : "of the service")" }
    }

    private let loop: EventLoop
    private let listener: StreamListener
    /// Of the connections from now on.
    private let passage = Mutex(Passage(nil))

    /// What had passed in both directions when something happened.
    struct Place: Sendable {
        var up = 0
        var down = 0
    }

    /// What the connections between two calls of `set` say.
    fileprivate final class Passage: Sendable {
        let state: Mutex<State>
        init(_ cut: Cut?) { state = Mutex(State(cut: cut)) }

        /// How many of the octets pass, and whether and how it breaks behind them.
        func allows(_ bytes: UnsafeRawBufferPointer, isUp: Bool) -> (octets: Int, breaks: Cut?) {
            let count = bytes.count
            return state.withLock { state in
                if isUp, state.wasDown { state.turns.append(state.passed) }
                state.wasDown = !isUp
                let done = isUp ? state.passed.up : state.passed.down
                var passing = count
                var breaks: Cut?
                if let cut = state.cut, cut.isUp == isUp, done + count >= cut.octets {
                    passing = cut.octets - done
                    breaks = cut
                }
                if isUp {
                    state.passed.up += passing
                    state.octets.up.append(contentsOf: bytes.prefix(passing))
                } else {
                    state.passed.down += passing
                    state.octets.down.append(contentsOf: bytes.prefix(passing))
                }
                return (passing, breaks)
            }
        }
    }

    fileprivate struct State {
        var cut: Cut?
        var passed = Place()
        /// Where the client began to send, for the first time and after each time the service had sent something.
        var turns: [Place] = []
        var wasDown = true
        var octets: (up: [UInt8], down: [UInt8]) = ([], [])
    }

    private init(_ loop: EventLoop, _ listener: StreamListener, _ link: Link) {
        self.loop = loop
        self.listener = listener
        link.relay = self
    }

    /// Relays to a port of this machine.
    static func listen(to port: UInt16) async throws -> CutRelay {
        let loop = try EventLoop()
        let link = Link(port)
        let listener = try await StreamListener.listen(on: [.loopback4(port: 0)], loop: loop) { stream in
            link.relay?.relay(stream, to: link.port)
        }
        return CutRelay(loop, listener, link)
    }

    var port: UInt16 { listener.port }

    /// For the connections from now on; the counts begin anew.
    func set(_ cut: Cut?) { passage.withLock { $0 = Passage(cut) } }

    private var current: Passage { passage.withLock { $0 } }

    /// Octets towards the service and towards the client since then.
    var counts: (up: Int, down: Int) { current.state.withLock { ($0.passed.up, $0.passed.down) } }

    /// Where each TLS record of a direction begins (RFC 8446, 5.1), and its content type.
    func records(isUp: Bool) -> [(at: Int, type: UInt8)] {
        let octets = current.state.withLock { isUp ? $0.octets.up : $0.octets.down }
        var records: [(at: Int, type: UInt8)] = []
        var at = 0
        while at + 5 <= octets.count {
            records.append((at, octets[at]))
            at += 5 + Int(octets[at + 3]) << 8 + Int(octets[at + 4])
        }
        return records
    }

    /// Before this place the client cannot have sent anything of a request: there it begins to send the flight in which its first record of
    /// application data is. In TLS 1.3 the last of the handshake is in that flight, and as encrypted as the request.
    var endOfHandshake: Place? {
        guard let first = records(isUp: true).first(where: { $0.type == 23 }) else { return nil }
        return current.state.withLock { $0.turns.last { $0.up <= first.at } }
    }

    func stop() async {
        await listener.stopAccepting()
        await loop.stop()
    }

    /// `@unchecked Sendable`: set before anybody connects.
    private final class Link: @unchecked Sendable {
        let port: UInt16
        weak var relay: CutRelay?
        init(_ port: UInt16) { self.port = port }
    }

    private func relay(_ client: ByteStream, to port: UInt16) {
        let passage = current
        let up = End(self, passage, isUp: true)
        let down = End(self, passage, isUp: false)
        up.near = client
        client.handler = up
        loop.connect(to: [.loopback4(port: port)]) { service throws(IOError) in
            service.handler = down
            down.near = service
            up.far = service
            down.far = client
            if !up.early.isEmpty { up.early.withUnsafeBytes { up.pass($0) } }
        } done: { result in
            if case .failure = result { client.shut() }
        }
    }

    /// What comes from `near` goes to `far`. `@unchecked Sendable`: confined to the relay's loop.
    fileprivate final class End: ByteStreamHandler, @unchecked Sendable {
        let relay: CutRelay
        let passage: Passage
        let isUp: Bool
        var near: ByteStream?
        var far: ByteStream?
        /// What came before there was a connection to the service.
        var early: [UInt8] = []

        init(_ relay: CutRelay, _ passage: Passage, isUp: Bool) {
            self.relay = relay
            self.passage = passage
            self.isUp = isUp
        }

        func read(_ stream: ByteStream, _ bytes: UnsafeRawBufferPointer) throws(IOError) -> Taken {
            if far == nil { early.append(contentsOf: bytes) } else { pass(bytes) }
            return Taken(consumed: bytes.count)
        }

        func pass(_ bytes: UnsafeRawBufferPointer) {
            let (count, cut) = passage.allows(bytes, isUp: isUp)
            far?.write(UnsafeRawBufferPointer(rebasing: bytes[..<count]))
            guard let cut else { return }
            let ends = [near, far]
            // Once what was allowed has been written.
            relay.loop.execute { [self] in
                self.relay.loop.execute { for end in ends { if cut.isReset { end?.reset() } else { end?.closeAfterFlush() } } }
            }
        }

        func inputClosed(_ stream: ByteStream) { far?.endOutput() }

        func closed(_ stream: ByteStream, _ error: IOError?) {
            let other = far
            near = nil
            far = nil
            other?.closeAfterFlush()
        }
    }
}
