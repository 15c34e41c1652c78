internal import StrataCore
internal import StrataFraming
internal import StrataInfoset
internal import StrataNet
internal import Synchronization

/// What the factories of both shapes share: the connections, and the calls under way.
final class HTTPClient: Sendable {
    /// Connections are shared by all calls to one host and port on the same way.
    struct Key: Hashable, Sendable, CustomStringConvertible {
        var host: String
        var port: UInt16
        /// Host and port of the proxy, where there is one.
        var proxy: String?
        var description: String { "\(host):\(port)" }
    }

    let settings: HTTPClientSettings
    private struct State { var pool: ConnectionPool<Key>? }
    private let state = Mutex(State())

    private let digest: DigestClient?

    init(_ settings: HTTPClientSettings) {
        self.settings = settings
        let configuration = settings.configuration
        digest =
            configuration.authenticationScheme == .digest
            ? configuration.credentials.map { DigestClient($0, configuration.digestAlgorithms) } : nil
    }

    func open() throws {
        var configuration = ConnectionPool<Key>.Configuration.defaults
        configuration.connectionsPerEndpoint = settings.configuration.maxOutboundConnectionsPerEndpoint
        configuration.idleTimeout = settings.configuration.keepAliveEnabled ? settings.configuration.connectionIdleTimeout : .zero
        configuration.lifetime = settings.configuration.connectionLeaseTimeout
        let settings = settings
        configuration.opened = { settings.count(.connectionOpened) }
        configuration.closed = { settings.count(.connectionClosed) }
        do {
            let pool = try ConnectionPool<Key>(configuration: configuration)
            state.withLock { $0.pool = pool }
        } catch {
            throw CommunicationError(.invalidOperation, "the event loops cannot be started", retry: .safe, cause: error)
        }
    }

    func close() {
        let pool = state.withLock { state in
            defer { state.pool = nil }
            return state.pool
        }
        pool?.close()
    }

    private func openPool() throws -> ConnectionPool<Key> {
        guard let pool = state.withLock({ $0.pool }) else {
            throw CommunicationError(.notOpen, "the channel factory is not open", retry: .safe)
        }
        return pool
    }

    /// One call: encodes here, writes and decodes on the connection's loop. `nil` for an answer without a message.
    ///
    /// - Parameter calls: is told of the exchange while it is under way.
    func call(_ message: consuming Message, _ line: HTTPLine, expectsReply: Bool, until deadline: Deadline, _ calls: HTTPCalls) async throws
        -> Message?
    {
        let pool = try openPool()
        if deadline.hasPassed {
            // Nothing was sent; an idle connection might answer sooner than a timer that is due fires.
            var late = CommunicationError.deadline("the request to \(line.via.text)")
            late.retry = .safe
            throw late
        }
        let configuration = settings.configuration
        var message = message
        message.completeAddressing(to: line.address, expectsReply: expectsReply)
        try line.checkAction(of: message)
        let body: Bytes
        let contentType: String
        var coding: String?
        do {
            var encoder = try settings.encoders.take()
            defer { settings.encoders.giveBack(encoder) }
            let writer = ByteWriter(capacity: 1024)
            try encoder.encode(&message, into: writer)
            contentType = encoder.contentType(of: message)
            coding = encoder.contentCoding
            if coding == nil, configuration.compression != .identity {
                let packed = ByteWriter(capacity: 1024)
                try BodyCoding.deflate(writer.bytes, configuration.compression, to: packed)
                body = packed.take()
                coding = configuration.compression.description
            } else {
                body = writer.take()
            }
        }
        let uses = configuration.authenticationScheme == .basic
        var shows = uses && configuration.preauthenticate
        var challenged = 0
        var repeated = false
        var proxyRefusals = 0
        while true {
            var authorization = shows ? configuration.credentials.map(BasicAuthentication.authorization) : nil
            if let digest, configuration.preauthenticate || challenged > 0 {
                authorization = try digest.authorization(line.space, method: "POST", uri: line.via.target)
            }
            let head = try line.head(
                message, contentType: contentType, coding: coding, length: body.count, authorization: authorization,
                cookies: settings.cookies?.field(for: line.via),
                keepAlive: configuration.keepAliveEnabled, inflates: configuration.decompressionEnabled)
            let exchange = HTTPExchange(settings, pool, line, head: head, body: body, expectsReply: expectsReply)
            let outcome: HTTPExchange.Outcome
            do {
                outcome = try await calls.run(exchange) { try await exchange.result(until: deadline) }
            } catch var error as CommunicationError {
                if !repeated, exchange.wasLostEarly, configuration.retriesLostConnections, !deadline.hasPassed {
                    // The others that lie there are as old, and the server may have ended them too.
                    repeated = true
                    pool.discardIdle(line.key)
                    continue
                }
                // The first attempt may have been acted on, whatever became of the second.
                if repeated { error.retry = .unsafe }
                // Thrown and no outcome: the answer to CONNECT. Nothing has reached the target.
                if let refusal = error.cause as? HTTPStatusError, refusal.status == 407, proxyRefusals < 2,
                    line.proxy?.take(refusal, first: proxyRefusals == 0) == true
                {
                    proxyRefusals += 1
                    continue
                }
                throw error
            }
            switch outcome {
            case .message(let reply): return reply
            case .none: return nil
            case .status(let error):
                if error.status == 401, uses, !shows, BasicAuthentication.isChallenge(error.headers.values(of: "WWW-Authenticate")) {
                    shows = true
                    continue
                }
                // Once for the first challenge, and once more where only the nonce was too old.
                if error.status == 401, let digest, challenged < 2,
                    let stale = digest.take(error.headers.values(of: "WWW-Authenticate"), line.space), stale || authorization == nil
                {
                    challenged += 1
                    continue
                }
                if error.status == 407, line.forwardsByProxy, proxyRefusals < 2,
                    line.proxy?.take(error, first: proxyRefusals == 0) == true
                {
                    proxyRefusals += 1
                    continue
                }
                var failure = HTTPErrors.status(error, line, configuration.maxReceivedMessageSize)
                if repeated { failure.retry = .unsafe }
                throw failure
            }
        }
    }
}
