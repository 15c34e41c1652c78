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
        var configuration = EndpointPool.Configuration.defaults
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

    /// The connections that a channel's calls share with those of others to the same place. Holds for as long as the factory is open.
    func endpoint(of line: HTTPLine) throws -> EndpointPool {
        guard let pool = state.withLock({ $0.pool }) else {
            throw CommunicationError(.notOpen, "the channel factory is not open", retry: .safe)
        }
        return pool.endpoint(line.key)
    }

    /// One call: encodes here, writes and decodes on the connection's loop. `nil` for an answer without a message.
    ///
    /// - Parameters:
    ///   - pool: the connections of `line`.
    ///   - calls: is told of the exchange while it is under way.
    func call(
        _ message: consuming Message, _ line: HTTPLine, _ pool: EndpointPool, expectsReply: Bool, until deadline: Deadline,
        _ calls: HTTPCalls
    ) async throws -> Message? {
        if deadline.hasPassed {
            // Nothing was sent; an idle connection might answer sooner than a timer that is due fires.
            var late = CommunicationError.deadline("the request to \(line.via.shown)")
            late.retry = .safe
            throw late
        }
        var message = message
        message.completeAddressing(to: line.address, expectsReply: expectsReply)
        let action = try line.action(of: message)
        let request = try encode(&message)
        let uses = settings.configuration.authenticationScheme == .basic
        var shows = uses && settings.configuration.preauthenticate
        var challenged = 0
        var repeated = false
        var proxyRefusals = 0
        var mayExpect = true
        while true {
            var authorization = shows ? settings.configuration.credentials.map(BasicAuthentication.authorization) : nil
            if let digest, settings.configuration.preauthenticate || challenged > 0 {
                authorization = try digest.authorization(line.space, method: "POST", uri: line.via.target)
            }
            // What a refusal could be answered with is not begun before the server has asked for it.
            let waits = mayExpect && request.upload != nil && (digest != nil || uses && !shows || line.forwardsByProxy)
            let head = try line.head(
                message, action: action, contentType: request.contentType, coding: request.coding,
                framing: request.upload == nil ? .length(request.body.count) : .chunked, waitsForContinue: waits,
                authorization: authorization, cookies: settings.cookies?.field(for: line.via),
                keepAlive: settings.configuration.keepAliveEnabled, inflates: settings.configuration.decompressionEnabled)
            let exchange = HTTPExchange(
                settings, pool, line, head: head, body: request.body, upload: request.upload, waitsForContinue: waits,
                expectsReply: expectsReply)
            let outcome: HTTPExchange.Outcome
            do {
                outcome = try await calls.run(exchange, until: deadline)
            } catch var error as CommunicationError {
                if !repeated, request.upload?.hasBegun != true, exchange.wasLostEarly, settings.configuration.retriesLostConnections,
                    !deadline.hasPassed
                {
                    // The others that lie there are as old, and the server may have ended them too.
                    repeated = true
                    pool.discardIdle()
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
            case .streamed:
                guard let reply = exchange.takeStreamed() else { return nil }
                return try await receive(reply, line, until: deadline)
            case .status(let error):
                if request.upload?.hasBegun == true {
                    var failure = HTTPErrors.status(error, line, settings.configuration.maxReceivedMessageSize)
                    // A service acts while the body comes, whatever it says in the end; who asks for credentials has not begun.
                    if ![401, 407].contains(error.status) { failure.retry = .unsafe }
                    failure.message +=
                        "; the request's body is a stream that had begun, so it was not sent again: make the call with a new one"
                    throw failure
                }
                // Somebody on the way knows no expectations (RFC 9110, 10.1.1).
                if error.status == 417, waits {
                    mayExpect = false
                    continue
                }
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
                var failure = HTTPErrors.status(error, line, settings.configuration.maxReceivedMessageSize)
                if repeated { failure.retry = .unsafe }
                throw failure
            }
        }
    }

    // MARK: Octets

    /// A request as it goes out.
    private struct Encoded {
        var contentType: String
        var coding: String?
        var body: Bytes
        /// The body, where it is a stream.
        var upload: HTTPUpload?
    }

    private func encode(_ message: inout Message) throws -> Encoded {
        var encoder = try settings.encoders.take()
        defer { settings.encoders.giveBack(encoder) }
        let writer = ByteWriter(capacity: 1024)
        let compression =
            encoder.contentCoding == nil && settings.configuration.compression != .identity ? settings.configuration.compression : nil
        let coding = encoder.contentCoding ?? compression?.description
        if let stream = message.body.stream, settings.configuration.transferMode.streamsRequests {
            let body = try encoder.beginEncoding(&message, into: writer)
            let stall = BodyPump.Stall(span: settings.timeouts.send, setting: "the binding's timeouts.send")
            let upload = HTTPUpload(first: writer.take(), body, stream, compression: compression, stall: stall)
            return Encoded(contentType: encoder.contentType(of: message), coding: coding, body: Bytes(), upload: upload)
        }
        try encoder.encode(&message, into: writer)
        let contentType = encoder.contentType(of: message)
        guard let compression else { return Encoded(contentType: contentType, coding: coding, body: writer.take()) }
        let packed = ByteWriter(capacity: 1024)
        try BodyCoding.deflate(writer.bytes, compression, to: packed)
        return Encoded(contentType: contentType, coding: coding, body: packed.take())
    }

    /// The message of a reply that goes on coming.
    private func receive(_ reply: HTTPStreamedReply, _ line: HTTPLine, until deadline: Deadline) async throws -> Message {
        let fields = reply.head.fields
        let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
        var source = reply.source
        switch BodyCoding.named(by: fields) {
        case .plain: break
        case .coded(let format) where settings.configuration.decompressionEnabled:
            source = InflatingSource(source, format, limits: Inflater.Limits(settings.configuration), of: line.via.authority)
        case .coded, .refused: throw HTTPErrors.unreadable(reply.head, nothing, line)
        }
        let encoder = try settings.encoders.take()
        defer { settings.encoders.giveBack(encoder) }
        guard fields.count(of: "content-type") == 1, let contentType = fields["content-type"], encoder.supports(contentType: contentType)
        else {
            throw HTTPErrors.unreadable(reply.head, nothing, line)
        }
        do {
            let reader = try encoder.beginDecoding(contentType: contentType, maxBufferSize: settings.configuration.maxBufferSize)
            var message = try await deadline.enforce("the reply of \(line.via.shown)") { [source] in
                try await Message.receive(from: source, by: reader)
            }
            settings.complete(&message, reply.head, reply.identity)
            return message
        } catch let error as MessageCodingError {
            throw CommunicationError(
                error.code == .quotaExceeded ? .quotaExceeded : .protocolViolation,
                "the reply of \(line.via.shown) cannot be read: \(error.reason)", cause: error)
        }
    }
}
