import StrataCore
import StrataInfoset

/// A transform in the shape of TLS, without its secrecy: the client says HELO, the server OKAY, then records of a two-octet length and
/// octets turned by 0x5a; an empty record is the end mark. With `judge`, the peer must be judged before the handshake is done.
final class Veil: StreamTransform {
    enum Verdict { case accept, reject }

    private(set) var state = StreamTransformState.handshaking
    private let isClient: Bool
    private let judge: ((@escaping @Sendable (Verdict) -> Void) -> Void)?
    private let verdict = Box<Verdict?>(nil)
    private var raw: [UInt8] = []
    private(set) var peerHasEnded = false
    private(set) var finished = false
    var largestRecord = 16_000

    init(client: Bool, judge: ((@escaping @Sendable (Verdict) -> Void) -> Void)? = nil) {
        isClient = client
        self.judge = judge
    }

    var remoteIdentity: RemoteIdentity? { state == .established ? RemoteIdentity(source: "veil") : nil }

    func start(output: ByteWriter) throws(StreamTransformError) {
        if isClient { output.append("HELO") }
    }

    func receive(_ input: UnsafeRawBufferPointer, clear: ByteWriter, output: ByteWriter) throws(StreamTransformError) {
        raw.append(contentsOf: input)
        try go(clear, output)
    }

    private func go(_ clear: ByteWriter, _ output: ByteWriter) throws(StreamTransformError) {
        if state == .handshaking, verdict.value == nil {
            guard raw.count >= 4 else { return }
            guard Array(raw[..<4]) == Array((isClient ? "OKAY" : "HELO").utf8) else {
                state = .failed
                output.append("ALERT")
                throw StreamTransformError(.handshakeFailed, "not the veil's handshake")
            }
            raw.removeFirst(4)
            if judge != nil {
                state = .awaitingVerdict
                return
            }
            verdict.value = .accept
        }
        if state == .handshaking {
            if !isClient { output.append("OKAY") }
            state = .established
        }
        guard state == .established else { return }
        var at = 0
        defer { raw.removeFirst(at) }
        while raw.count - at >= 2 {
            let n = Int(raw[at]) << 8 | Int(raw[at + 1])
            guard raw.count - at >= 2 + n else { return }
            if n == 0 { peerHasEnded = true }
            raw.withUnsafeBytes { turn(UnsafeRawBufferPointer(rebasing: $0[(at + 2)..<(at + 2 + n)]), into: clear) }
            at += 2 + n
        }
    }

    func send(_ clear: UnsafeRawBufferPointer, output: ByteWriter) throws(StreamTransformError) -> Int {
        guard state == .established else { return 0 }
        let n = min(clear.count, largestRecord)
        output.append(UInt8(n >> 8))
        output.append(UInt8(n & 255))
        turn(UnsafeRawBufferPointer(rebasing: clear[..<n]), into: output)
        return n
    }

    /// Eight octets at a time: large messages go through unoptimised builds too.
    private func turn(_ b: UnsafeRawBufferPointer, into w: ByteWriter) {
        let to = w.reserve(b.count)
        var i = 0
        while i + 8 <= b.count {
            let word = b.loadUnaligned(fromByteOffset: i, as: UInt64.self) ^ 0x5a5a_5a5a_5a5a_5a5a
            to.storeBytes(of: word, toByteOffset: i, as: UInt64.self)
            i += 8
        }
        while i < b.count {
            to[i] = b[i] ^ 0x5a
            i += 1
        }
        w.commit(b.count)
    }

    func inputEnded() throws(StreamTransformError) {
        if !peerHasEnded { throw StreamTransformError(.truncated, "the veil's end mark was not seen") }
    }

    func finish(output: ByteWriter) {
        finished = true
        guard state == .established else { return }
        output.append(UInt8(0))
        output.append(UInt8(0))
    }

    func beginVerdict(resume: @escaping @Sendable () -> Void) {
        let verdict = self.verdict
        judge? { v in
            verdict.value = v
            resume()
        }
    }

    func continueHandshake(clear: ByteWriter, output: ByteWriter) throws(StreamTransformError) {
        guard verdict.value == .accept else {
            state = .failed
            output.append("ALERT")
            throw StreamTransformError(.certificateRejected, "the peer is not welcome")
        }
        state = .handshaking
        try go(clear, output)
    }
}
