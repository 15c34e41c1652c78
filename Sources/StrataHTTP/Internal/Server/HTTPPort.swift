internal import StrataCore
internal import StrataFraming
internal import StrataInfoset
internal import StrataNet
internal import StrataTLS
internal import Synchronization

/// One port that listens, with the endpoints that share it and its connections. Any thread.
final class HTTPPort: Sendable {
    /// The settings that hold for the connections: those of the endpoint that came first.
    let settings: HTTPServiceSettings
    let limits: HTTP1Limits

    private struct State {
        var endpoints: [HTTPEndpoint] = []
        var connections: [ObjectIdentifier: HTTPServerConnection] = [:]
        var isDraining = false
        var wasAborted = false
        /// `maxConnections` was reached, and the connections have not become fewer than half of it since: said once.
        var wasFull = false
        var emptied: [Completion<Void>] = []
        /// For good: who gives up in the middle of closing must find it still, to stop it.
        var listener: StreamListener?
        var addresses: [SocketAddress] = []
    }
    private let state = Mutex(State())

    init(_ settings: HTTPServiceSettings) {
        self.settings = settings
        // The body's limit is the endpoint's, which is known once the head is.
        limits = HTTP1Limits(settings.configuration.limits, body: .max)
    }

    func listen(_ addresses: [SocketAddress]) async throws {
        var configuration = StreamListener.Configuration.defaults
        configuration.maximumConnections = settings.configuration.maxConnections
        configuration.exhausted = { [settings] in
            settings.report(.error, "connections are turned away until descriptors or memory of the system come free", error: $0)
        }
        let listener = try await StreamListener.listen(on: addresses, configuration: configuration) { [weak self] stream in
            guard let self else { return stream.shut() }
            self.accept(stream)
        }
        state.withLock {
            $0.listener = listener
            $0.addresses = listener.addresses
        }
    }

    /// Where it listens, with the port that the system chose where none was asked for.
    var addresses: [SocketAddress] { state.withLock { $0.addresses } }
    var port: UInt16 { state.withLock { $0.listener?.port } ?? 0 }

    // MARK: Endpoints

    /// False when there is an endpoint at the same path that the same hosts reach.
    func add(_ endpoint: HTTPEndpoint) -> Bool {
        state.withLock { state in
            guard !state.isDraining, !state.endpoints.contains(where: { $0.path == endpoint.path && $0.hosts == endpoint.hosts }) else {
                return false
            }
            state.endpoints.append(endpoint)
            return true
        }
    }

    /// True when it was the last.
    func remove(_ endpoint: HTTPEndpoint) -> Bool {
        state.withLock { state in
            state.endpoints.removeAll { $0 === endpoint }
            if state.endpoints.isEmpty { state.isDraining = true }
            return state.endpoints.isEmpty
        }
    }

    /// True when it is the only one; then the port takes no other any more.
    func beginDraining(with endpoint: HTTPEndpoint) -> Bool {
        state.withLock { state in
            guard !state.isDraining, state.endpoints.count == 1, state.endpoints[0] === endpoint else { return false }
            state.isDraining = true
            return true
        }
    }

    /// The endpoint of a request. Strong wildcards are asked first, then exact names, then weak wildcards; among them the one at the path,
    /// else the one with the longest address above it.
    func endpoint(of head: HTTP1.RequestHead) -> HTTPEndpoint? {
        let endpoints = state.withLock { $0.endpoints }
        return head.withPath { path -> HTTPEndpoint? in
            if let found = Self.best(of: endpoints.lazy.filter { $0.hosts == .strong }, path) { return found }
            guard endpoints.contains(where: { $0.hosts != .strong }) else { return nil }
            let host = head.authority?.host
            return Self.best(of: endpoints.lazy.filter { if case .only(let name) = $0.hosts { name == host } else { false } }, path)
                ?? Self.best(of: endpoints.lazy.filter { $0.hosts == .weak }, path)
        }
    }

