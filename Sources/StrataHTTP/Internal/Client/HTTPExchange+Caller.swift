internal import StrataCore
internal import StrataFraming
internal import StrataInfoset
internal import StrataNet
internal import Synchronization
internal import StrataTLS

/// The caller's side.
extension HTTPExchange {
    /// Sends the request and waits for what comes of it.
    func result(until deadline: Deadline) async throws -> Outcome {
        let request = pool.acquire(deadline: deadline, dial: dial) { [self] result in
            switch result {
            case .success(let stream): self.begin(stream)
            case .failure(let error): self.completion.fail(HTTPErrors.connection(error, self.line, sent: false))
            }
        }
        shared.withLock { $0.request = request }
        do {
            return try await completion.value(until: deadline, "the reply of \(self.line.via.shown)")
        } catch {
            leave()
            if let error = error as? CommunicationError, error.code == .timedOut { throw late(error) }
            throw error
        }
    }

    /// What had not happened by the deadline, and which setting it comes from.
    func late(_ error: CommunicationError) -> CommunicationError {
        let peer = line.via.authority
        let most = settings.configuration.maxOutboundConnectionsPerEndpoint
        let (what, retry): (String, CommunicationError.Retry) =
            switch shared.withLock({ $0.phase }) {
            case .waiting:
                ("no connection to \(peer) was free: all that maxOutboundConnectionsPerEndpoint (\(most)) allows were in use", .safe)
            case .connecting:
                (
                    "there was no connection to \(peer)\(line.proxy.map { " through the proxy \($0.address.text)" } ?? "")\(settings.tls == nil ? "" : ", TLS included,")",
                    .safe
                )
            case .asked: ("\(peer) had not begun to answer", .unsafe)
            case .answered: ("the answer of \(peer) was not whole", .unsafe)
            }
        return CommunicationError(
            .timedOut,
            "\(what) by the deadline of the call; the binding's timeouts.send (\(settings.timeouts.send)) sets it where the call does not",
            retry: retry, cause: error.cause)
    }

    /// Any thread. The caller is told `error`.
    func abandon(_ error: CommunicationError) {
        if completion.fail(error) { return leave() }
        // A reply that is being read.
        shared.withLock { $0.loop }?.execute {
            self.incoming?.finish(error)
            self.breakOff()
        }
    }

    /// Any thread. Calls `action` once, when the exchange is over: with a streamed reply that is after it has been given.
    func whenOver(_ action: @escaping @Sendable () -> Void) {
        let isOver = shared.withLock { shared in
            if !shared.isOver { shared.whenOver = action }
            return shared.isOver
        }
        if isOver { action() }
    }

    func leave() {
        shared.withLock { $0.request }?.cancel()
        // Looked up only now: the connection may have come meanwhile.
        shared.withLock { $0.loop }?.execute { self.breakOff() }
    }

    // The pool lets go of it, and so of the exchange, as soon as there is a connection or none is wanted.
    var dial: EndpointPool.Dial {
        { [self, settings, line] deadline, done in
            shared.withLock { $0.phase = .connecting }
            do throws(IOError) {
                let loop = try EventLoopGroup.shared.next()
                if let tls = settings.tls, let route = line.proxy {
                    let limits = HTTP1.Limits(settings.configuration.limits, body: .max)
                    return ProxyTunnel.open(route, line.via, tls, limits, on: loop, until: deadline, next: NoHandler(), done)
                }
                return loop.connect(host: line.hop.host, port: line.hop.port, options: ConnectOptions(deadline: deadline)) {
                    stream throws(IOError) in
                    stream.handler = NoHandler()
                    guard let tls = settings.tls else { return }
                    let transform: any StreamTransform
                    do throws(StreamTransformError) {
                        transform = try tls.makeTransform(host: line.via.host, endpoint: line.key.description)
                    } catch {
                        throw IOError(
                            .transformFailed, "begin TLS with", address: line.key.description, reason: error.message, cause: error)
                    }
                    try stream.start(transform: transform)
                } done: {
                    done($0)
                }
            } catch {
                done(.failure(error))
                return IOTicket()
            }
        }
    }

    /// Until the first request.
    final class NoHandler: ByteStreamHandler {
        func read(_ stream: ByteStream, _ bytes: UnsafeRawBufferPointer) throws(IOError) -> Taken {
            throw IOError.protocolViolation("octets that no request asked for")
        }
        func inputClosed(_ stream: ByteStream) { stream.shut() }
        func closed(_ stream: ByteStream, _ error: IOError?) {}
    }
}
