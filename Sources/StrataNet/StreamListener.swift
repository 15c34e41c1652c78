import Synchronization

/// Accepts connections at one or several addresses and gives each to the loop that has the fewest of them, to its own where it is one of
/// those: short connections that come one after another then wake nobody else. Any thread, but what says otherwise.
package final class StreamListener: Sendable {
    package struct Configuration: Sendable {
        /// Connections that the system keeps before they are accepted; it may cut this to its own limit.
        package var backlog: Int32 = 1024
        /// Open connections at a time; more wait in the system's queue. `nil`: as many as there are descriptors.
        package var maximumConnections: Int?
        /// Whether other sockets may share the port (SO_REUSEPORT).
        package var reusePort = false
        /// Told on the listener's loop that a connection was turned away because the process has no descriptor or buffer left: once, until one
        /// has been accepted again.
        package var exhausted: (@Sendable (IOError) -> Void)?
        package static var defaults: Configuration { Configuration() }
        package init() {}
    }

    /// Called on the connection's loop, before it is read: sets its handler, and its transform. The listener starts it then.
    package typealias Accept = @Sendable (ByteStream) -> Void

    /// Where it listens: the addresses asked for, with the port that the system chose instead of 0.
    package let addresses: [SocketAddress]

    private let loop: EventLoop
    /// Its own loop's comes first.
    private let shares: [Share]
    private let accept: Accept
    private let limit: Int
    private let open = Atomic(0)
    private let waiting = Atomic(false)

    /// What a loop has of the connections.
    private final class Share: Sendable {
        let loop: EventLoop
        let open = Atomic(0)
        init(_ loop: EventLoop) { self.loop = loop }
    }

    struct Sockets { var acceptors: [Acceptor] = [] }
    private let sockets = Mutex(Sockets())

    /// Binds and listens. With port 0 the first address gets a free port and the others share it. Throws naming the address that failed.
    ///
    /// Accepting runs on `loop`; connections go to `loops` (by default the process-wide ones).
    package static func listen(
        on addresses: [SocketAddress], configuration: Configuration = .defaults, loop: EventLoop? = nil, loops: [EventLoop]? = nil,
        accept: @escaping Accept
    ) async throws(IOError) -> StreamListener {
        let home: EventLoop
        let targets: [EventLoop]
        if let loop {
            home = loop
            targets = loops ?? [loop]
        } else {
            let group = try EventLoopGroup.shared
            home = loops?.first ?? group.nextInTurn()
            targets = loops ?? group.loops
        }
        do {
            return try await home.run {
                // Another process may hold the port that the first address was given on one of the others: ask for another one.
                var attempt = 0
                while true {
                    attempt += 1
                    do throws(IOError) {
                        let l = try StreamListener(addresses, configuration, home, targets.isEmpty ? [home] : targets, accept)
                        do throws(IOError) { try l.begin() } catch {
                            l.close()
                            throw error
                        }
                        return l
                    } catch {
                        guard error.code == .addressInUse, addresses.first?.port == 0, addresses.count > 1, attempt < 16 else {
                            throw error
                        }
                    }
                }
            }
        } catch let e as IOError {
            throw e
        } catch {
            throw IOError(.system, "listen", reason: "\(error)")
        }
    }

    private init(
        _ wanted: [SocketAddress], _ configuration: Configuration, _ loop: EventLoop, _ loops: [EventLoop], _ accept: @escaping Accept
    ) throws(IOError) {
        guard !wanted.isEmpty else { throw IOError(.system, "listen", reason: "no address was given") }
        self.loop = loop
        shares = (loops.filter { $0 === loop } + loops.filter { $0 !== loop }).map(Share.init)
        self.accept = accept
        limit = configuration.maximumConnections ?? .max
        var made: [Acceptor] = []
        for a in wanted {
            let first = made.first?.address.port
            let address = a.port == 0 && first != nil ? a.with(port: first ?? 0) : a
            made.append(try Acceptor(loop, address, configuration))
        }
        addresses = made.map(\.address)
        sockets.withLock { $0.acceptors = made }
    }

    private func begin() throws(IOError) {
        for a in sockets.withLock({ $0.acceptors }) { try a.begin(self) }
    }

    /// The port of the first address that has one.
    package var port: UInt16 { addresses.lazy.compactMap(\.port).first ?? 0 }

    /// Connections that were accepted and have not ended.
    package var openConnections: Int { open.load(ordering: .acquiring) }

    /// Graceful: connections that the system has completed already are accepted still, then the sockets close. The connections live on.
    package func stopAccepting() async {
        try? await loop.run { self.close() }
    }

    /// On the loop.
    private func close() {
        for a in sockets.withLock({ $0.acceptors }) { a.stop() }
        sockets.withLock { $0.acceptors = [] }
    }

    // MARK: For the acceptors, on the loop

    func admits() -> Bool {
        if open.wrappingAdd(1, ordering: .acquiringAndReleasing).newValue <= limit { return true }
        // Say that we wait first, then look again: a connection that ends in between finds the flag.
        waiting.store(true, ordering: .sequentiallyConsistent)
        if open.wrappingSubtract(1, ordering: .sequentiallyConsistent).newValue < limit,
            waiting.exchange(false, ordering: .sequentiallyConsistent)
        {
            loop.execute { self.admitAgain() }
        }
        return false
    }

    func admissionUnused() { open.wrappingSubtract(1, ordering: .acquiringAndReleasing) }

    private func admitAgain() {
        for a in sockets.withLock({ $0.acceptors }) { a.admitAgain() }
    }

    func handOver(_ fd: Int32, _ peer: SocketAddress?) {
        let share = leastShare()
        share.open.wrappingAdd(1, ordering: .relaxed)
        let s = ByteStream(share.loop, connected: fd, peer: peer)
        s.owner = Admission(self, share)
        s.pausesReads = true
        if share.loop === loop { begin(s) } else { share.loop.execute { self.begin(s) } }
    }

    /// The first of those with the fewest connections.
    private func leastShare() -> Share {
        var (least, count) = (shares[0], shares[0].open.load(ordering: .relaxed))
        for share in shares.dropFirst() {
            let other = share.open.load(ordering: .relaxed)
            if other < count { (least, count) = (share, other) }
        }
        return least
    }

    private func begin(_ s: ByteStream) {
        accept(s)
        guard !s.isClosed else { return }
        do throws(IOError) { try s.start() } catch { s.fail(error) }
    }

    private func connectionEnded() {
        open.wrappingSubtract(1, ordering: .sequentiallyConsistent)
        if waiting.load(ordering: .sequentiallyConsistent), waiting.exchange(false, ordering: .sequentiallyConsistent) {
            loop.execute { self.admitAgain() }
        }
    }

    /// One open connection of the listener.
    private final class Admission: StreamOwner {
        private let listener: StreamListener
        private let share: Share

        init(_ listener: StreamListener, _ share: Share) {
            self.listener = listener
            self.share = share
        }

        func streamEnded() {
            share.open.wrappingSubtract(1, ordering: .relaxed)
            listener.connectionEnded()
        }
    }
}