    private static func best(of endpoints: some Sequence<HTTPEndpoint>, _ path: UnsafeRawBufferPointer) -> HTTPEndpoint? {
        var best: HTTPEndpoint?
        var length = -1
        for endpoint in endpoints {
            let n = endpoint.match(path)
            if n > length { (best, length) = (endpoint, n) }
        }
        return best
    }

    // MARK: Connections

    /// On the connection's loop.
    private func accept(_ stream: ByteStream) {
        let connection = HTTPServerConnection(self, stream)
        let limit = settings.configuration.maxConnections
        // The last ones that the system had connected come while it drains: they are refused in words.
        let (admitted, isFull) = state.withLock { state in
            guard !state.wasAborted else { return (false, false) }
            state.connections[ObjectIdentifier(connection)] = connection
            defer { if state.connections.count >= limit { state.wasFull = true } }
            return (true, state.connections.count >= limit && !state.wasFull)
        }
        guard admitted else { return stream.shut() }
        settings.count(.connectionOpened)
        if isFull {
            settings.report(.notice, "there are as many connections as maxConnections (\(limit)) allows; others wait until one ends")
        }
        stream.handler = connection
        if let tls = settings.tls {
            do {
                try stream.start(transform: try tls.makeTransform())
            } catch {
                settings.report(.warning, "a TLS connection could not be begun", error: error)
                stream.shut()
                return
            }
        }
        connection.begin()
        if isDraining { connection.drain(patiently: true) }
    }

    func ended(_ connection: HTTPServerConnection) {
        settings.count(.connectionClosed)
        let emptied: [Completion<Void>] = state.withLock { state in
            state.connections.removeValue(forKey: ObjectIdentifier(connection))
            if state.wasFull, state.connections.count <= settings.configuration.maxConnections / 2 { state.wasFull = false }
            guard state.connections.isEmpty else { return [] }
            defer { state.emptied = [] }
            return state.emptied
        }
        for waiter in emptied { waiter.succeed(()) }
    }

    var isDraining: Bool { state.withLock { $0.isDraining } }
    var connectionCount: Int { state.withLock { $0.connections.count } }
    /// How many requests are under way.
    var requestCount: Int { state.withLock { $0.endpoints }.reduce(0) { $0 + $1.inFlightCount } }

    /// Lets what is under way come to its answer, refuses in words what comes meanwhile, then accepts no more, closes what is idle, and waits
    /// for all of it.
    func drain() async throws {
        let listener = state.withLock { state in
            state.isDraining = true
            return state.listener
        }
        let isBusy = requestCount > 0
        if isBusy {
            // A connection counts for its client as soon as the system has it, long before it is accepted: it is not broken off untold.
            drainConnections(patiently: true)
            for endpoint in state.withLock({ $0.endpoints }) { try await endpoint.drain() }
        }
        await listener?.stopAccepting()
        // What was accepted last is on its way to the loops.
        for loop in try EventLoopGroup.shared.loops { try? await loop.run {} }
        drainConnections(patiently: isBusy)
        let waiter: Completion<Void>? = state.withLock { state in
            guard !state.connections.isEmpty else { return nil }
            let waiter = Completion<Void>()
            state.emptied.append(waiter)
            return waiter
        }
        try await waiter?.value()
    }

    private func drainConnections(patiently: Bool) {
        for connection in state.withLock({ Array($0.connections.values) }) { connection.drain(patiently: patiently) }
    }

    /// Breaks off what is under way at one endpoint; the connections of the others go on.
    func abort(_ endpoint: HTTPEndpoint) {
        for connection in state.withLock({ Array($0.connections.values) }) { connection.abort(at: endpoint) }
    }

    /// Closes everything at once.
    func abort() {
        let (listener, connections) = state.withLock { state in
            state.isDraining = true
            state.wasAborted = true
            return (state.listener, Array(state.connections.values))
        }
        if let listener { _ = Background.start { await listener.stopAccepting() } }
        for connection in connections { connection.abort() }
    }
}
