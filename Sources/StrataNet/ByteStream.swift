package import StrataCore
import StrataInfoset

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A connected stream of octets. Loop-confined: use it on the thread of its `loop` only, except where "any thread" is said.
///
/// An idle stream owns no buffer: reads land in the loop's, `input` exists only while a message is incomplete,
/// `output` only while octets wait for the socket.
package final class ByteStream: EventSource, @unchecked Sendable {
    /// Without one the stream does not read.
    package var handler: (any ByteStreamHandler)? {
        didSet {
            guard (oldValue == nil) != (handler == nil), flags.contains(.started), !flags.contains(.closed) else { return }
            updateInterest()
            if handler != nil, input != nil { loop.execute { self.redeliver() } }
        }
    }

    /// Above `high` octets waiting, `writable()` suspends and (if `pausesReads`) reading stops; at `low` both go on.
    package var high = 256 * 1024
    package var low = 64 * 1024
    /// Full output stops reading: right for the side that answers requests, so accepted streams begin with it. Where both ends did it they
    /// would wait for each other, so connecting ones do not.
    package var pausesReads = false
    /// Octets that a peer must take in each span for which its taking is waited for; else it counts as one that takes nothing.
    package var leastOutput = 1

    /// The peer's address. Any thread: it never changes.
    package let remoteAddress: SocketAddress?

    /// What changes the octets between the socket and the handler.
    package internal(set) var transform: (any StreamTransform)?

    var input: ByteWriter?
    var plain: ByteWriter?
    var output: ByteWriter?
    var need = 1
    var flags: Flags = []
    var writers: [Waiter<Void>] = []
    var owner: (any StreamOwner)?
    /// Called once: when the transform is established (nil), or when the stream closes before.
    var establishment: ((IOError?) -> Void)?
    /// Octets that may still be thrown away while lingering.
    var lingerBudget = 0

    struct Flags: OptionSet {
        let rawValue: UInt32
        static let closed = Flags(rawValue: 1)
        /// The socket's end was read.
        static let inputEnded = Flags(rawValue: 2)
        /// No more is taken to write.
        static let outputEnding = Flags(rawValue: 4)
        static let outputEnded = Flags(rawValue: 8)
        /// By the handler.
        static let paused = Flags(rawValue: 16)
        /// By our own output mark.
        static let outputPaused = Flags(rawValue: 32)
        /// The socket takes no more for now.
        static let blocked = Flags(rawValue: 64)
        static let dirty = Flags(rawValue: 128)
        static let closesAfterFlush = Flags(rawValue: 256)
        /// The handler was told of the end.
        static let endDelivered = Flags(rawValue: 512)
        /// A transform waits for somebody's judgement of the peer.
        static let verdictPending = Flags(rawValue: 1024)
        /// Told `transformEstablished`.
        static let established = Flags(rawValue: 2048)
        /// The transform has said its end.
        static let transformFinished = Flags(rawValue: 4096)
        /// In a pool: any octet or end of the peer makes it useless.
        static let parked = Flags(rawValue: 8192)
        /// Input is thrown away.
        static let lingering = Flags(rawValue: 16384)
        /// Inside the handler's `read`.
        static let delivering = Flags(rawValue: 32768)
        /// A transform was begun inside the handler's `read`.
        static let transformBegun = Flags(rawValue: 65536)
        /// Output had passed the high mark.
        static let full = Flags(rawValue: 131072)
        static let started = Flags(rawValue: 262144)
        /// A timer bounds its end.
        static let closingWatched = Flags(rawValue: 524288)
        /// Has lain idle in a pool.
        static let kept = Flags(rawValue: 1_048_576)
    }

    init(_ loop: EventLoop, connected fd: Int32, peer: SocketAddress?) {
        remoteAddress = peer
        super.init(loop, fd)
    }

    deinit {
        if fd >= 0 { close(fd) }
        owner?.streamEnded()
    }

    package var isClosed: Bool { flags.contains(.closed) }
    /// Octets written and not yet taken by the socket.
    package var bufferedOutput: Int { (output?.count ?? 0) + (plain?.count ?? 0) }
    /// Octets kept because the handler has not taken them.
    package var undeliveredInput: Int { input?.count ?? 0 }
    /// Whether nothing is read because the peer does not take what waits for it.
    package var isOutputPaused: Bool { flags.contains(.outputPaused) }
    /// Whether the peer has ended its stream.
    package var isInputEnded: Bool { flags.contains(.inputEnded) }
    /// This end's address; `nil` once closed.
    package var localAddress: SocketAddress? { fd >= 0 ? Sockets.localAddress(fd) : nil }
    /// Who the peer is, as the transform knows it; `nil` without one, or before it is established.
    package var remoteIdentity: RemoteIdentity? { flags.contains(.established) ? transform?.remoteIdentity : nil }

    /// Begins reading. Listeners and `connect` do it after the handler has been set.
    package func start() throws(IOError) {
        loop.assertCurrent()
        guard flags.isDisjoint(with: [.closed, .started]) else { return }
        flags.insert(.started)
        try loop.register(self, readingStopped ? [] : .read)
    }

    override func ready(_ r: Readiness) {
        if r.contains(.write) || (r.contains(.error) && flags.contains(.blocked)) {
            flags.remove(.blocked)
            flush()
        }
        if flags.contains(.closed) { return }
        if !readingStopped {
            if !r.isDisjoint(with: [.read, .error, .hangup]) { readBurst() }
        } else if r.contains(.error) {
            // Nobody asked, yet the poller reports error and hangup always: without this the loop would spin.
            fail(ioError("read", Sockets.pendingError(fd)))
        } else if r.contains(.hangup) {
            loop.mute(self)
        }
    }

    override func loopStopped() { fail(IOError(.loopStopped, "use", address: peerText, reason: "the event loop was stopped")) }

    var readingStopped: Bool {
        if flags.contains(.parked) || flags.contains(.lingering) { return flags.contains(.inputEnded) }
        return !flags.isDisjoint(with: [.paused, .outputPaused, .inputEnded, .verdictPending]) || handler == nil
    }

    func updateInterest() {
        guard flags.isDisjoint(with: .closed), flags.contains(.started) else { return }
        var r: Readiness = readingStopped ? [] : .read
        if flags.contains(.blocked) { r.insert(.write) }
        do throws(IOError) { try loop.want(self, r) } catch { fail(error) }
    }

    var peerText: String? { remoteAddress?.description }

    /// The failed system call, with the peer's address; a call that failed without a number counts as a reset.
    func ioError(_ operation: String, _ number: Int32) -> IOError {
        .system(operation, number == 0 ? ECONNRESET : number, address: peerText)
    }
}
