import Fuzzing
import StrataCore
import StrataInfoset
import StrataTLS

/// A client and a server in memory, and the octets on the way between them.
final class Pair {
    let client: End
    let server: End
    /// On the way to the server and to the client.
    private(set) var toServer: [UInt8] = []
    private(set) var toClient: [UInt8] = []
    /// What was delivered already.
    private(set) var pastToServer: [UInt8] = []
    private(set) var pastToClient: [UInt8] = []
    /// Whether octets came otherwise than they were sent.
    private(set) var isTouched = false
    private let isRefused: Bool

    init(_ client: TLSContext, _ server: TLSContext, _ settings: Settings) throws {
        self.client = End(try client.makeTransform(host: "localhost", endpoint: "localhost:1"), refuses: settings.clientRefuses)
        self.server = End(try server.makeTransform(), refuses: settings.serverRefuses)
        isRefused = settings.clientRefuses || settings.serverRefuses
        self.server.start()
        self.client.start()
        collect()
    }

    private func collect() {
        client.output.withUnsafeBytes { toServer += $0 }
        client.output.removeAll()
        server.output.withUnsafeBytes { toClient += $0 }
        server.output.removeAll()
    }

    /// Delivers up to `count` octets.
    func deliver(_ count: Int, toServer isServer: Bool) {
        let queue = isServer ? toServer : toClient
        let octets = Array(queue.prefix(count))
        if isServer {
            toServer.removeFirst(octets.count)
            pastToServer += octets
            server.receive(octets)
        } else {
            toClient.removeFirst(octets.count)
            pastToClient += octets
            client.receive(octets)
        }
        collect()
        check()
    }

    /// Changes what is on the way.
    func touch(toServer isServer: Bool, _ body: (inout [UInt8]) -> Void) {
        let before = isServer ? toServer : toClient
        if isServer { body(&toServer) } else { body(&toClient) }
        if (isServer ? toServer : toClient) != before { isTouched = true }
    }

    /// Lets an end do something.
    func act(_ isServer: Bool, _ body: (End) -> Void) {
        body(isServer ? server : client)
        collect()
        check()
    }

    /// Delivers everything, with verdicts, until nothing moves.
    func settle() {
        for _ in 0..<1000 {
            guard !toServer.isEmpty || !toClient.isEmpty || server.awaitsVerdict || client.awaitsVerdict else { return }
            if !toServer.isEmpty { deliver(.max, toServer: true) }
            if !toClient.isEmpty { deliver(.max, toServer: false) }
            for isServer in [true, false] { act(isServer) { $0.judge() } }
        }
        broken("the two never come to rest")
    }

    /// Octets of the fuzzer's are all that one end hears.
    func feed(_ octets: [UInt8], pieces: [ArraySlice<UInt8>], toServer isServer: Bool) {
        let end = isServer ? server : client
        for piece in pieces {
            end.receive(Array(piece))
            for _ in 0..<2 { end.judge() }
            end.send([1])
            require(end.received.isEmpty && !end.transform.peerHasEnded, "nobody has sent that")
            require(end.transform.state != .established, "established with nobody")
        }
        end.inputEnded()
        require(end.transform.state == .failed, "the handshake has no end")
    }

    private func check() {
        for (end, peer) in [(client, server), (server, client)] {
            end.compare(with: peer.sent)
            guard end.transform.peerHasEnded else { continue }
            require(peer.hasFinished, "an end that nobody has said")
            require(end.received == peer.sent, "an end before all was delivered")
        }
    }

    /// Tells an end that no more will come.
    func cut(_ isServer: Bool) {
        isTouched = true
        act(isServer) { $0.inputEnded() }
    }

    /// What nobody has touched arrives, all of it.
    func checkUntouched() {
        settle()
        guard !isTouched, !isRefused else { return }
        for (end, peer) in [(client, server), (server, client)] {
            require(end.failure == nil, "untouched, and \(end.failure?.description ?? "")")
            require(end.transform.state == .established, "untouched, and \(end.transform.state)")
            require(end.received == peer.sent, "untouched, and not all has arrived")
            require(end.transform.peerHasEnded == peer.hasFinished, "untouched, and the end has not arrived")
        }
    }
}
