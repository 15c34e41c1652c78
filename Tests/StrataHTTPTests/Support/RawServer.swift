@testable import StrataNet
import StrataCore
import Synchronization

/// A server that accepts connections and leaves them to the test.
final class RawServer: Sendable {
    private let listener: StreamListener
    private let peers: Peers

    /// The connections in the order they came.
    private final class Peers: Sendable {
        private struct State {
            var arrived: [RawPeer] = []
            var taken = 0
            var waiting: [Completion<RawPeer>] = []
        }
        private let state = Mutex(State())

        func add(_ peer: RawPeer) {
            state.withLock { state in
                state.arrived.append(peer)
                guard !state.waiting.isEmpty else { return }
                state.taken += 1
                state.waiting.removeFirst().succeed(peer)
            }
        }

        func next() async throws -> RawPeer {
            let waiter = Completion<RawPeer>()
            state.withLock { state in
                guard state.taken < state.arrived.count else { return state.waiting.append(waiter) }
                waiter.succeed(state.arrived[state.taken])
                state.taken += 1
            }
            return try await waiter.value()
        }

        var all: [RawPeer] { state.withLock { $0.arrived } }
    }

    private init(_ listener: StreamListener, _ peers: Peers) {
        self.listener = listener
        self.peers = peers
    }

    static func listen() async throws -> RawServer {
        let peers = Peers()
        return RawServer(
            try await StreamListener.listen(on: [.loopback4(port: 0)]) { stream in peers.add(RawPeer(accepted: stream)) }, peers)
    }

    var port: UInt16 { listener.port }

    /// How many connections it has accepted.
    var count: Int { peers.all.count }

    /// The first connection that was accepted.
    var first: RawPeer? { peers.all.first }

    /// The next connection that was accepted.
    func next() async throws -> RawPeer { try await peers.next() }

    func stop() async {
        await listener.stopAccepting()
        for peer in peers.all { try? await peer.close() }
    }
}

/// Runs a raw server, uses it, and ends it.
@discardableResult
func withRawServer<Value>(_ body: (RawServer) async throws -> Value) async throws -> Value {
    let server = try await RawServer.listen()
    do {
        let value = try await body(server)
        await server.stop()
        return value
    } catch {
        await server.stop()
        throw error
    }
}
