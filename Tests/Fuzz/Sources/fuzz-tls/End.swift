import Dispatch
import Fuzzing
import StrataCore
import StrataInfoset
import StrataTLS

/// One end of a connection: its transform, what it has said, and what it was told.
final class End {
    let transform: TLSTransform
    /// Octets that it has written and the wire has not taken.
    let output = ByteWriter()
    /// Whether its own judge refuses every peer.
    let refuses: Bool
    /// What it has sent in clear.
    private(set) var sent: [UInt8] = []
    private(set) var hasFinished = false
    private(set) var received: [UInt8] = []
    private(set) var failure: StreamTransformError?
    private let clear = ByteWriter()
    private var verdict: DispatchSemaphore?
    /// How much of what was received was compared with what was sent.
    private var compared = 0

    init(_ transform: TLSTransform, refuses: Bool) {
        self.transform = transform
        self.refuses = refuses
    }

    func start() { attempt { () throws(StreamTransformError) in try transform.start(output: output) } }

    func receive(_ octets: [UInt8]) {
        let hadFailed = failure != nil
        let said = output.count
        attempt { () throws(StreamTransformError) in
            try Bytes(octets).withUnsafeBytes { (raw) throws(StreamTransformError) in
                try transform.receive(raw, clear: clear, output: output)
            }
        }
        require(!hadFailed || output.count == said, "something is said after an error")
        // Neither alerts nor tickets nor key updates may multiply what comes in.
        require(output.count - said <= 16384 + 4 * octets.count, "much is said for little: \(output.count - said) for \(octets.count)")
    }

    func send(_ octets: [UInt8]) {
        guard !hasFinished, failure == nil else { return }
        attempt { () throws(StreamTransformError) in
            let taken = try Bytes(octets).withUnsafeBytes { (raw) throws(StreamTransformError) in
                try transform.send(raw, output: output)
            }
            require(taken == (transform.state == .established ? octets.count : 0), "\(taken) octets are taken of \(octets.count)")
            sent += octets[..<taken]
        }
    }

    func finish() {
        if transform.state == .established { hasFinished = true }
        transform.finish(output: output)
    }

    func inputEnded() { attempt { () throws(StreamTransformError) in try transform.inputEnded() } }

    var awaitsVerdict: Bool { transform.state == .awaitingVerdict }

    /// Begins to judge the peer, or waits for the verdict and goes on.
    func judge() {
        guard awaitsVerdict else { return }
        guard let verdict else {
            let done = DispatchSemaphore(value: 0)
            verdict = done
            return transform.beginVerdict { done.signal() }
        }
        verdict.wait()
        self.verdict = nil
        attempt { () throws(StreamTransformError) in try transform.continueHandshake(clear: clear, output: output) }
    }

    /// What is delivered is what the peer has sent, from its beginning on.
    func compare(with sent: [UInt8]) {
        guard compared < received.count else { return }
        require(received.count <= sent.count && received[compared...] == sent[compared..<received.count], "what is delivered was not sent")
        compared = received.count
    }

    private func attempt(_ body: () throws(StreamTransformError) -> Void) {
        let before = failure
        do throws(StreamTransformError) {
            try body()
        } catch {
            if failure == nil { failure = error }
            require(transform.state == .failed || transform.peerHasEnded, "an error leaves it \(transform.state): \(error)")
            require(before == nil || before?.message == error.message, "another error than the first: \(error)")
        }
        require(failure == nil || transform.state == .failed, "it has failed and is \(transform.state)")
        clear.withUnsafeBytes { received += $0 }
        clear.removeAll()
        check()
    }

    private func check() {
        if refuses { require(transform.state != .established && received.isEmpty, "a peer that was refused is heard") }
        require(received.isEmpty || [.established, .failed].contains(transform.state), "octets are delivered while \(transform.state)")
        if transform.state != .established {
            require(transform.remoteIdentity == nil && transform.version == nil, "the peer is known while \(transform.state)")
        }
    }
}
