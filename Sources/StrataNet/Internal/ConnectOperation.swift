import StrataCore

/// A connect to a name: resolve, then one address after the other, the next one when the last has failed or a moment has passed, families
/// taking turns (RFC 8305). Loop-confined: that is what `@unchecked Sendable` vouches for.
final class ConnectOperation: @unchecked Sendable {
    private let loop: EventLoop
    private let target: String
    private let options: ConnectOptions
    private let ticket: IOTicket
    private var prepare: ((ByteStream) throws(IOError) -> Void)?
    private var done: ((Result<ByteStream, IOError>) -> Void)?
    private var waiting: [SocketAddress] = []
    private var attempts: [ConnectAttempt] = []
    private var failures: [IOError] = []
    private var deadlineTimer: LoopTimer?
    private var staggerTimer: LoopTimer?
    private var hook: UInt64?
    private var lookup: IOTicket?
    /// Connected, but its transform is not established yet.
    private var establishing: ByteStream?

    init(
        _ loop: EventLoop, target: String, _ options: ConnectOptions, _ ticket: IOTicket,
        prepare: @escaping (ByteStream) throws(IOError) -> Void, done: @escaping (Result<ByteStream, IOError>) -> Void
    ) {
        self.loop = loop
        self.target = target
        self.options = options
        self.ticket = ticket
        self.prepare = prepare
        self.done = done
    }

    func begin(_ host: String, _ port: UInt16) {
        guard arm() else { return }
        lookup = options.resolver.resolve(host, port: port) { r in
            self.loop.execute { self.resolved(r) }
        }
    }

    func begin(_ addresses: [SocketAddress]) {
        guard arm() else { return }
        resolved(.success(addresses))
    }

    private func arm() -> Bool {
        hook = loop.onStop {
            self.finish(.failure(IOError(.loopStopped, "connect to", address: self.target, reason: "the event loop was stopped")))
        }
        guard hook != nil else {
            finish(.failure(IOError(.loopStopped, "connect to", address: target, reason: "the event loop was stopped")))
            return false
        }
        deadlineTimer = loop.at(options.deadline) { self.timedOut() }
        ticket.onCancel { self.loop.execute { self.finish(.failure(self.error(.cancelled, "the caller cancelled"))) } }
        return true
    }

    private func timedOut() {
        let stage =
            if lookup != nil, attempts.isEmpty, failures.isEmpty { "while its name was being resolved" } else if establishing != nil {
                "during the handshake"
            } else { "while connecting" }
        finish(.failure(error(.timedOut, "the deadline passed \(stage)")))
    }

    /// The error of the whole, with what each address answered.
    private func error(_ code: IOError.Code, _ reason: String) -> IOError {
        let tried = failures.map { "\($0)" } + attempts.map { "connect to \($0.address): no answer" }
        return IOError(
            code, "connect to", address: target, errno: failures.last?.errno ?? 0,
            reason: tried.isEmpty ? reason : ([reason].filter { !$0.isEmpty } + tried).joined(separator: "; "), cause: nil)
    }

    private func resolved(_ r: Result<[SocketAddress], IOError>) {
        guard done != nil else { return }
        lookup = nil
        switch r {
        case .failure(let e): finish(.failure(e))
        case .success(let found):
            waiting = Self.interleaved(found)
            next()
        }
    }

    /// Families take turns, beginning with that of the first address.
    static func interleaved(_ a: [SocketAddress]) -> [SocketAddress] {
        guard let first = a.first else { return [] }
        let same = a.filter { $0.family == first.family }
        let other = a.filter { $0.family != first.family }
        var mixed: [SocketAddress] = []
        for i in 0..<max(same.count, other.count) {
            if i < same.count { mixed.append(same[i]) }
            if i < other.count { mixed.append(other[i]) }
        }
        return mixed
    }

    private func next() {
        if let t = staggerTimer { loop.cancel(t) }
        staggerTimer = nil
        while done != nil, establishing == nil, !waiting.isEmpty {
            let address = waiting.removeFirst()
            do throws(IOError) {
                attempts.append(try ConnectAttempt(loop, address) { a, r in self.attempted(a, r) })
                if !waiting.isEmpty { staggerTimer = loop.after(options.stagger) { self.next() } }
                return
            } catch {
                failures.append(error)
            }
        }
        if done != nil, attempts.isEmpty, establishing == nil {
            let last = failures.last
            finish(
                .failure(
                    failures.count == 1 && last?.address == target
                        ? failures[0] : error(last?.code ?? .nameNotFound, last == nil ? "no address" : "")))
        }
    }

    private func attempted(_ a: ConnectAttempt, _ r: Result<ByteStream, IOError>) {
        attempts.removeAll { $0 === a }
        guard done != nil else { return }
        switch r {
        case .failure(let e):
            failures.append(e)
            if e.code == .loopStopped { finish(.failure(e)) } else { next() }
        case .success(let s):
            abandonAttempts()
            connected(s)
        }
    }

    private func connected(_ s: ByteStream) {
        establishing = s
        do throws(IOError) {
            try prepare?(s)
            try s.start()
        } catch {
            s.fail(error)
            return finish(.failure(error))
        }
        s.whenEstablished { e in
            guard self.done != nil else { return }
            if let e { self.finish(.failure(e)) } else { self.finish(.success(s)) }
        }
    }

    private func abandonAttempts() {
        if let t = staggerTimer { loop.cancel(t) }
        staggerTimer = nil
        waiting = []
        let left = attempts
        attempts = []
        for a in left { a.cancel() }
    }

    private func finish(_ r: Result<ByteStream, IOError>) {
        guard let d = done else { return }
        done = nil
        prepare = nil
        ticket.finish()
        if let hook { loop.removeStopHook(hook) }
        if let t = deadlineTimer { loop.cancel(t) }
        deadlineTimer = nil
        lookup?.cancel()
        lookup = nil
        abandonAttempts()
        let s = establishing
        establishing = nil
        if case .failure(let e) = r { s?.fail(e) }
        d(r)
    }
}
