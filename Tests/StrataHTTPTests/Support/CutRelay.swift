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
    private let state: Mutex<State>

    fileprivate struct State {
        var cut: Cut?
        var up = 0
        var down = 0
    }

    private init(_ loop: EventLoop, _ listener: StreamListener, _ link: Link) {
        self.loop = loop
        self.listener = listener
        state = Mutex(State())
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
    func set(_ cut: Cut?) { state.withLock { $0 = State(cut: cut) } }

    /// Octets towards the service and towards the client since then.
    var counts: (up: Int, down: Int) { state.withLock { ($0.up, $0.down) } }

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
        let up = End(self, isUp: true)
        let down = End(self, isUp: false)
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

    /// How many of the octets pass, and whether and how it breaks behind them.
    fileprivate func allows(_ count: Int, isUp: Bool) -> (octets: Int, breaks: Cut?) {
        state.withLock { state in
            let done = isUp ? state.up : state.down
            var passing = count
            var breaks: Cut?
            if let cut = state.cut, cut.isUp == isUp, done + count >= cut.octets {
                passing = cut.octets - done
                breaks = cut
            }
            if isUp { state.up += passing } else { state.down += passing }
            return (passing, breaks)
        }
    }

    /// What comes from `near` goes to `far`. `@unchecked Sendable`: confined to the relay's loop.
    fileprivate final class End: ByteStreamHandler, @unchecked Sendable {
        let relay: CutRelay
        let isUp: Bool
        var near: ByteStream?
        var far: ByteStream?
        /// What came before there was a connection to the service.
        var early: [UInt8] = []

        init(_ relay: CutRelay, isUp: Bool) {
            self.relay = relay
            self.isUp = isUp
        }

        func read(_ stream: ByteStream, _ bytes: UnsafeRawBufferPointer) throws(IOError) -> Taken {
            if far == nil { early.append(contentsOf: bytes) } else { pass(bytes) }
            return Taken(consumed: bytes.count)
        }

        func pass(_ bytes: UnsafeRawBufferPointer) {
            let (count, cut) = relay.allows(bytes.count, isUp: isUp)
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
